"""`hotline` and `python -m hotline` (入口): loads the commands while the garbage collector waits.

Loading makes a million objects that all stay; collecting among them takes a quarter of the start.
"""

import gc


def main() -> None:
    """Run the command line; thresholds are counts of new objects."""
    gc.set_threshold(50_000, 50, 100)
    from hotline.cli.main import app  # noqa: PLC0415 — after the collector was told to wait

    app()


if __name__ == "__main__":
    main()
