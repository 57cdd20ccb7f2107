"""Six citizens, one building site: suggested, confirmed, answered once, everybody told, closed."""

import pytest

from tests.conftest import BACKENDS
from tests.support import incidents as many
from tests.support.city import City, Json
from tests.support.steps import APPROVER, HANDLER, at_hand, contacted, signed

pytestmark = [
    pytest.mark.journey,
    pytest.mark.parametrize("backend", BACKENDS, indirect=True),
]
ANSWER = "经现场检查，该工地夜间施工未取得许可，已责令停工并立案，夜间安排专人值守。"
REPLY = {
    "kind": "REPLY",
    "fact_true": "YES",
    "resolved": "YES",
    "handling_text": "联合夜查，责令停工。",
    "public_answer": ANSWER,
}


async def test_many_tickets_of_one_cause_are_answered_once_and_everybody_is_told(
    city: City,
) -> None:
    receipts = await many.told_by(city, 6)
    incident = await many.suggested(city)
    assert (incident["suggested"], incident["citizens"], incident["members"]) == (6, 6, 0)
    own, stranger = receipts[:5], receipts[5]
    body = {
        "version": incident["version"],
        "title": "同济路工地夜间施工",
        "cause": "同一工地夜间浇筑混凝土",
        "ticket_ids": [receipt["id"] for receipt in own],
        "lead_ticket_id": own[0]["id"],
    }
    opened = await many.does(city, "shenhe", f"/{incident['id']}/confirm", body)
    assert (opened["state"], opened["members"], opened["lead_ticket_id"]) == (
        "OPEN",
        5,
        own[0]["id"],
    )
    await _told_of_progress(city, opened, told=5)
    for receipt in own:
        await signed(city, receipt)
    for receipt in own[:4]:
        await _handled(city, receipt)
    done = await _replied(city, opened)
    assert done["counts"] == {"PENDING": 0, "DONE": 4, "FAILED": 1, "SKIPPED": 0}
    (failed,) = await many.items(city, HANDLER, opened, done, state="FAILED")
    assert failed["ticket_id"] == own[4]["id"]
    assert "联系" in failed["reason"]
    await _handled(city, own[4])
    await many.does(city, HANDLER, f"/{opened['id']}/measures/{done['id']}/retry")
    await _accepted(city, opened, own)
    boss = await city.desk("banzhang")
    left = await boss.ticket(stranger["id"])
    assert left["status"] == "DRAFT"  # it was not joined: nothing happened to it
    closed = await many.does(
        city,
        "shenhe",
        f"/{opened['id']}/close",
        {
            "version": (await many.page(city, "shenhe", opened["id"]))["version"],
            "reason": "已统一答复",
        },
    )
    assert closed["state"] == "CLOSED"


async def _told_of_progress(city: City, incident: Json, *, told: int) -> None:
    before = len(city.texts)
    text = "您反映的工地夜间施工问题正在联合查处，我们会及时告知进展。"
    notice = await many.measure(city, "paidan", incident, kind="NOTICE", text=text)
    assert notice["state"] == "PROPOSED"
    assert len(city.texts) == before  # nobody is told before the second person agrees
    path = f"/{incident['id']}/measures/{notice['id']}/approve"
    assert (await many.tries(city, "paidan", path)).status_code == 403
    await many.does(city, "banzhang", path)
    assert [t for t in city.texts[before:] if text in t] == [text] * told


async def _handled(city: City, receipt: Json) -> None:
    await contacted(city, receipt)
    await (await city.desk(HANDLER)).proves(receipt["id"])


async def _replied(city: City, incident: Json) -> Json:
    """The unit's handler proposes one reply, his approver confirms it on every ticket."""
    proposed = await many.measure(city, HANDLER, incident, **REPLY)
    path = f"/{incident['id']}/measures/{proposed['id']}/approve"
    assert (await many.tries(city, "banzhang", path)).status_code == 403  # not of the unit
    await many.does(city, APPROVER, path)
    found = (await many.page(city, HANDLER, incident["id"]))["measures"]
    return next(one for one in found if one["id"] == proposed["id"])


async def _accepted(city: City, incident: Json, receipts: list[Json]) -> None:
    before = len(city.texts)
    reviewer = await city.desk("jieguo")
    points = await at_hand(reviewer, receipts[0])
    await many.measure(city, "jieguo", incident, kind="ACCEPT_RESULT", checklist=points)
    assert len([text for text in city.texts[before:] if "责令停工" in text]) == len(receipts)
    for receipt in receipts:
        page = await (await city.desk("huifang")).ticket(receipt["id"])
        assert (page["status"], page["public_answer"]) == ("FOLLOWING_UP", ANSWER)
        replies = [step for step in page["timeline"] if step.get("action") == "CONFIRM"]
        assert len(replies) <= 1  # once, however often it was tried
