"""One proof of handling serves for all tickets of an incident; proof of contact is each ticket's own."""

import os
from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline.kit import clock
from hotline.kit.files import queries, service
from hotline.kit.files.models import StoredFile
from hotline.process.incidents import carrying_out
from hotline.process.incidents.events import MeasureDue
from hotline.process.incidents.models import MeasureItem
from hotline.tickets.papers import TicketAttachment
from tests.conftest import BACKENDS
from tests.support import incidents as many
from tests.support.city import PNG, City, Json
from tests.support.steps import APPROVER, HANDLER, contacted, signed

REPLY: Json = {
    "kind": "REPLY",
    "fact_true": "YES",
    "resolved": "YES",
    "handling_text": "联合夜查，责令停工。",
    "public_answer": "经现场检查，已责令停工并立案。",
}
both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


async def in_handling(city: City, count: int, *, called: int) -> list[Json]:
    """Tickets that the unit handles; the citizens of the first ``called`` were contacted."""
    receipts = await many.told_by(city, count)
    for place, receipt in enumerate(receipts):
        await signed(city, receipt)
        if place < called:
            await contacted(city, receipt)
    return receipts


async def proven(
    city: City, receipt: Json, kind: str = "HANDLING_PROOF", *, public: bool = False
) -> str:
    """Attach an upload to a ticket; the citizen's own uploads come without an account."""
    desk = await city.desk(HANDLER)
    client, path = (city.public, "/api/public/uploads") if public else (desk.client, "/api/uploads")
    sent = await client.post(path, files={"file": ("a.png", PNG, "image/png")})
    body = {"claims": [sent.json()["claim"]], "kind": kind}
    attached = await desk.client.post(f"/api/tickets/{receipt['id']}/files", json=body)
    assert attached.status_code == 201, attached.text
    return str(attached.json()["ids"][0])


async def proposed(city: City, incident: Json, source: Json) -> Json:
    """The handler proposes one reply with the proofs of ``source``; his approver agrees."""
    done = await many.measure(city, HANDLER, incident, **REPLY, proofs_from=source["id"])
    await many.does(city, APPROVER, f"/{incident['id']}/measures/{done['id']}/approve")
    return done


async def outcomes(city: City, incident: Json, done: Json) -> list[tuple[str, str | None]]:
    listed = await many.items(city, HANDLER, incident, done)
    return [(one["state"], one["reason_code"]) for one in listed]


async def files_of(city: City, receipt: Json) -> dict[str, set[str]]:
    """The ticket's own files, each with what it was noted as."""
    async with city.hotline.database.read() as session:
        owned = await queries.list_owned(session, owner_kind="ticket", owner_id=receipt["id"])
        query = select(TicketAttachment.file_id, TicketAttachment.kind).where(
            TicketAttachment.ticket_id == receipt["id"]
        )
        noted = list(await session.execute(query))
    return {file.id: {kind for file_id, kind in noted if file_id == file.id} for file in owned}


def on_disk(city: City) -> set[str]:
    root = city.hotline.files.root
    return {path.name for path in root.rglob("*") if path.is_file()}


@both
async def test_one_proof_answers_three_tickets(city: City) -> None:
    receipts = await in_handling(city, 3, called=3)
    lent = await proven(city, receipts[0])
    await proven(city, receipts[0], "CONTACT_PROOF")
    await proven(city, receipts[0], "CITIZEN")
    await proven(city, receipts[0], public=True)  # whatever it was noted as, a citizen sent it
    incident = await many.made(city, receipts)
    done = await proposed(city, incident, receipts[0])
    assert await outcomes(city, incident, done) == [("DONE", None)] * 3
    boss = await city.desk("banzhang")
    assert {(await boss.ticket(one["id"]))["status"] for one in receipts} == {"REPLIED"}
    assert len(await files_of(city, receipts[0])) == 4
    for receipt in receipts[1:]:
        ((copied, kinds),) = (await files_of(city, receipt)).items()
        assert (copied != lent, kinds) == (True, {"HANDLING_PROOF"})
        served = await boss.client.get(f"/api/tickets/{receipt['id']}/files/{copied}")
        original = await boss.client.get(f"/api/tickets/{receipts[0]['id']}/files/{lent}")
        assert (served.status_code, served.content) == (200, original.content)
    async with city.hotline.database.read() as session:
        rows = list(await session.execute(select(StoredFile.sha256, StoredFile.storage_name)))
    assert len({name for _, name in rows}) == len(rows) == 6
    assert on_disk(city) == {name for _, name in rows}


