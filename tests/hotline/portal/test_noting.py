"""What is asked over HTTP is noted a moment later: masked, with its results, and ready for a click."""

from typing import Any

from sqlalchemy import select

from knowledge.feedback.models import KnowledgeClick, KnowledgeSearch
from knowledge.feedback.recorder import KEY
from tests.support.city import City


async def noted(city: City, table: Any) -> dict[str, Any]:
    database = city.hotline.database
    await database.info[KEY].flush(database)
    async with database.read() as session:
        found = {row.id: row for row in await session.scalars(select(table))}
        session.expunge_all()
    return found


async def test_questions_of_citizens_and_staff_are_noted_with_what_was_told(
    asked_city: City,
) -> None:
    city = asked_city
    words = "身份证丢了怎么办，我叫李小明，电话13812345678"
    path = "/api/public/knowledge"
    told = (await city.public.post(f"{path}/answer", json={"text": "身份证丢了怎么办"})).json()
    private = (await city.public.post(f"{path}/answer", json={"text": words})).json()
    refused = (await city.public.post(f"{path}/answer", json={"text": "红烧肉怎么做"})).json()
    listed = (await city.public.get(f"{path}/search", params={"q": "居住证"})).json()
    agent = await city.desk("agent01")
    inside = (await agent.client.get("/api/knowledge/search", params={"q": "居住证"})).json()
    rows = await noted(city, KnowledgeSearch)
    assert rows.keys() == {one["search_id"] for one in (told, private, refused, listed, inside)}
    first = rows[told["search_id"]]
    assert (first.channel, first.audience) == ("PORTAL", "PUBLIC")
    assert first.answered is (told["kind"] in {"FIELD", "PASSAGE"})
    assert [one["id"] for one in first.shown] == [s["id"] for s in told["sources"]][:5]
    assert rows[listed["search_id"]].shown[0]["features"]
    assert "13812345678" not in rows[private["search_id"]].words
    assert "小明" not in rows[private["search_id"]].words
    assert not rows[refused["search_id"]].answered
    assert rows[inside["search_id"]].channel == "CONSOLE"
    assert rows[listed["search_id"]].shown[0]["id"] == listed["hits"][0]["id"]
    assert rows[inside["search_id"]].asker != rows[listed["search_id"]].asker

    body = {
        "document": listed["hits"][0]["id"],
        "search_id": listed["search_id"],
        "position": 1,
        "verdict": "HELPFUL",
    }
    assert (await city.public.post(f"{path}/feedback", json=body)).status_code == 202
    (click,) = (await noted(city, KnowledgeClick)).values()
    assert (click.search_id, click.verdict, click.position) == (listed["search_id"], "HELPFUL", 1)
