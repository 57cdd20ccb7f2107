"""P1: accepting a ticket durably on SQLite, against a bare FastAPI that group-commits one row."""

import argparse
import json
import sqlite3
from pathlib import Path
from typing import Any

from benchmarks import measure
from tests.support.server import Server

MARK = {"ratio": 0.60, "p99_ratio": 3.0}


def run(*, tiny: bool = False) -> dict[str, Any]:
    """Return both figures, the ratio, and whether every 201 is stored after kill -9."""
    total = 400 if tiny else 20_000
    with measure.scratch() as folder:
        bodies = measure.bodies(folder / "bodies.jsonl")
        with measure.bare_server(str(folder / "bare.db")) as port:
            bare = measure.load(port=port, path="/t", bodies_file=bodies, total=total)
        with measure.product(folder / "ours") as server:
            ours = measure.load(
                port=server.port, path="/api/public/requests", bodies_file=bodies, total=total
            )
            lost = _killed(server, folder, bodies, total=max(total // 4, 200))
    return {
        "mark": "P1",
        "comparator": {"name": "bare FastAPI + SQLite FULL group commit of one row", **bare},
        "ours": ours,
        "ratio": round(ours["per_second"] / bare["per_second"], 3),
        "p99_ratio": round(ours["p99_ms"] / bare["p99_ms"], 2),
        "answered_but_lost_after_kill": lost,
    }


def _killed(server: Server, folder: Path, bodies: Path, *, total: int) -> int:
    """Kill the server right after a load and count answered numbers that the file does not hold."""
    stored = folder / "stored.txt"
    measure.load(
        port=server.port,
        path="/api/public/requests",
        bodies_file=bodies,
        total=total,
        stored=stored,
    )
    server.kill()
    answered = set(stored.read_text(encoding="utf-8").split())
    connection = sqlite3.connect(server.data_dir / "hotline.db")
    kept = {row[0] for row in connection.execute("SELECT number FROM tickets")}
    connection.close()
    return len(answered - kept)


def main() -> None:
    """Print the result."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tiny", action="store_true")
    result: dict[str, Any] = run(tiny=parser.parse_args().tiny)
    print(json.dumps(result, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