async def test_a_ticket_with_its_own_proof_gets_no_copy(city: City) -> None:
    receipts = await in_handling(city, 2, called=2)
    await proven(city, receipts[0])
    own = await proven(city, receipts[1])
    incident = await many.made(city, receipts)
    done = await proposed(city, incident, receipts[0])
    assert await outcomes(city, incident, done) == [("DONE", None)] * 2
    assert set(await files_of(city, receipts[1])) == {own}


async def test_a_refused_ticket_keeps_no_copy_and_retries_double_nothing(city: City) -> None:
    receipts = await in_handling(city, 2, called=1)
    await proven(city, receipts[0])
    incident = await many.made(city, receipts)
    done = await proposed(city, incident, receipts[0])
    found = await outcomes(city, incident, done)
    assert [state for state, _ in found] == ["DONE", "FAILED"]
    assert await files_of(city, receipts[1]) == {}  # the copy went with the refusal
    await _swept(city, strays=1)
    path = f"/{incident['id']}/measures/{done['id']}/retry"
    await many.does(city, APPROVER, path)
    assert await files_of(city, receipts[1]) == {}
    await contacted(city, receipts[1])
    await many.does(city, APPROVER, path)
    assert await outcomes(city, incident, done) == [("DONE", None)] * 2
    copied = await files_of(city, receipts[1])
    assert list(copied.values()) == [{"HANDLING_PROOF"}]
    await many.does(city, APPROVER, path)
    async with city.hotline.database.write() as session:
        for item in list(await session.scalars(select(MeasureItem.id))):
            await carrying_out.on_due(session, MeasureDue(item))  # delivered again
    assert await files_of(city, receipts[1]) == copied
    await _swept(city, strays=1)


async def _swept(city: City, *, strays: int) -> None:
    """After a day exactly the bytes without a row are gone."""
    store, database = city.hotline.files, city.hotline.database
    async with database.read() as session:
        known = set(await session.scalars(select(StoredFile.storage_name)))
    assert len(on_disk(city) - known) == strays
    assert await service.sweep(database, store) == 0  # the rows may be about to commit
    old = (clock.now() - timedelta(hours=25)).timestamp()
    for name in on_disk(city):
        os.utime(store.path_of(name), (old, old))
    assert await service.sweep(database, store) == strays
    assert on_disk(city) == known


async def test_only_a_visible_open_ticket_of_the_incident_lends_its_proofs(city: City) -> None:
    receipts = await in_handling(city, 2, called=2)
    await proven(city, receipts[0])
    strange = await city.submits(many.NOISE, contact={"phone": "13900000150"})
    hidden = await city.submits(many.NOISE, contact={"phone": "13900000151"})  # not yet the unit's
    incident = await many.made(city, [receipts[1], hidden])
    for source in (receipts[0], strange, hidden, {"id": "0" * 26}):
        await _refused(city, incident, source, "您能查看")
    await _refused(city, incident, receipts[1], "没有办理凭证")
    await proven(city, receipts[1], "CONTACT_PROOF")
    await _refused(city, incident, receipts[1], "没有办理凭证")
    await proven(city, receipts[1])
    await (await city.desk("shenhe")).does(
        receipts[1]["id"], "SET_CONFIDENTIAL", level="CITIZEN_HIDDEN"
    )
    await _refused(city, incident, receipts[1], "保密件")


async def _refused(city: City, incident: Json, source: Json, why: str) -> None:
    body = {"version": incident["version"], "measure": {**REPLY, "proofs_from": source["id"]}}
    refused = await many.tries(city, HANDLER, f"/{incident['id']}/measures", body)
    assert (refused.status_code, refused.json()["code"]) == (422, "proof_source_invalid")
    assert why in refused.json()["detail"]


async def test_a_source_that_left_before_the_approval_lends_nothing(city: City) -> None:
    receipts = await in_handling(city, 2, called=2)
    await proven(city, receipts[0])
    incident = await many.made(city, receipts)
    done = await many.measure(city, HANDLER, incident, **REPLY, proofs_from=receipts[0]["id"])
    body = {"version": incident["version"], "ticket_ids": [receipts[0]["id"]], "reason": "另案"}
    await many.does(city, "shenhe", f"/{incident['id']}/tickets/remove", body)
    await many.does(city, APPROVER, f"/{incident['id']}/measures/{done['id']}/approve")
    assert await outcomes(city, incident, done) == [("FAILED", "proof_source_invalid")]
    assert await files_of(city, receipts[1]) == {}
