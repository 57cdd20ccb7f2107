"""New policies are filed early: citizens go on reading what is valid until the day of the next version."""

from datetime import datetime

from hotline.kit import clock
from tests.support.city import City, Json

DAY, BEFORE = "2026-03-06", "2026-03-05"
QUESTION = "身份证丢了怎么办"
CITE = "身份证丢了怎么补办，急着出行怎么办"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI)


async def asked(city: City) -> Json:
    answer = await city.public.post("/api/public/knowledge/answer", json={"text": QUESTION})
    assert answer.status_code == 200, answer.text
    (source,) = answer.json()["sources"]
    return dict(source)


async def released(city: City, article_id: str, **changes: object) -> Json:
    """Let one editor write, the owner review and another editor publish."""
    path = f"/api/articles/{article_id}"
    writer, owner, editor = [await city.desk(n) for n in ("zhishi", "gongan-zs", "zhishi2")]
    detail = (await writer.client.get(path)).json()
    kept = ("title", "questions", "keywords", "spoken", "answer", "details", "items", "cites")
    content = {name: detail["current"][name] for name in kept} | changes
    body = {"version": detail["article"]["version"], "content": content}
    written = await writer.client.post(f"{path}/revisions", json=body)
    assert written.status_code == 201, written.text
    for desk, action in ((owner, "REVIEW"), (editor, "PUBLISH")):
        version = (await desk.client.get(path)).json()["article"]["version"]
        done = await desk.client.post(f"{path}/actions/{action}", json={"version": version})
        assert done.status_code == 200, done.text
    await city.settle()
    return dict((await writer.client.get(path)).json()["article"])


async def test_an_article_is_answered_until_its_next_text_begins(asked_city: City) -> None:
    city = asked_city
    before = await asked(city)
    assert before["title"] == CITE
    article_id = before["id"].partition(":")[2]
    filed = await released(city, article_id, valid_from=DAY, answer="六日起到任一派出所补领。")
    assert (filed["waiting_from"], filed["current_revision_id"]) == (DAY, before["revision_id"])
    page = f"/api/public/articles/{article_id}"

    await city.passes(at(f"{BEFORE} 23:59"))
    assert (await asked(city))["revision_id"] == before["revision_id"]
    shown = await city.public.get(page)
    assert (shown.status_code, shown.json()["valid_from"]) == (200, before["valid_from"])

    await city.passes(at(f"{DAY} 00:00"))
    assert (await asked(city))["revision_id"] == filed["waiting_revision_id"]
    shown = await city.public.get(page)
    assert shown.json()["answer"] == "六日起到任一派出所补领。"


async def test_an_item_is_shown_until_its_next_version_begins(city: City) -> None:
    boss = await city.desk("zhishi")
    listed = await boss.client.get(
        "/api/service-items", params={"publication": "PUBLIC", "state": "IN_FORCE", "limit": 1}
    )
    (line,) = listed.json()["items"]
    item = (await boss.client.get(f"/api/service-items/{line['id']}")).json()
    page = f"/api/public/service-items/{item['id']}"
    body = item["content"] | {
        "situation_code": item["situation_code"],
        "version": (item["item_version"] or 0) + 1,
        "valid_from": DAY,
        "result_document": "新的结果",
    }
    pushed = await boss.client.put(f"/api/service-items/{item['code']}", json=body)
    assert pushed.status_code == 200, pushed.text
    assert pushed.json()["item"]["waiting_from"] == DAY

    await city.passes(at(f"{BEFORE} 23:59"))
    shown = await city.public.get(page)
    assert (shown.status_code, shown.json()["version"]) == (200, item["version"])

    await city.passes(at(f"{DAY} 00:00"))
    shown = await city.public.get(page)
    assert shown.json()["content"]["result_document"] == "新的结果"
