"""Builders for tests of service items."""

import json
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import SYSTEM, Actor
from hotline.kit.organisation.models import Unit
from knowledge.items.imports import ItemOptions, ItemReport, import_items
from knowledge.items.preparing import prepare

CITY, POLICE, STATION, CIVIL = (f"01HN1T{letter * 20}" for letter in "CPSM")
_UNITS = (
    (CITY, "FS", "佛山市", "佛山", f"/{CITY}/"),
    (POLICE, "FS-GA", "佛山市公安局", "市公安局", f"/{CITY}/{POLICE}/"),
    (STATION, "FS-GA-1", "祖庙派出所", "祖庙所", f"/{CITY}/{POLICE}/{STATION}/"),
    (CIVIL, "FS-MZ", "佛山市民政局", "市民政局", f"/{CITY}/{CIVIL}/"),
)


async def units(session: AsyncSession) -> None:
    """Found a city with two bureaus and a station."""
    for unit_id, code, name, short, path in _UNITS:
        session.add(
            Unit(
                id=unit_id,
                code=code,
                name=name,
                short_name=short,
                level=2,
                kind="BUREAU",
                path=path,
                valid_from=date(2020, 1, 1),
            )
        )
    await session.flush()


def person(*permissions: str, path: str | None = None) -> Actor:
    """Return somebody who may do these things."""
    return Actor(
        account_id="01STAFF" + "0" * 19,
        name="员工",
        roles=frozenset({"knowledge_owner"}),
        permissions=frozenset(permissions),
        unit_id=path.strip("/").rsplit("/", maxsplit=1)[-1] if path else None,
        unit_path=path,
        vendor=False,
        kind="staff",
    )


EDITOR = person("knowledge.read", "knowledge.edit", "knowledge.publish")
POLICE_OWNER = person(
    "knowledge.read", "knowledge.edit", "knowledge.own", path=f"/{CITY}/{POLICE}/"
)
READER = person("knowledge.read")


def row(code: str = "FS-GA-010", **changes: Any) -> dict[str, Any]:
    """Return one item in our own format."""
    return {
        "code": code,
        "name": "居民身份证首次申领",
        "aliases": ["办身份证"],
        "item_type": "CERTIFICATE",
        "unit_code": "FS-GA",
        "conditions": ["户籍在本市"],
        "materials": [{"name": "居民户口簿", "copies": 1}],
        "statutory_limit": {"kind": "DAYS", "days": 60, "unit": "CALENDAR"},
        "promised_limit": {"kind": "DAYS", "days": 20, "unit": "WORKING"},
        "fee": {"charged": False, "text": "首次申领免费"},
        "windows": [{"name": "户政窗口", "address": "建新路一号", "phone": "0757-00001234"}],
        "valid_from": "2025-01-01",
        "version": 1,
        **changes,
    }


def lines(*rows: dict[str, Any]) -> bytes:
    """Return rows as a file of JSON lines."""
    return "\n".join(json.dumps(r, ensure_ascii=False) for r in rows).encode()


async def take(
    session: AsyncSession, *rows: dict[str, Any], actor: Actor = SYSTEM, **options: Any
) -> ItemReport:
    """Import rows."""
    return await import_items(
        session, prepare(lines(*rows)), options=ItemOptions(**options), actor=actor
    )
