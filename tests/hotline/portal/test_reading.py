"""Pages for everybody: an article with its owner, a unit by its code, and why a text was of no help."""

from typing import Any

from knowledge.feedback.models import KnowledgeClick
from tests.hotline.portal.test_noting import noted
from tests.support.city import City

SEARCH = "/api/public/knowledge/search"
NO_HELP = "/api/public/knowledge/no-help"


async def first(city: City, words: str, kind: str) -> dict[str, Any]:
    found = await city.public.get(SEARCH, params={"q": words, "kind": kind, "limit": 1})
    (hit,) = found.json()["hits"]
    return dict(hit)


async def internal(city: City) -> str:
    desk = await city.desk("zhishi")
    params: dict[str, str | int] = {"q": "来电 热线 坐席", "kind": "ARTICLE", "limit": 50}
    hits = (await desk.client.get("/api/knowledge/search", params=params)).json()["hits"]
    return next(str(hit["id"]) for hit in hits if hit["audience"] == "INTERNAL")


async def test_a_citizen_reads_an_article_with_its_owner_and_validity(asked_city: City) -> None:
    hit = await first(asked_city, "台风天停课怎么通知", "ARTICLE")
    answer = await asked_city.public.get(f"/api/public/articles/{hit['id'].split(':')[1]}")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["title"] == hit["title"]
    assert (told["unit_code"], told["unit_name"]) == (hit["unit_code"], hit["unit_name"])
    assert (told["version"], told["valid_from"]) == (hit["version"], hit["valid_from"])
    assert told["answer"]
    assert told["under_correction"] is False


async def test_an_internal_article_is_as_unknown_as_one_that_never_was(asked_city: City) -> None:
    for key in ((await internal(asked_city)).split(":")[1], "01K0000000000000000000000A"):
        answer = await asked_city.public.get(f"/api/public/articles/{key}")
        assert answer.status_code == 404
        assert answer.json()["code"] == "article_unknown"


async def test_the_owner_of_a_text_is_found_by_the_code_the_text_names(asked_city: City) -> None:
    hit = await first(asked_city, "居民身份证遗失补领", "ITEM")
    answer = await asked_city.public.get(f"/api/public/units/{hit['unit_code']}")
    assert answer.status_code == 200, answer.text
    unit = answer.json()
    assert unit["name"] == hit["unit_name"]
    assert "duty_phone" not in unit
    assert (await asked_city.public.get("/api/public/units/FS-NOBODY")).status_code == 404


async def test_why_a_text_did_not_help_is_noted_beside_the_click(asked_city: City) -> None:
    hit = await first(asked_city, "居民身份证遗失补领", "ITEM")
    body = {"document": hit["id"], "reason": "WRONG_CONTACT", "position": 1}
    assert (await asked_city.public.post(NO_HELP, json=body)).status_code == 204
    (row,) = (await noted(asked_city, KnowledgeClick)).values()
    assert (row.verdict, row.reason, row.document_id) == ("UNHELPFUL", "WRONG_CONTACT", hit["id"])


async def test_words_of_ones_own_are_no_reason(asked_city: City) -> None:
    hit = await first(asked_city, "居民身份证遗失补领", "ITEM")
    for extra in ({"reason": "我叫李小明"}, {"reason": "OUTDATED", "text": "打我电话13812345678"}):
        answer = await asked_city.public.post(NO_HELP, json={"document": hit["id"], **extra})
        assert answer.status_code == 422


async def test_a_text_that_citizens_are_not_shown_is_not_counted(asked_city: City) -> None:
    body = {"document": await internal(asked_city), "reason": "OUTDATED"}
    assert (await asked_city.public.post(NO_HELP, json=body)).status_code == 204
    assert await noted(asked_city, KnowledgeClick) == {}
