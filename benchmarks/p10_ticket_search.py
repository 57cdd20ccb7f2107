"""P10 (工单检索): searching tickets in full text, as the hotline's staff and as a unit's, over HTTP.

Run ``python -m benchmarks.p10_ticket_search [--tickets N]``. Tickets are put together from our own requests and
places; one in ten is open, each has a unit. They are read, wiped and indexed by the product's own rebuild, then
searched through the product's own endpoint: sight, engine, the list's condition on what was found, excerpts.
Searches are pieces of the tickets' own stories, everyday words that stand in thousands, and numbers begun.
The comparator is what the list's ``q`` does on the same rows: LIKE over title and content, for the same person.
"""

import argparse
import asyncio
import csv
import json
import random
import resource
import sqlite3
import statistics
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select

from benchmarks.demo_house import demo_house
from hotline.app import create_app
from hotline.bootstrap import Hotline
from hotline.kit import clock
from hotline.kit.auth.context import ALL_SCOPES
from hotline.kit.auth.models import Account, ApiToken
from hotline.kit.auth.tokens import hash_token
from hotline.kit.ids import new_id
from hotline.process.commands import IntakeCommand
from hotline.process.search.index import rebuild
from hotline.tickets.numbering import ticket_number
from hotline.tickets.vocabulary import Channel
from tests.support.server import ROOT

MARK_MS = 200.0
STAFF, UNIT = "banzhang", "cg-lianluo"
_DATA = ROOT / "hotline" / "demo" / "data"
_COMMON = ("路灯不亮", "夜间施工噪音", "占道经营", "油烟扰民", "停水", "拖欠工资", "电动车乱停放")
_OPEN = ("DRAFT", "READY", "DISPATCHED", "HANDLING", "REPLIED", "FOLLOWING_UP")


def run(*, tiny: bool = False, tickets: int = 0) -> dict[str, Any]:
    """Return 95th percentiles in milliseconds, by who asks and what."""
    return asyncio.run(_measured(tickets or (300 if tiny else 100_000), 3 if tiny else 40))


async def _measured(count: int, rounds: int) -> dict[str, Any]:
    async with demo_house() as hotline:
        filled = await _fill(hotline, count)
        began, cpu = time.perf_counter(), time.process_time()
        report = await rebuild(
            hotline.database, hotline.ticket_search.engine, hotline.routing.state
        )
        built = {
            "wall_s": round(time.perf_counter() - began, 1),
            "cpu_ms_each": round((time.process_time() - cpu) * 1e3 / report.documents, 2),
        }
        told: dict[str, Any] = {"tickets": report.documents, "build": built}
        async with _client(hotline) as client:
            for login in (STAFF, UNIT):
                client.headers["Authorization"] = f"Bearer {await _token(hotline, login)}"
                told[login] = await _asked(client, filled, rounds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    slowest = max(told[login][kind]["p95_ms"] for login in (STAFF, UNIT) for kind in KINDS)
    return told | {"resident_mb": peak, "mark_ms": MARK_MS, "mark_met": slowest <= MARK_MS}


def _client(hotline: Hotline) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=create_app(hotline))
    return httpx.AsyncClient(transport=transport, base_url="http://test", timeout=300)


async def _token(hotline: Hotline, login: str) -> str:
    token = f"benchmark-token-of-{login}"
    async with hotline.database.write() as session:
        account_id = await session.scalar(select(Account.id).where(Account.login == login))
        session.add(
            ApiToken(
                id=new_id(),
                account_id=account_id,
                name="benchmark",
                token_hash=hash_token(token),
                scopes=[ALL_SCOPES],
                created_at=clock.now(),
                created_by=account_id,
            )
        )
    return token


