"""Incidents in tests: many citizens tell one matter, a person makes one incident of it."""

from typing import Any

from hotline.process.incidents import suggest
from tests.support.city import City, Json

NOISE = "禅城区祖庙街道同济路工地半夜倒水泥，十二点还在响，天天睡不着，要求查处"


async def told_by(city: City, count: int, words: str = NOISE, **more: Any) -> list[Json]:
    """So many citizens tell the matter, each in his own name."""
    phones = [f"139000001{n:02d}" for n in range(count)]
    return [
        await city.submits(words, contact={"name": "市民", "phone": phone}, **more)
        for phone in phones
    ]


async def suggested(city: City, login: str = "shenhe") -> Json:
    """The system looks; the one incident it suggests."""
    await suggest.scan(city.hotline.database)
    await city.settle()
    (found,) = await listed(city, login, state="SUGGESTED")
    return found


async def listed(city: City, login: str, **params: Any) -> list[Json]:
    """List incidents as somebody sees them."""
    desk = await city.desk(login)
    response = await desk.client.get("/api/incidents", params=params)
    assert response.status_code == 200, response.text
    return list(response.json()["items"])


async def page(city: City, login: str, incident_id: str) -> Json:
    """Open the page of an incident."""
    desk = await city.desk(login)
    response = await desk.client.get(f"/api/incidents/{incident_id}")
    assert response.status_code == 200, response.text
    return dict(response.json())


async def does(city: City, login: str, path: str, body: Json | None = None) -> Json:
    """Send a command; it must work."""
    response = await tries(city, login, path, body)
    assert response.is_success, f"{path}: {response.text}"
    await city.settle()
    return dict(response.json()) if response.content else {}


async def tries(city: City, login: str, path: str, body: Json | None = None) -> Any:
    """Send a command and return the answer, whatever it is."""
    desk = await city.desk(login)
    return await desk.client.post(f"/api/incidents{path}", json=body)


async def made(city: City, receipts: list[Json], login: str = "shenhe") -> Json:
    """A person makes an incident of tickets by hand."""
    ids = [receipt["id"] for receipt in receipts]
    body = {"title": "同济路夜间施工", "cause": "同一工地夜间浇筑混凝土", "ticket_ids": ids}
    return await does(city, login, "", body)


async def measure(city: City, login: str, incident: Json, **content: Any) -> Json:
    """Propose a measure at the present version."""
    version = (await page(city, login, incident["id"]))["version"]
    body = {"version": version, "measure": content}
    return await does(city, login, f"/{incident['id']}/measures", body)


async def items(city: City, login: str, incident: Json, done: Json, **params: Any) -> list[Json]:
    """List what became of a measure."""
    desk = await city.desk(login)
    address = f"/api/incidents/{incident['id']}/measures/{done['id']}/items"
    response = await desk.client.get(address, params=params)
    assert response.status_code == 200, response.text
    return list(response.json()["items"])
