"""Usual stretches of a ticket's way, so that a journey tells only its own story."""

from typing import Any

from hotline.kit import clock
from tests.support.city import City, Desk

Json = dict[str, Any]
CLERK, HANDLER, APPROVER = "cg-lianluo", "cg-chengban", "cg-shenpi"


# What a consumer complaint must tell besides (market rule art. 9).
CONSUMER: Json = {
    "complainant_name": "陈小明",
    "complainant_address": "佛山市禅城区祖庙街道某路1号",
    "respondent_kind": "FIRM",
    "respondent_name": "某电器商店",
    "respondent_address": "佛山市禅城区石湾镇街道某路2号",
    "demand": "退货并退还货款",
    "facts": "购买的电饭煲三天后不能加热，商店拒绝退货",
}


async def approved(city: City, receipt: Json, **changes: Any) -> Json:
    """The reviewer confirms what the suggestion says."""
    reviewer = await city.desk("shenhe")
    page = await reviewer.ticket(receipt["id"])
    decision = page["suggestion"]["decision"]
    fields: Json = {
        "kind": page["kind"] or "COMPLAINT",
        "category_code": page["category_code"] or page["suggestion"]["category"][0]["value"],
        "district_code": page["district_code"] or "440604",
        "town_code": page["town_code"],
        "urgency": page["urgency"],
        "confidentiality": page["confidentiality"],
        "merge_decision": "NO_DUPLICATE",
        "respondent_unknown": True,
        **(CONSUMER if changes.get("profile") == "consumer_complaint" else {}),
        **changes,
    }
    if decision.get("row_id"):
        fields.setdefault("catalogue_row_id", decision["row_id"])
    else:
        fields.setdefault("catalogue_no_match", True)
    return await reviewer.does(receipt["id"], "APPROVE", **fields)


async def dispatched(city: City, receipt: Json, **changes: Any) -> Json:
    """The dispatcher follows the catalogue."""
    page = await approved(city, receipt, **changes)
    dispatcher = await city.desk("paidan")
    decision = page["suggestion"]["decision"]
    return await dispatcher.does(
        receipt["id"],
        "DISPATCH",
        lead_unit_id=decision["lead_unit_id"],
        catalogue_row_id=decision["row_id"],
    )


async def signed(city: City, receipt: Json, **changes: Any) -> Json:
    """The unit's clerk signs."""
    await dispatched(city, receipt, **changes)
    clerk = await city.desk(CLERK)
    return await clerk.does(receipt["id"], "SIGN")


async def contacted(city: City, receipt: Json) -> Json:
    """The handler reaches the citizen."""
    handler = await city.desk(HANDLER)
    return await handler.does(
        receipt["id"],
        "LOG_CONTACT",
        contacted_at=clock.now().isoformat(),
        channel="VOICE",
        outcome="REACHED",
        summary="已致电，约定到场查看",
    )


async def answers(
    city: City, receipt: Json, answer: str = "经现场检查，已责令停工并立案。"
) -> Json:
    """The handler replies with evidence and his approver confirms."""
    handler, approver = await city.desk(HANDLER), await city.desk(APPROVER)
    await handler.does(
        receipt["id"],
        "REPLY",
        fact_true="YES",
        within_duty=True,
        resolved="YES",
        handling_text="现场检查，责令停工。",
        public_answer=answer,
        evidence=await handler.proves(receipt["id"]),
    )
    return await approver.confirms(receipt["id"])


async def replied(city: City, receipt: Json, **changes: Any) -> Json:
    """Signed, contacted, replied."""
    await signed(city, receipt, **changes)
    await contacted(city, receipt)
    return await answers(city, receipt)


async def at_hand(desk: Desk, receipt: Json) -> list[str]:
    """Every point of the result reviewer's checklist."""
    page = await desk.ticket(receipt["id"])
    offer = next(a for a in page["allowed_actions"] if a["action"] == "ACCEPT_RESULT")
    spec = next(f for f in offer["fields"] if f["name"] == "checklist")
    return [option["value"] for option in spec["options"]]


async def accepted(city: City, receipt: Json, **changes: Any) -> Json:
    """The result is accepted and the citizen is asked."""
    await replied(city, receipt, **changes)
    reviewer = await city.desk("jieguo")
    return await reviewer.does(
        receipt["id"], "ACCEPT_RESULT", checklist=await at_hand(reviewer, receipt)
    )