async def _fill(hotline: Hotline, count: int) -> list[str]:
    """Store ``count`` tickets as copies of one that came in; returns some of their stories."""
    accepted = await hotline.intake.accept(
        IntakeCommand(channel=Channel.WEB, content="同济路路灯不亮", received_at=clock.now())
    )
    path = Path(str(hotline.database.engine.url.database))
    with sqlite3.connect(path) as base:
        base.row_factory = sqlite3.Row
        query = "SELECT * FROM tickets WHERE id = ?"
        first = dict(base.execute(query, (accepted.ticket_id,)).fetchone())
        units = base.execute("SELECT id, path, level FROM units ORDER BY code").fetchall()
        stories = list(_stories(count))
        rows = _rows(first, units, stories)
        while portion := list(islice(rows, 5_000)):
            _insert(base, "tickets", [ticket for ticket, _part in portion])
            _insert(base, "ticket_assignments", [part for _ticket, part in portion])
        base.execute("ANALYZE")
    base.close()
    return stories[:: max(1, count // 500)]


def _insert(base: sqlite3.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    names = ", ".join(f'"{name}"' for name in rows[0])
    marks = ", ".join(f":{name}" for name in rows[0])
    base.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)


def _stories(count: int) -> Iterator[str]:
    rng = random.Random(10)
    text = (_DATA / "requests.jsonl").read_text(encoding="utf-8")
    sentences = [
        part
        for line in text.splitlines()
        for part in json.loads(line)["text"].replace("！", "。").split("。")
        if len(part) > 8
    ]
    with (_DATA / "gazetteer.csv").open(encoding="utf-8") as file:
        places = [row["name"] for row in csv.DictReader(file)]
    for _ in range(count):
        yield rng.choice(places) + "，" + "。".join(rng.sample(sentences, 3)) + "。"


def _rows(
    first: dict[str, Any], units: list[sqlite3.Row], stories: list[str]
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    now = clock.now()
    for number, story in enumerate(stories):
        unit = units[number * 7919 % len(units)]
        at = now - timedelta(minutes=5 * number)
        closed = number % 10 != 0
        ticket = first | {
            "id": new_id(),
            "number": ticket_number("BM", clock.local_date(at), 1 + number % 300),
            "query_code_root": f"bm{number}",
            "query_code_hash": None,
            "content": story,
            "title": story[:24],
            "status": "CLOSED" if closed else _OPEN[number // 10 % len(_OPEN)],
            "lead_unit_id": unit["id"],
            "received_at": at.isoformat(timespec="microseconds"),
            "created_at": at.isoformat(timespec="microseconds"),
        }
        yield ticket, _part(ticket, unit)


def _part(ticket: dict[str, Any], unit: sqlite3.Row) -> dict[str, Any]:
    return {
        "id": new_id(),
        "ticket_id": ticket["id"],
        "unit_id": unit["id"],
        "unit_path": unit["path"],
        "unit_level": unit["level"],
        "role": "LEAD",
        "status": "REPLIED" if ticket["status"] == "CLOSED" else "SIGNED",
        "assigned_at": ticket["created_at"],
        "deemed_signed": False,
        "returns": 0,
    }


KINDS = ("stories", "common", "numbers", "narrowed")


async def _asked(
    client: httpx.AsyncClient, stories: list[str], rounds: int
) -> dict[str, dict[str, float]]:
    rng = random.Random(11)
    year = f"{clock.local_date():%Y}"
    searches: dict[str, list[dict[str, str]]] = {
        "stories": [{"q": _piece(rng, rng.choice(stories))} for _ in range(rounds)],
        "common": [{"q": rng.choice(_COMMON)} for _ in range(rounds)],
        "numbers": [{"q": f"BM{year}{'1126'[: rng.randrange(0, 5)]}"} for _ in range(rounds)],
        "narrowed": [{"q": rng.choice(_COMMON), "status": "HANDLING"} for _ in range(rounds)],
    }
    told = {kind: await _times(client, asked) for kind, asked in searches.items()}
    few = searches["stories"][: max(3, rounds // 8)]
    told["like"] = await _times(client, few, path="/api/tickets")
    return told


def _piece(rng: random.Random, story: str) -> str:
    start = rng.randrange(max(1, len(story) - 12))
    return story[start : start + rng.randrange(4, 12)].strip("。，“”") or story[:6]


async def _times(
    client: httpx.AsyncClient, asked: list[dict[str, str]], path: str = "/api/tickets/search"
) -> dict[str, float]:
    taken, cpu, hits = [], [], 0
    for query in asked:
        began, worked = time.perf_counter(), time.process_time()
        answer = await client.get(path, params=query)
        taken.append((time.perf_counter() - began) * 1e3)
        cpu.append((time.process_time() - worked) * 1e3)
        answer.raise_for_status()
        hits += len(answer.json()["items"])
    ordered = sorted(taken)
    return {
        "searches": len(ordered),
        "hits_each": round(hits / len(ordered), 1),
        "p50_ms": round(statistics.median(ordered), 1),
        "p95_ms": round(ordered[int(len(ordered) * 0.95)], 1),
        "p95_cpu_ms": round(sorted(cpu)[int(len(cpu) * 0.95)], 1),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--tiny", action="store_true")
    parser.add_argument("--tickets", type=int, default=0)
    given = parser.parse_args()
    told = run(tiny=given.tiny, tickets=given.tickets)
    print(json.dumps(told, ensure_ascii=False, indent=1))
