"""Whom a step may name: a unit's own active staff, people who exist; and what a category brings (快速处置)."""

from sqlalchemy import select, update

from hotline.kit.auth.models import Account, Employer
from hotline.kit.ids import new_id
from tests.support.city import City
from tests.support.steps import CLERK, HANDLER, approved, dispatched

NOISE = "禅城区祖庙街道同济路工地半夜倒水泥，十二点还在响，天天睡不着，要求查处"


async def account_id(city: City, login: str) -> str:
    """The id behind a login."""
    async with city.hotline.database.read() as session:
        return str(await session.scalar(select(Account.id).where(Account.login == login)))


async def changed(city: City, login: str, **values: object) -> None:
    """Change an account."""
    async with city.hotline.database.write() as session:
        await session.execute(update(Account).where(Account.login == login).values(**values))


async def refusal(city: City, receipt_id: str, action: str, **fields: object) -> tuple[int, str]:
    """The clerk is refused."""
    clerk = await city.desk(CLERK)
    answer = await clerk.tries(receipt_id, action, **fields)
    return answer.status_code, str(answer.json().get("code"))


async def test_a_handler_is_active_staff_of_the_unit_itself(city: City) -> None:
    receipt = await city.submits(NOISE)
    await dispatched(city, receipt)
    own, foreign = await account_id(city, HANDLER), await account_id(city, "paidan")
    unusable = (422, "handler_unusable")
    for wrong in (foreign, new_id()):
        assert await refusal(city, receipt["id"], "SIGN", handler_id=wrong) == unusable
    await changed(city, HANDLER, active=False)
    assert await refusal(city, receipt["id"], "SIGN", handler_id=own) == unusable
    await changed(city, HANDLER, active=True, employer=Employer.VENDOR.value)
    assert await refusal(city, receipt["id"], "SIGN", handler_id=own) == unusable
    await changed(city, HANDLER, employer=Employer.STAFF.value)
    clerk = await city.desk(CLERK)
    page = await clerk.does(receipt["id"], "SIGN", handler_id=own)
    assert page["status"] == "HANDLING"
    given = {"handler_id": foreign, "reason": "调整分工"}
    assert await refusal(city, receipt["id"], "REASSIGN", **given) == unusable
    given["handler_id"] = await account_id(city, CLERK)
    await clerk.does(receipt["id"], "REASSIGN", **given)


async def test_a_restricted_ticket_names_people_who_exist(city: City) -> None:
    receipt = await city.submits(NOISE)
    reviewer = await city.desk("shenhe")
    known = await account_id(city, "shenhe")
    given = {"level": "RESTRICTED", "reason": "涉及个人隐私"}
    answer = await reviewer.tries(
        receipt["id"], "SET_CONFIDENTIAL", named_account_ids=[known, new_id()], **given
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "named_user_unknown")
    page = await reviewer.does(
        receipt["id"], "SET_CONFIDENTIAL", named_account_ids=[known], **given
    )
    assert page["confidentiality"] == "RESTRICTED"


async def test_a_category_listed_for_quick_response_brings_its_clock(city: City) -> None:
    receipt = await city.submits("禅城区祖庙街道整条街的路灯都不亮，已经三天，请尽快维修")
    page = await approved(city, receipt, kind="HELP", category_code="010402")
    assert page["profile"] == "fast_fix"
    dispatcher = await city.desk("paidan")
    lead = page["suggestion"]["decision"]["lead_unit_id"]
    page = await dispatcher.does(
        receipt["id"], "DISPATCH", lead_unit_id=lead, dispatch_basis="照明设施养护职责"
    )
    (contact,) = [c for c in page["clocks"] if c["clock"] == "first_contact"]
    assert contact["mode"] == "CLK"
