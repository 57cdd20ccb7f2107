"""Ten years after its sealing a ticket holds nobody any more; figures, codes and the chain stay (§13.2)."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Text, func, select, update

from crm.models import Citizen, DeletionCertificate, TimelineEntry
from hotline import tables
from hotline.kit import clock
from hotline.kit.audit.models import AuditEntry
from hotline.kit.db import Base, Database, Json
from hotline.kit.ids import new_id
from hotline.kit.organisation.models import Unit
from hotline.kit.vault.models import SubjectKeyRow
from hotline.process import deidentifying
from hotline.supervision import anchors, outside, verification
from hotline.tickets import archived, consumer, respondent
from hotline.tickets.models import Ticket, TicketAction
from hotline.tickets.papers import ContactLog, TicketLink
from routing.taxonomy.tree import RequestKind
from tests.conftest import BACKENDS
from tests.hotline.tickets import city as cities
from tests.hotline.tickets.city import MONDAY, City

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
TEN_YEARS = timedelta(days=10 * 366 + 20)
SAID = "我叫陈小明，电话13812345678，隔壁的钱大有每晚施工到凌晨"
TOLD: dict[str, Any] = {
    "complainant_name": "陈小明",
    "complainant_address": "佛山市禅城区祖庙街道某路1号",
    "respondent_kind": "PERSON",
    "respondent_name": "钱大有",
    "respondent_phone": "13900000003",
    "address_text": "禅城区祖庙街道同济路某小区3栋",
    "demand": "请陈小明的邻居钱大有停止施工",
    "representatives": ["王小二 13900000004"],
}
PEOPLE = ("陈小明", "钱大有", "王小二", "13812345678", "13900000003", "13900000004", "3栋")


@dataclass
class Archive:
    """A database with sealed tickets; ``move`` sets the clock."""

    database: Database
    move: Callable[[datetime], None]
    ticket_ids: list[str]

    async def after(self, period: timedelta, **how: Any) -> int:
        """Let time pass and run the daily job."""
        self.move(MONDAY + period)
        return await deidentifying.deidentify(self.database, years=10, **how)

    async def ticket(self, number: int = 0) -> Ticket:
        async with self.database.read() as session:
            ticket = await session.get_one(Ticket, self.ticket_ids[number])
            session.expunge(ticket)
            return ticket


async def sealed(city: City) -> Ticket:
    """A complaint from opening to seal, with people in every corner of it."""
    ticket = await city.open(RequestKind.COMPLAINT, content=SAID)
    given = {**cities.APPROVED, "kind": "COMPLAINT", **TOLD}
    await city.act(ticket, "APPROVE", city.person("reviewer"), **given)
    bureau = {"lead_unit_id": city.id("bureau"), "dispatch_basis": "联系钱大有核实"}
    await city.act(ticket, "DISPATCH", city.person("dispatcher"), **bureau)
    await city.act(ticket, "SIGN", city.person("unit_clerk", "bureau"))
    handler = city.person("handler", "bureau")
    call = {"channel": "VOICE", "outcome": "REACHED", "summary": "已致电陈小明13812345678"}
    await city.act(ticket, "LOG_CONTACT", handler, contacted_at=clock.now(), **call)
    await cities.reply(city, ticket)
    reviewer = city.person("result_reviewer")
    await city.act(ticket, "ACCEPT_RESULT", reviewer, checklist=cities.CHECKLIST)
    answers = {"close_outcome": "RESOLVED", **cities.SATISFIED}
    await city.act(ticket, "CLOSE", city.person("follow_up_agent"), **answers)
    ticket.reopen_until = clock.now()
    await city.act(ticket, "SEAL", cities.system())
    return ticket


@pytest.fixture
async def archive(database: Database) -> AsyncIterator[Archive]:
    with clock.frozen(MONDAY) as move:
        async with database.write() as session:
            city = await cities.build(session)
            first = await sealed(city)
            session.add(
                TimelineEntry(
                    id=new_id(),
                    citizen_id=city.citizen_id,
                    source=f"ticket:{first.id}",
                    label="投诉",
                    object_kind="ticket",
                    object_id=first.id,
                    occurred_at=clock.now(),
                )
            )
        yield Archive(database, move, [first.id])


async def everything(archive: Archive, ticket_id: str) -> str:
    """Every stored value that belongs to the ticket, as one text."""
    tables.load()
    found = []
    async with archive.database.read() as session:
        for table in Base.metadata.tables.values():
            column = table.c.get("ticket_id") if table.name != "tickets" else table.c.id
            if column is not None:
                rows = await session.execute(select(table).where(column == ticket_id))
                found += [str(tuple(row)) for row in rows]
    return "\n".join(found)


async def test_a_ticket_is_left_alone_until_its_time_is_over(archive: Archive) -> None:
    before = await everything(archive, archive.ticket_ids[0])
    assert await archive.after(timedelta(days=3650)) == 0
    assert await everything(archive, archive.ticket_ids[0]) == before
    assert await archive.after(TEN_YEARS) == 1


async def test_one_that_ended_without_a_seal_counts_from_its_last_act(archive: Archive) -> None:
    async with archive.database.write() as session:
        units = {unit.code: unit for unit in await session.scalars(select(Unit))}
        city = City(session, units, await cities.another_citizen(session))
        void = await city.open(RequestKind.COMPLAINT, content=SAID)
        waiting = await city.open(RequestKind.COMPLAINT, content=SAID)
        await city.act(void, "VOID", city.person("supervisor"), reason="TEST")
    assert void.sealed_at is None
    assert await archive.after(timedelta(days=3650)) == 0
    assert await archive.after(TEN_YEARS) == 2
    assert "13812345678" not in await everything(archive, void.id)
    assert "13812345678" in await everything(archive, waiting.id)


async def test_nobody_can_be_read_out_of_it_any_more(archive: Archive) -> None:
    assert [p for p in PEOPLE if p in await everything(archive, archive.ticket_ids[0])]
    await archive.after(TEN_YEARS)
    left = await everything(archive, archive.ticket_ids[0])
    assert [person for person in PEOPLE if person in left] == []
    ticket = await archive.ticket()
    hidden = [getattr(ticket, name) for name in ("name_enc", "respondent_name_enc", "citizen_id")]
    assert hidden == [None, None, None]
    assert consumer.SEALED not in ticket.branch
    assert ticket.content.startswith("我叫陈**，电话138****5678，隔壁的钱**")


async def test_figures_codes_and_answers_stay(archive: Archive) -> None:
    before = await archive.ticket()
    await archive.after(TEN_YEARS)
    after = await archive.ticket()
    kept = ("number", "kind", "category_code", "district_code", "final_rating", "closed_at")
    assert [getattr(after, n) for n in kept] == [getattr(before, n) for n in kept]
    assert after.public_answer == before.public_answer
    async with archive.database.read() as session:
        summary = await session.scalar(select(ContactLog.summary))
        words = select(TicketAction).where(TicketAction.action == "LOG_CONTACT")
        row = (await session.scalars(words)).one()
        assert row.words["summary"] == summary == "已致电陈**138****5678"


async def test_the_keys_of_dormant_people_are_destroyed_and_a_certificate_is_left(
    archive: Archive,
) -> None:
    await archive.after(TEN_YEARS)
    async with archive.database.read() as session:
        living = select(func.count()).where(
            SubjectKeyRow.destroyed_at.is_(None), SubjectKeyRow.kind.in_(["citizen", "respondent"])
        )
        assert await session.scalar(living) == 0
        citizen = (await session.scalars(select(Citizen))).one()
        assert (citizen.name_sealed, citizen.erased_at is not None) == (None, True)
        assert (await session.scalars(select(TimelineEntry.id))).all() == []
        query = select(
            DeletionCertificate.what, DeletionCertificate.rule, DeletionCertificate.counts
        )
        made = {row.what: (row.rule, row.counts) for row in await session.execute(query)}
    rule, counts = made[deidentifying.WHAT]
    assert counts == {"tickets": 1}
    assert "10年" in rule


async def test_a_citizen_who_came_back_keeps_his_file(archive: Archive) -> None:
    async with archive.database.write() as session:
        recent = MONDAY + timedelta(days=3000)
        await session.execute(update(Citizen).values(updated_at=recent))
    await archive.after(TEN_YEARS)
    async with archive.database.read() as session:
        citizen = (await session.scalars(select(Citizen))).one()
        assert citizen.erased_at is None
        assert citizen.name_sealed is not None
    assert (await archive.ticket()).citizen_id is None


async def test_a_legal_hold_beats_it(archive: Archive) -> None:
    async with archive.database.write() as session:
        await session.execute(update(Citizen).values(legal_hold=True))
    assert await archive.after(TEN_YEARS) == 0
    assert (await archive.ticket()).content == SAID
    async with archive.database.write() as session:
        await session.execute(update(Citizen).values(legal_hold=False))
    assert await archive.after(TEN_YEARS) == 1


async def test_an_appeal_that_waits_holds_it_back(archive: Archive) -> None:
    async with archive.database.write() as session:
        await session.execute(update(Ticket).values(appeal_state="FILED"))
    assert await archive.after(TEN_YEARS) == 0


async def test_it_is_done_once_in_bounded_batches(archive: Archive) -> None:
    async with archive.database.write() as session:
        query = select(Ticket)
        city = City(session, {}, str((await session.scalars(query)).one().citizen_id))
        units = select(Unit)
        city.units.update({unit.code: unit for unit in await session.scalars(units)})
        archive.ticket_ids += [(await sealed(city)).id for _ in range(2)]
    assert await archive.after(TEN_YEARS, batch=2) == 3
    assert await archive.after(TEN_YEARS, batch=2) == 0
    async with archive.database.read() as session:
        certificates = select(DeletionCertificate.counts).where(
            DeletionCertificate.what == deidentifying.WHAT
        )
        counts = sorted(row["tickets"] for row in await session.scalars(certificates))
        told = select(func.count()).where(AuditEntry.action == archived.DEIDENTIFIED)
        assert (counts, await session.scalar(told)) == ([1, 2], 3)


async def test_a_respondent_that_a_split_part_still_names_can_be_read_there(
    archive: Archive,
) -> None:
    first = await archive.ticket()
    async with archive.database.write() as session:
        city = City(session, {}, str(first.citizen_id))
        units = await session.scalars(select(Unit))
        city.units.update({unit.code: unit for unit in units})
        shared = {"respondent_name_enc": first.respondent_name_enc, "respondent_kind": "PERSON"}
        part = await city.open(RequestKind.REPORT, more=shared)
        link = {"ticket_id": part.id, "other_id": first.id, "relation": "SPLIT_FROM"}
        session.add(TicketLink(id=new_id(), at=clock.now(), **link))
    assert await archive.after(TEN_YEARS) == 1
    async with archive.database.read() as session:
        left = await respondent.shown(session, await session.get_one(Ticket, part.id))
    assert left["respondent_name"] == "钱**"


async def problems(archive: Archive, folder: Path) -> list[str]:
    async with archive.database.read() as session:
        verdicts = await verification.verify(session, folder / outside.FILE)
    return [finding.problem for verdict in verdicts for finding in verdict.findings]


async def test_the_chain_and_its_anchors_hold(archive: Archive, tmp_path: Path) -> None:
    await anchors.run(archive.database, tmp_path, force=True)
    await archive.after(TEN_YEARS)
    assert await problems(archive, tmp_path) == []
    await anchors.run(archive.database, tmp_path, force=True)
    assert await problems(archive, tmp_path) == []


async def test_masked_words_that_were_altered_are_found(archive: Archive, tmp_path: Path) -> None:
    await archive.after(TEN_YEARS)
    await anchors.run(archive.database, tmp_path, force=True)
    async with archive.database.write() as session:
        forged = update(TicketAction).where(TicketAction.action == "LOG_CONTACT")
        await session.execute(forged.values(masked_texts={"summary": "从未联系"}))
    assert await problems(archive, tmp_path) == ["去标识后的文字被改动"]


CODES = {
    "tickets": {"caller_tags", "labels", "article_revision_ids", "limit_basis"},
    "ticket_actions": {"payload", "changes", "texts", "masked_texts"},
    "ticket_consultations": {"unit_ids", "partner_unit_ids"},
    "ticket_ratings": {"reasons"},
    "dispatch_rulings": {"row_note"},
    "town_overrides": {"reason"},
    "incident_members": {"remove_reason"},
    "incident_measure_items": {"reason"},
    "ticket_clock_changes": {"reason"},
}


def test_every_free_text_of_a_ticket_is_masked_or_is_no_free_text(backend: str) -> None:
    """Whoever adds a column with words must say here which it is."""
    del backend
    tables.load()
    forgotten = []
    for table in Base.metadata.tables.values():
        if "ticket_id" not in table.c and table.name != "tickets":
            continue
        known = {*deidentifying.TEXTS.get(table.name, ()), *CODES.get(table.name, ())}
        forgotten += [
            f"{table.name}.{column.name}"
            for column in table.c
            if isinstance(column.type, Text | Json)
            and column.name not in known
            and not column.name.endswith("_enc")
        ]
    assert forgotten == []
