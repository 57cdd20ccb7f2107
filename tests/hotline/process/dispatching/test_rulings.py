"""A return is ruled upon: who refused and who has the duty is kept, and the catalogue learns or it is said why not."""

from typing import Any

from sqlalchemy import select

from hotline.process.dispatching.models import DispatchRuling
from hotline.process.dispatching.rulings import NOT_TOLD
from routing.models import Responsibility
from tests.journeys.test_departments_argue import NOISE, unit_id
from tests.support.city import City
from tests.support.steps import APPROVER, CLERK, dispatched

BASIS = "《噪声污染防治法》第四十三条"
OTHER = "FS-CC-ZJSL"


async def objected(city: City) -> tuple[dict[str, Any], str]:
    """A unit returns the ticket and names another one."""
    receipt = await city.submits(NOISE)
    await dispatched(city, receipt)
    clerk, approver = await city.desk(CLERK), await city.desk(APPROVER)
    other = await unit_id(city, OTHER)
    await clerk.does(
        receipt["id"],
        "OBJECT",
        return_reason="NOT_OUR_DUTY",
        legal_basis=BASIS,
        suggested_unit_id=other,
        explanation="夜间施工许可由住建部门核发，应由其牵头办理。",
    )
    return await approver.confirms(receipt["id"]), other


async def moved(city: City, fault: str) -> dict[str, Any]:
    page, other = await objected(city)
    desk = await city.desk("paidan")
    return await desk.does(
        page["id"],
        "REDISPATCH",
        ruling="应由住建牵头。",
        lead_unit_id=other,
        basis=BASIS,
        fault=fault,
    )


async def kept(city: City) -> DispatchRuling:
    async with city.hotline.database.read() as session:
        ruling = (await session.scalars(select(DispatchRuling))).one()
        session.expunge_all()
        return ruling


async def rows_of(city: City) -> list[Responsibility]:
    async with city.hotline.database.read() as session:
        wanted = select(Responsibility).where(Responsibility.source_ruling_id.is_not(None))
        rows = list(await session.scalars(wanted))
        session.expunge_all()
        return rows


async def test_a_fault_of_the_catalogue_proposes_the_row_that_the_ruling_means(city: City) -> None:
    page = await moved(city, "CATALOGUE")
    ruling = await kept(city)
    assert ruling.final_unit_id == page["lead_unit_id"]
    assert ruling.refused_unit_id == ruling.objecting_unit_id != ruling.final_unit_id
    assert (ruling.fault, ruling.row_note) == ("CATALOGUE", "")
    (row,) = await rows_of(city)
    assert row.id == ruling.proposed_row_id
    assert (row.status, row.lead_unit_id) == ("PROPOSED", page["lead_unit_id"])
    assert row.source_ruling_id == ruling.id
    assert row.basis[0]["kind"] == "RULING"
    assert page["number"] in row.basis[0]["title"]


async def test_another_fault_says_why_no_row_changes(city: City) -> None:
    await moved(city, "DISPATCHER")
    assert (await kept(city)).row_note == "目录无误，系派单有误"
    assert await rows_of(city) == []
    desk = await city.desk("paidan")
    answer = await desk.client.get("/api/dispatch/rulings", params={"open": True})
    assert answer.json() == []


async def test_a_rejected_return_refuses_the_unit_that_was_named(city: City) -> None:
    page, other = await objected(city)
    desk = await city.desk("paidan")
    await desk.does(page["id"], "REJECT_OBJECTION", ruling="权责清单已明确由你局办理。")
    ruling = await kept(city)
    assert ruling.final_unit_id == ruling.objecting_unit_id == page["lead_unit_id"]
    assert ruling.refused_unit_id == other
    assert ruling.row_note == "驳回退单，目录无误"


async def test_the_owner_may_still_propose_a_row_or_say_why_not(city: City) -> None:
    await moved(city, "NONE")
    admin = await city.desk("admin")
    (ruling,) = (await admin.client.get("/api/dispatch/rulings")).json()
    path = f"/api/dispatch/rulings/{ruling['id']}"
    settled = await admin.client.post(f"{path}/settle", json={"note": "个案"})
    assert settled.json()["row_note"].startswith("个案")
    proposed = await admin.client.post(f"{path}/propose")
    assert proposed.status_code == 200, proposed.text
    assert proposed.json()["proposed_row_id"]
    again = await admin.client.post(f"{path}/propose")
    assert (again.status_code, again.json()["code"]) == (409, "ruling_settled")
    unknown = await admin.client.post(f"/api/dispatch/rulings/{'0' * 26}/propose")
    assert unknown.status_code == 404


async def test_a_consultation_that_moves_the_duty_waits_for_the_catalogues_owner(
    city: City,
) -> None:
    page, other = await objected(city)
    panel, coordinator = await city.desk("caijue"), await city.desk("huishang")
    await panel.does(page["id"], "CALL_CONSULTATION", unit_ids=[other], question="谁主办？")
    page = await coordinator.does(
        page["id"],
        "RULE",
        minutes="会商一致，由住建主办。",
        lead_unit_id=other,
        basis=BASIS,
        catalogue_feedback="建议修订目录",
    )
    assert page["lead_unit_id"] == other
    admin = await city.desk("admin")
    wanted = {"open": True}
    (ruling,) = (await admin.client.get("/api/dispatch/rulings", params=wanted)).json()
    assert (ruling["action_label"], ruling["row_note"]) == ("会商裁决", "")
    done = await admin.client.post(f"/api/dispatch/rulings/{ruling['id']}/propose")
    assert done.status_code == 200, done.text
    assert (await admin.client.get("/api/dispatch/rulings", params=wanted)).json() == []
    (row,) = await rows_of(city)
    assert (row.lead_unit_id, row.status) == (other, "PROPOSED")


async def test_the_catalogue_learns_nothing_from_a_secret_ticket(city: City) -> None:
    """Its readers are not the named: neither its subject and place nor its number go there (§3.5)."""
    page, other = await objected(city)
    dispatcher, reviewer = await city.desk("paidan"), await city.desk("shenhe")
    named = [
        (await desk.client.get("/api/auth/me")).json()["account"]["id"]
        for desk in (dispatcher, reviewer)
    ]
    await reviewer.does(page["id"], "SET_CONFIDENTIAL", level="RESTRICTED", named_account_ids=named)
    ruled = {"ruling": "应由住建牵头。", "lead_unit_id": other, "basis": BASIS}
    await dispatcher.does(page["id"], "REDISPATCH", fault="CATALOGUE", **ruled)
    ruling = await kept(city)
    assert (ruling.final_unit_id, ruling.row_note) == (other, NOT_TOLD)
    assert await rows_of(city) == []
    assert (await dispatcher.client.get("/api/dispatch/rulings")).json() == []
    owner = await city.desk("admin")
    refused = await owner.client.post(f"/api/dispatch/rulings/{ruling.id}/propose")
    assert (refused.status_code, refused.json()["code"]) == (404, "ruling_unknown")
