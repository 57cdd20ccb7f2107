"""Earlier work orders (历史工单导入): `hotline train`, then one file through `hotline import tickets`, checked.

It is no mark of speed: every row must be stored once, each with a suggestion, silently; a repeat stores
nothing; and an import that was killed is finished by running it again.
"""

import argparse
import csv
import json
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import measure
from tests.support.server import ROOT, Server

TITLE = "历史工单导入 · Importing earlier work orders"
ORDERS = ROOT.parent / "shared" / "data" / "work_orders_dev.csv"
SEED_TEXTS = ROOT / "hotline" / "demo" / "data" / "requests.jsonl"
TINY_ROWS = 600  # several commits of the import, so that a kill falls between two
Rows = list[list[str]]
_COUNTS = {
    "tickets": "SELECT count(*) FROM tickets",
    "distinct_orders": "SELECT count(DISTINCT external_ref) FROM tickets",
    "closed": "SELECT count(*) FROM tickets WHERE status = 'CLOSED'",
    "with_suggestion": "SELECT count(*) FROM ticket_suggestions WHERE category_code IS NOT NULL",
    "clocks": "SELECT count(*) FROM ticket_clocks",
    "events_of_tickets": "SELECT count(*) FROM outbox_events WHERE name LIKE 'ticket.%'",
    "messages": "SELECT count(*) FROM channel_messages",
}


def run(*, tiny: bool = False, orders: Path | None = None) -> dict[str, Any]:
    """Import ``orders`` (default: the public file beside the project) and return what was printed and found.

    ``tiny`` without ``orders`` takes a small file of our own texts. Without any file the result says so.
    """
    with measure.scratch() as folder:
        if tiny and orders is None:
            orders = _own_orders(folder / "own.csv")
        orders = orders or ORDERS
        if not orders.is_file():
            return _absent(orders)
        return _measured(folder, orders.resolve())


def _absent(orders: Path) -> dict[str, Any]:
    told = f"SKIPPED: {orders.name} is not there; give its path as the argument"
    print(f"\n*** import_orders {told} ***\n", file=sys.stderr, flush=True)
    return {"skipped": told}


