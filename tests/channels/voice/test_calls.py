"""Whole calls against the twin: reports in any order, every request twice, and the same end."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from channels import queries
from channels.messages import ChannelKind
from channels.models import Call
from channels.registry import build
from hotline.kit.db import Database
from tests.channels.assembly import (
    BASE_URL,
    Heard,
    assemble,
    settings_for_tests,
    web_client,
)
from tests.channels.twin import Twin
from tests.channels.twin_calls import Answer, TwinCall

KNOWN, WITHHELD = "+8613812345678", "Anonymous"
SCRIPTS: dict[str, tuple[str, list[Answer]]] = {
    "speaks": (KNOWN, [Answer(speech="季华路路灯坏了")]),
    "asks for a person": (KNOWN, [Answer(digits="0")]),
    "is in danger": (KNOWN, [Answer(digits="9")]),
    "stays silent": (KNOWN, []),
    "speaks at the second try": (KNOWN, [Answer(), Answer(speech="噪音扰民")]),
    "withholds and gives a number": (
        WITHHELD,
        [Answer(speech="漏水"), Answer(digits="13800138000")],
    ),
    "withholds and gives none": (WITHHELD, [Answer(speech="漏水"), Answer(digits="12")]),
}


async def outcome(template: Path, folder: Path, name: str, seed: int | None) -> list[object]:
    """Live through one call on a fresh database; return everything that is left of it."""
    channels = build(settings_for_tests(), public_base_url=BASE_URL)
    fresh = Path(shutil.copy(template, folder / f"{name}-{seed}.db".replace(" ", "_")))
    store = assemble(fresh, channels, Heard())
    number, script = SCRIPTS[name]
    async with web_client(store, channels) as client:
        await TwinCall(Twin(app=client), number, [*script], seed=seed).run()
    left = await _left(store)
    await store.close()
    return left


async def _left(store: Database) -> list[object]:
    async with store.read() as session:
        call = (await session.scalars(select(Call))).one()
        callbacks = await queries.list_open_callbacks(session)
        views = await queries.list_messages(session, call.conversation_id)
        return [
            (call.phase, call.last_seq, call.answered_at, call.ended_at, call.seconds),
            [(c.number, c.reason, c.times) for c in callbacks],
            [(v.channel, v.kind, v.text) for v in views],
        ]


@pytest.mark.parametrize("name", SCRIPTS)
async def test_a_call_in_chaos_leaves_what_a_calm_one_leaves(
    sqlite_template: Path, tmp_path: Path, name: str
) -> None:
    calm = await outcome(sqlite_template, tmp_path, name, None)
    for seed in range(5):
        assert await outcome(sqlite_template, tmp_path, name, seed) == calm, f"seed {seed}"


async def test_what_is_left_of_a_spoken_call(sqlite_template: Path, tmp_path: Path) -> None:
    phase, callbacks, words = await outcome(sqlite_template, tmp_path, "speaks", None)
    assert isinstance(phase, tuple)
    assert (phase[0], phase[4]) == ("COMPLETED", 31)
    assert callbacks == [("13812345678", "SPOKEN", 1)]
    assert words == [(ChannelKind.VOICE, "SPEECH", "季华路路灯坏了")]
