"""Agent assist in the running city: heard at every pause, adopted with one click, never for other eyes."""

from typing import Any

import pytest
from sqlalchemy import select

from hotline.process.assist.models import TicketAdoption
from knowledge.feedback.models import KnowledgeClick, KnowledgeSearch
from knowledge.feedback.recorder import KEY
from tests.support.city import City

WORDS = "你好，我想问一下。身份证丢了怎么补办？"


async def suggested(city: City, login: str = "agent01", **body: Any) -> dict[str, Any]:
    agent = await city.desk(login)
    answer = await agent.client.post("/api/assist/suggest", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def rows(city: City, table: Any) -> list[Any]:
    database = city.hotline.database
    await database.info[KEY].flush(database)
    async with database.read() as session:
        found = list(await session.scalars(select(table)))
        session.expunge_all()
    return found


async def test_answers_come_while_the_citizen_speaks_and_a_pause_costs_nothing(
    asked_city: City,
) -> None:
    city = asked_city
    told = await suggested(city, text=WORDS)
    assert told["heard"].endswith("身份证丢了怎么补办？")
    assert any("身份证" in hit["title"] for hit in told["others"])
    assert all(hit["revision_id"] and hit["why"]["line"] for hit in told["others"])
    again = await suggested(city, text=WORDS + "……", since=told["cursor"])
    assert (again["unchanged"], again["answer"], again["others"]) == (True, None, [])
    more = await suggested(city, text=WORDS + "要带户口本吗？", since=told["cursor"])
    assert not more["unchanged"]
    assert (await suggested(city, text="嗯"))["others"] == []
    assert await rows(city, KnowledgeSearch) == []


async def test_of_two_questions_neither_is_lost(asked_city: City) -> None:
    told = await suggested(asked_city, text=WORDS + "另外公租房在哪里交表？")
    answer = told["answer"]
    assert "公租房" in str(answer["sources"])
    assert "身份证" in str(answer["sources"])
    assert told["others"]
    follow = await suggested(asked_city, text="身份证丢了怎么补办？那要多少钱？")
    assert "40元" in str(follow["answer"]["paragraphs"])


async def test_one_click_records_the_version_on_the_ticket_and_for_learning(
    asked_city: City,
) -> None:
    city = asked_city
    receipt = await city.submits("请问身份证丢了怎么补办，要带什么材料去哪里办")
    told = await suggested(city, ticket_id=receipt["id"])
    hit = told["others"][0]
    body = {
        "ticket_id": receipt["id"],
        "document": hit["id"],
        "revision_id": hit["revision_id"],
        "heard": told["heard"],
        "position": 1,
    }
    agent = await city.desk("agent01")
    for _twice in range(2):
        answer = await agent.client.post("/api/assist/adopt", json=body)
        assert answer.status_code == 200, answer.text
    listed = (await agent.client.get(f"/api/tickets/{receipt['id']}/adoptions")).json()
    assert [(one["document_id"], one["revision_id"], one["title"]) for one in listed] == [
        (hit["id"], hit["revision_id"], hit["title"])
    ]
    (click,) = await rows(city, KnowledgeClick)
    searches = {row.id: row for row in await rows(city, KnowledgeSearch)}
    assert (click.verdict, click.document_id) == ("ADOPTED", hit["id"])
    assert click.document_id in [one["id"] for one in searches[click.search_id].shown]


async def test_answering_on_the_spot_is_adopting_what_it_cites(asked_city: City) -> None:
    city = asked_city
    receipt = await city.submits("请问身份证丢了怎么补办，要带什么材料去哪里办")
    agent = await city.desk("agent01")
    hits = (await agent.client.get("/api/articles/search", params={"q": "身份证丢了补办"})).json()
    page = await agent.ticket(receipt["id"])
    await agent.does(
        receipt["id"],
        "ANSWER_NOW",
        kind="CONSULT",
        category_code=page["suggestion"]["category"][0]["value"],
        public_answer=hits[0]["spoken"],
        article_revision_ids=[hits[0]["revision_id"]],
    )
    await city.settle()
    (adopted,) = await rows(city, TicketAdoption)
    assert (adopted.ticket_id, adopted.revision_id) == (receipt["id"], hits[0]["revision_id"])
    (click,) = await rows(city, KnowledgeClick)
    assert click.document_id == f"ARTICLE:{hits[0]['article_id']}"


async def test_an_outdated_version_is_not_adopted(asked_city: City) -> None:
    city = asked_city
    receipt = await city.submits("请问身份证丢了怎么补办，要带什么材料去哪里办")
    hit = (await suggested(city, text=WORDS))["others"][0]
    body = {"ticket_id": receipt["id"], "document": hit["id"], "revision_id": "01" + "Z" * 24}
    agent = await city.desk("agent01")
    answer = await agent.client.post("/api/assist/adopt", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "answer_superseded")


async def test_a_ticket_that_is_not_for_ones_eyes_is_neither_heard_nor_marked(
    asked_city: City,
) -> None:
    city = asked_city
    receipt = await city.submits("请问身份证丢了怎么补办，要带什么材料去哪里办")
    hit = (await suggested(city, text=WORDS))["others"][0]
    clerk = await city.desk("gongan-zs")
    told = await clerk.client.post("/api/assist/suggest", json={"ticket_id": receipt["id"]})
    assert told.status_code == 404
    body = {
        "ticket_id": receipt["id"],
        "document": hit["id"],
        "revision_id": hit["revision_id"],
    }
    assert (await clerk.client.post("/api/assist/adopt", json=body)).status_code == 404
    assert (await clerk.client.get(f"/api/tickets/{receipt['id']}/adoptions")).status_code == 404


async def test_words_of_a_secret_report_are_not_kept(asked_city: City) -> None:
    city = asked_city
    receipt = await city.submits(
        "举报祖庙街道某工地夜里偷偷施工，请为我保密，身份证也不要登记",
        kind="REPORT",
        confidential=True,
    )
    hit = (await suggested(city, login="banzhang", text=WORDS))["others"][0]
    body = {
        "ticket_id": receipt["id"],
        "document": hit["id"],
        "revision_id": hit["revision_id"],
        "heard": "举报祖庙街道某工地夜里偷偷施工",
    }
    boss = await city.desk("banzhang")
    answer = await boss.client.post("/api/assist/adopt", json=body)
    assert answer.status_code == 200, answer.text
    assert await rows(city, KnowledgeSearch) == []


@pytest.mark.parametrize(
    "body",
    [{}, {"text": "长" * 20_001}, {"text": "身份证\u0000"}, {"ticket_id": "x"}, {"text": "身份证", "limit": 11}, {"text": "身份证", "more": 1}],
)  # fmt: skip
async def test_bad_calls_are_refused(city: City, body: dict[str, Any]) -> None:
    agent = await city.desk("agent01")
    assert (await agent.client.post("/api/assist/suggest", json=body)).status_code == 422


async def test_an_unknown_conversation_is_unknown(city: City) -> None:
    agent = await city.desk("agent01")
    body = {"conversation_id": "01" + "Z" * 24}
    assert (await agent.client.post("/api/assist/suggest", json=body)).status_code == 404