def _measured(folder: Path, orders: Path) -> dict[str, Any]:
    server = _house(folder / "house")
    measure.load_city(server)
    trained = printed(measure.train(server))
    shutil.copytree(server.data_dir, folder / "second")
    first, rejected = _import(server, orders)
    found = _counted(server)
    again, _ = _import(server, orders)
    result: dict[str, Any] = {
        "model": {row[0]: row[3:] for row in trained["问题"]},
        "summary": _figures(first),
        "labels_unknown_here": {row[0]: row[1:] for row in first.get("字段 不同值", [])},
        "rejected": rejected,
        "found": found,
        "again": _figures(again),
        "killed": _killed(_house(folder / "second"), orders, after=found["tickets"] // 3),
    }
    return {**result, "checks": checked(result)}


def checked(result: dict[str, Any]) -> dict[str, bool]:
    """Return what must hold, each with the answer."""
    summary, found, killed = result["summary"], result["found"], result["killed"]
    taken = int(summary["读取"]) - int(summary["未导入"])
    return {
        "every row that was not rejected is stored once": 0
        < taken
        == int(summary["已导入"])
        == found["tickets"]
        == found["distinct_orders"],
        "each has a suggestion": found["with_suggestion"] == taken,
        "all are closed, without clocks, events and messages": found["closed"] == taken
        and not any(found[name] for name in ("clocks", "events_of_tickets", "messages")),
        "every rejected row has its line and reason": len(result["rejected"])
        == int(summary["未导入"])
        and all(line and reason for line, reason in result["rejected"]),
        "a second run stores nothing": result["again"]["已导入"] == "0"
        and result["again"]["此前已导入"] == str(taken),
        "killed in the middle, run again, complete": killed["exit"] == -signal.SIGKILL
        and 0 < killed["stored_when_killed"] < taken
        and killed["found"] == found,
    }


def _house(folder: Path) -> Server:
    folder.mkdir(exist_ok=True)
    return Server(folder, {"COLUMNS": "200"})


def _arguments(server: Server, orders: Path) -> list[str]:
    rejects = str(server.data_dir / "rejected.csv")
    return ["import", "tickets", str(orders), "--historical", "--rejected", rejects]


def _import(server: Server, orders: Path) -> tuple[dict[str, Rows], Rows]:
    told = printed(server.run(*_arguments(server, orders), seconds=1_800))
    listed = server.data_dir / "rejected.csv"
    if not listed.is_file():
        return told, []
    with listed.open(encoding="utf-8-sig", newline="") as file:
        return told, list(csv.reader(file))[1:]


def printed(told: str) -> dict[str, Rows]:
    """Read the tables a command printed: the rows under the first heading, or the first two of them."""
    tables: dict[str, Rows] = {}
    rows: Rows = []
    for line in told.splitlines():
        cells = [cell.strip() for cell in line.strip("┃│ ").replace("┃", "│").split("│")]
        if line.startswith("┃"):
            rows = []
            tables[cells[0]] = tables[" ".join(cells[:2])] = rows
        elif line.startswith("│"):
            rows.append(cells)
    return tables


def _figures(told: dict[str, Rows]) -> dict[str, str]:
    return {row[0]: row[1] for row in told["项目 数量"]}


def _counted(server: Server) -> dict[str, int]:
    with _opened(server) as connection:
        return {name: connection.execute(sql).fetchone()[0] for name, sql in _COUNTS.items()}


@contextmanager
def _opened(server: Server) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(server.data_dir / "hotline.db", timeout=30)
    try:
        yield connection
    finally:
        connection.close()


def _killed(server: Server, orders: Path, *, after: int) -> dict[str, Any]:
    """Kill an import with SIGKILL when more than ``after`` rows are stored, and run it again."""
    server.command = tuple(_arguments(server, orders))
    server.start(wait=False)
    assert server.process is not None
    with _opened(server) as connection:
        while server.process.poll() is None and _stored(connection) <= after:
            time.sleep(0.01)
        server.kill()
        at = _stored(connection)
    ended = server.process.returncode
    rest, _ = _import(server, orders)
    return {"stored_when_killed": at, "exit": ended, "run_again": _figures(rest)} | {
        "found": _counted(server)
    }


def _stored(connection: sqlite3.Connection) -> int:
    return int(connection.execute(_COUNTS["tickets"]).fetchone()[0])


def _own_orders(path: Path) -> Path:
    """Write a small file of our own seed texts, two rows of it unusable."""
    texts = [
        json.loads(line)["text"] for line in SEED_TEXTS.read_text(encoding="utf-8").splitlines()
    ]
    rows = [[f"{texts[i % len(texts)]}（{i}）", "20190506"] for i in range(TINY_ROWS)]
    rows += [["", "20190506"], ["路灯不亮", "不详"]]
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([["诉求内容", "受理日期"], *rows])
    return path


def section(result: dict[str, Any]) -> list[str]:
    """Return the section of the page of results."""
    lines = [f"## {TITLE}", ""]
    if "skipped" in result:
        return [*lines, f"**{result['skipped']}**", ""]
    lines += ["The command's own summary, of `hotline import tickets … --historical`:", ""]
    lines += ["| | first run | again | again after `kill -9` |", "|---|---|---|---|"]
    runs = (result["summary"], result["again"], result["killed"]["run_again"])
    lines += [
        f"| {name} | {' | '.join(figures[name] for figures in runs)} |"
        for name in result["summary"]
    ]
    lines += ["", *(f"- {'✓' if held else '✗'} {said}" for said, held in result["checks"].items())]
    shown = {**result, "rejected": len(result["rejected"])}
    for name in ("summary", "again", "checks"):
        del shown[name]
    shown["killed"] = {n: v for n, v in result["killed"].items() if n != "run_again"}
    lines += ["", "```json", json.dumps(shown, ensure_ascii=False, indent=1), "```", ""]
    if result["rejected"]:
        lines += ["| 行号 | 未导入原因 |", "|---|---|"]
        lines += [f"| {line} | {reason} |" for line, reason in result["rejected"]] + [""]
    return lines


def main() -> None:
    """Print the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("orders", nargs="?", type=Path, help="CSV or XLSX of earlier work orders")
    parser.add_argument("--tiny", action="store_true")
    given = parser.parse_args()
    result = run(tiny=given.tiny, orders=given.orders)
    print(json.dumps(result, ensure_ascii=False, indent=1))
    sys.exit(not all(result.get("checks", {}).values()))


if __name__ == "__main__":
    main()
