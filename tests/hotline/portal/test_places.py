"""The villages and communities of a town are told by date, from the gazetteer and the organisation tree."""

from datetime import date
from typing import Any

from sqlalchemy import select, update

from hotline.kit import clock
from hotline.kit.ids import new_id
from hotline.kit.organisation.models import Unit
from hotline.tickets.models import Ticket
from routing.models import PlaceName
from tests.support.city import City

NANZHUANG = "440604100"


async def villages(city: City, town: str = NANZHUANG, **query: str) -> list[dict[str, Any]]:
    answer = await city.public.get(f"/api/public/towns/{town}/villages", params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


async def known(city: City, name: str, **more: Any) -> None:
    """Enter one village of Nanzhuang in the gazetteer."""
    fields = {"code": None, "valid_from": date(2019, 3, 1), "valid_to": None, **more}
    async with city.hotline.database.write() as session:
        session.add(
            PlaceName(
                id=new_id(),
                name=name,
                aliases=[],
                kind="VILLAGE",
                district_code="440604",
                town_code=NANZHUANG,
                updated_at=clock.now(),
                **fields,
            )
        )


async def test_a_town_tells_its_villages_of_the_gazetteer(city: City) -> None:
    names = [village["name"] for village in await villages(city)]
    assert {"紫南村", "罗南村", "杏头村"} <= set(names)
    assert len(names) == len(set(names))


async def test_what_has_a_code_comes_first_and_can_be_chosen(city: City) -> None:
    await known(city, "测试社区", code="440604100999")
    first = (await villages(city))[0]
    assert (first["code"], first["name"]) == ("440604100999", "测试社区")


async def test_a_village_is_told_while_it_exists(city: City) -> None:
    await known(city, "撤并村", valid_to=date(2024, 12, 31))
    await known(city, "新设社区", valid_from=date(2025, 1, 1))
    before = {village["name"] for village in await villages(city, on="2024-12-31")}
    after = {village["name"] for village in await villages(city, on="2025-01-01")}
    assert ("撤并村" in before, "新设社区" in before) == (True, False)
    assert ("撤并村" in after, "新设社区" in after) == (False, True)


async def test_a_committee_that_the_gazetteer_lacks_is_told_by_its_place(city: City) -> None:
    renamed = update(Unit).where(Unit.code == "FS-CC-NZ-ZN")
    async with city.hotline.database.write() as session:
        await session.execute(renamed.values(name="佛山市禅城区南庄镇新塱村民委员会"))
    assert "新塱村" in {village["name"] for village in await villages(city)}


async def test_an_unknown_town_has_none_and_a_wrong_code_is_refused(city: City) -> None:
    assert await villages(city, "440699999") == []
    answer = await city.public.get("/api/public/towns/44060/villages")
    assert answer.status_code == 422


async def test_the_village_that_a_citizen_chose_stands_on_the_ticket(city: City) -> None:
    place = {"district_code": "440604", "town_code": NANZHUANG, "village_code": "440604100201"}
    body = {
        "content": "村口的路灯坏了三天，请修复",
        "contact": {"name": "王女士", "phone": "13800000001"},
        "place": {**place, "address": "村口"},
    }
    answer = await city.public.post("/api/public/requests", json=body)
    assert answer.status_code == 201, answer.text
    async with city.hotline.database.read() as session:
        query = select(Ticket.district_code, Ticket.town_code, Ticket.village_code)
        found = await session.execute(query.where(Ticket.number == answer.json()["number"]))
    assert tuple(found.one()) == tuple(place.values())
