"""A measure is done once on every ticket, by the right hands, and stops for nobody's failure."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from channels import addresses, optouts, sealing
from channels.fake import FakeMail
from channels.messages import ChannelKind
from hotline.kit import clock
from hotline.kit.auth.models import Account
from hotline.kit.errors import Unavailable
from hotline.kit.outbox.models import DeliveryStatus, OutboxDelivery
from hotline.kit.vault import service as vault
from hotline.process.incidents import carrying_out
from hotline.process.incidents.events import MeasureDue
from hotline.process.incidents.models import MeasureItem
from hotline.tickets.models import Ticket
from tests.support import incidents as many
from tests.support.city import City, Json
from tests.support.steps import APPROVER, HANDLER, contacted, signed

TEXT = "您反映的工地夜间施工问题正在联合查处，我们会及时告知进展。"
REPLY: Json = {
    "kind": "REPLY",
    "fact_true": "YES",
    "resolved": "YES",
    "handling_text": "联合夜查，责令停工。",
    "public_answer": "经现场检查，已责令停工并立案。",
}
QUESTION = "咨询社保卡遗失之后怎样补办，需要准备哪些材料"


async def noticed(city: City, incident: Json) -> Json:
    """A notice is proposed and approved."""
    notice = await many.measure(city, "paidan", incident, kind="NOTICE", text=TEXT)
    await many.does(city, "banzhang", f"/{incident['id']}/measures/{notice['id']}/approve")
    return notice


async def states(city: City, incident: Json, done: Json) -> dict[str, str | None]:
    """What became of it, by ticket: state and reason code."""
    listed = await many.items(city, "banzhang", incident, done, limit=100)
    return {one["ticket_id"]: one["reason_code"] or one["state"] for one in listed}


async def test_one_citizen_is_told_once_and_who_wants_no_reply_not_at_all(city: City) -> None:
    receipts = await many.told_by(city, 2)
    receipts.append(await city.submits(many.NOISE, contact={"phone": "13900000100"}))
    agent = await city.desk("agent01")
    body = {
        "channel": "VOICE",
        "content": many.NOISE,
        "contact": {"phone": "13900000177"},
        "reply_wanted": False,
    }
    quiet = (await agent.client.post("/api/tickets", json=body)).json()
    await city.settle()
    incident = await many.made(city, [*receipts, quiet])
    before = len(city.texts)
    found = await states(city, incident, await noticed(city, incident))
    assert found == {
        receipts[0]["id"]: "DONE",
        receipts[1]["id"]: "DONE",
        receipts[2]["id"]: "SAME_CITIZEN",
        quiet["id"]: "NO_REPLY_WANTED",
    }
    assert [text for text in city.texts[before:] if TEXT in text] == [TEXT, TEXT]


async def test_a_confidential_ticket_is_told_nothing_of_the_matter(city: City) -> None:
    receipts = await many.told_by(city, 1, confidential=True)
    incident = await many.made(city, receipts)
    before = len(city.texts)
    await noticed(city, incident)
    (text,) = city.texts[before:]
    assert "工地" not in text


async def test_an_opted_out_citizen_gets_no_mass_notice(city: City) -> None:
    receipts = await many.told_by(city, 2)
    incident = await many.made(city, receipts)
    await opted_out(city, "13900000100")
    before = len(city.texts)
    notice = await noticed(city, incident)
    assert [text for text in city.texts[before:] if TEXT in text] == [TEXT]
    found = await many.items(city, "banzhang", incident, notice)
    assert [(one["state"], one["reason"]) for one in found] == [
        ("SKIPPED", "已退订"),
        ("DONE", None),
    ]
    counts = (await many.page(city, "banzhang", incident["id"]))["measures"][0]["counts"]
    assert (counts["SKIPPED"], counts["DONE"]) == (1, 1)


async def test_an_opted_out_number_does_not_stop_the_mail(city: City) -> None:
    receipts = await many.told_by(city, 1)
    async with city.hotline.database.write() as session:
        key = await vault.create_key(session, kind="contact")
        ticket = await session.get_one(Ticket, receipts[0]["id"])
        ticket.email_enc = await vault.seal_value(session, key.id, "email", "li@example.com")
    incident = await many.made(city, receipts)
    await opted_out(city, "13900000100")
    found = await states(city, incident, await noticed(city, incident))
    assert found == {receipts[0]["id"]: "DONE"}
    mail = city.hotline.channels.providers[ChannelKind.EMAIL]
    assert isinstance(mail, FakeMail)
    assert mail.texts_to("li@example.com") == [TEXT]


async def opted_out(city: City, number: str) -> None:
    """The citizen wants no more texts."""
    async with city.hotline.database.write() as session:
        address = addresses.normalise(ChannelKind.SMS, number)
        hashed = sealing.address_hash(session, ChannelKind.SMS, address)
        await optouts.record(session, ChannelKind.SMS, hashed)


async def test_the_unit_answers_with_two_hands_and_failures_can_be_tried_again(city: City) -> None:
    receipts = await many.told_by(city, 2)
    for receipt in receipts:
        await signed(city, receipt)
    await contacted(city, receipts[0])
    await (await city.desk(HANDLER)).proves(receipts[0]["id"])
    incident = await many.made(city, receipts)
    refused = await many.tries(
        city,
        "agent01",
        f"/{incident['id']}/measures",
        {"version": incident["version"], "measure": REPLY},
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "wrong_hand")
    done = await many.measure(city, HANDLER, incident, **REPLY)
    path = f"/{incident['id']}/measures/{done['id']}"
    await many.does(city, APPROVER, f"{path}/approve")
    assert (await many.tries(city, APPROVER, f"{path}/approve")).status_code == 409
    found = await many.items(city, HANDLER, incident, done)
    assert [(one["state"], one["attempts"]) for one in found] == [("DONE", 1), ("FAILED", 1)]
    assert (await many.tries(city, "banzhang", f"{path}/retry")).status_code == 403
    await many.does(city, APPROVER, f"{path}/retry")
    found = await many.items(city, HANDLER, incident, done)
    assert [(one["state"], one["attempts"]) for one in found] == [("DONE", 1), ("FAILED", 2)]
    boss = await city.desk("banzhang")
    statuses = [(await boss.ticket(receipt["id"]))["status"] for receipt in receipts]
    assert statuses == ["REPLIED", "HANDLING"]


async def test_a_returned_measure_did_nothing_and_nobody_approves_his_own(city: City) -> None:
    receipts = await many.told_by(city, 2)
    incident = await many.made(city, receipts)
    before = len(city.texts)
    notice = await many.measure(city, "banzhang", incident, kind="NOTICE", text=TEXT)
    path = f"/{incident['id']}/measures/{notice['id']}"
    own = await many.tries(city, "banzhang", f"{path}/approve")
    assert (own.status_code, own.json()["code"]) == (403, "own_measure")
    sent = await many.does(city, "shenhe", f"{path}/return", {"reason": "措辞再改一改"})
    assert (sent["state"], sent["return_reason"]) == ("RETURNED", "措辞再改一改")
    assert city.texts[before:] == []


async def test_questions_are_answered_at_once(city: City) -> None:
    receipts = await many.told_by(city, 2, QUESTION, kind="CONSULT")
    incident = await many.made(city, receipts)
    page = await (await city.desk("shenhe")).ticket(receipts[0]["id"])
    answer = {
        "kind": "ANSWER_NOW",
        "category_code": page["category_code"] or page["suggestion"]["category"][0]["value"],
        "public_answer": "可在任一社保服务网点凭身份证补办，当场取卡。",
        "answer_source": "社保经办规程",
        "source_reason": "知识库暂缺此条",
    }
    done = await many.measure(city, "agent01", incident, **answer)
    await many.does(city, "banzhang", f"/{incident['id']}/measures/{done['id']}/approve")
    found = await states(city, incident, done)
    assert set(found.values()) == {"DONE"}, await many.items(city, "banzhang", incident, done)
    boss = await city.desk("banzhang")
    assert {(await boss.ticket(one["id"]))["status"] for one in receipts} == {"CLOSED"}


async def test_a_kill_in_the_middle_neither_loses_nor_doubles(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipts = await many.told_by(city, 3)
    incident = await many.made(city, receipts)
    before = len(city.texts)
    performs, ends, at = carrying_out._perform, carrying_out._end, []

    async def perform(session: object, measure: object, ticket_id: str) -> object:
        at.append(ticket_id)
        return await performs(session, measure, ticket_id)  # type: ignore[arg-type]

    async def dies(session: object, measure_id: str) -> None:
        if at[-1] == receipts[1]["id"]:
            raise Unavailable  # after the work of the second ticket, before its commit
        await ends(session, measure_id)  # type: ignore[arg-type]

    monkeypatch.setattr(carrying_out, "_perform", perform)
    monkeypatch.setattr(carrying_out, "_end", dies)
    notice = await noticed(city, incident)
    assert Counter((await states(city, incident, notice)).values()) == {"DONE": 2, "PENDING": 1}
    monkeypatch.undo()
    await city.passes(clock.now() + timedelta(hours=1))
    assert set((await states(city, incident, notice)).values()) == {"DONE"}
    assert [text for text in city.texts[before:] if TEXT in text] == [TEXT] * 3
    async with city.hotline.database.write() as session:
        (one, *_) = await session.scalars(select(MeasureItem.id))
        await carrying_out.on_due(session, MeasureDue(one))  # delivered again
    await city.settle()
    assert len([text for text in city.texts[before:] if TEXT in text]) == 3
    assert await _dead(city) == 0


async def _dead(city: City) -> int:
    async with city.hotline.database.read() as session:
        query = select(func.count()).where(OutboxDelivery.status == DeliveryStatus.DEAD.value)
        return int(await session.scalar(query) or 0)


async def test_a_closed_account_answers_for_nothing(city: City) -> None:
    receipts = await many.told_by(city, 1)
    await signed(city, receipts[0])
    await contacted(city, receipts[0])
    incident = await many.made(city, receipts)
    done = await many.measure(city, HANDLER, incident, **REPLY)
    desk = await city.desk(APPROVER)
    path = f"/api/incidents/{incident['id']}/measures/{done['id']}/approve"
    assert (await desk.client.post(path)).status_code == 200
    async with city.hotline.database.write() as session:
        await session.execute(update(Account).where(Account.login == HANDLER).values(active=False))
    await city.settle()
    assert set((await states(city, incident, done)).values()) == {"nobody_acts"}


async def test_who_left_meanwhile_is_left_alone(city: City) -> None:
    receipts = await many.told_by(city, 2)
    incident = await many.made(city, receipts)
    notice = await many.measure(city, "paidan", incident, kind="NOTICE", text=TEXT)
    boss = await city.desk("banzhang")
    path = f"/api/incidents/{incident['id']}/measures/{notice['id']}/approve"
    assert (await boss.client.post(path)).status_code == 200
    body = {"version": 1, "ticket_ids": [receipts[0]["id"]], "reason": "另案"}
    address = f"/api/incidents/{incident['id']}/tickets/remove"
    assert (await boss.client.post(address, json=body)).status_code == 200
    await city.settle()
    found = await states(city, incident, notice)
    assert found == {receipts[0]["id"]: "LEFT", receipts[1]["id"]: "DONE"}
