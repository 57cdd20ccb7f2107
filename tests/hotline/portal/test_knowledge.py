"""Questions over HTTP: citizens get public knowledge labelled as automatic, staff see why; tickets go on."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from hotline.kit.ratelimit import MemoryLimiter
from knowledge.search.port import EngineDown
from tests.support.city import City

ASK = "/api/public/knowledge/answer"
SEARCH = "/api/public/knowledge/search"
INTERNAL = "深夜来电想自杀怎么接"


class Away:
    """An engine that never answers."""

    name = "away"

    async def find(self, _wanted: Any) -> Any:
        """Answer nothing."""
        raise EngineDown

    async def close(self) -> None:
        """Hold nothing."""


async def ask(city: City, text: str, **more: Any) -> dict[str, Any]:
    answer = await city.public.post(ASK, json={"text": text, **more})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def internal_titles(city: City) -> set[str]:
    boss = await city.desk("zhishi")
    hits = (
        await boss.client.get("/api/knowledge/search", params={"q": "来电 热线 坐席", "limit": 50})
    ).json()["hits"]
    return {hit["title"] for hit in hits if hit["audience"] == "INTERNAL"}


async def test_a_citizen_is_answered_with_the_source_and_the_label(asked_city: City) -> None:
    told = await ask(asked_city, "身份证丢了怎么办")
    assert told["label"] == "自动答复"
    (source,) = told["sources"]
    assert source["title"] == "身份证丢了怎么补办，急着出行怎么办"
    assert source["unit_name"] == "佛山市公安局"
    assert source["valid_from"] == "2025-12-01"
    assert "身份证" in source["why"]["line"]
    assert source["why"]["features"] == {}
    assert told["hand_over"] is False


async def test_a_question_outside_of_what_we_know_is_handed_over(asked_city: City) -> None:
    for text, handed in (
        ("茅台股票今天涨了吗", True),
        ("红烧肉怎么做", True),
        ("？？？", False),  # nothing was said: it is asked for
        ("哈哈哈", False),
    ):
        told = await ask(asked_city, text)
        assert told["kind"] == "REFUSE"
        assert told["hand_over"] is handed
        assert told["sources"] == []


async def test_a_question_back_offers_choices_that_answer(asked_city: City) -> None:
    found = await asked_city.public.get(
        SEARCH, params={"q": "居民身份证申领、换领、补领", "kind": "ITEM"}
    )
    parent = next(h for h in found.json()["hits"] if h["title"] == "居民身份证申领、换领、补领")
    told = await ask(asked_city, "要多少钱", about=parent["id"], field="FEE")
    assert (told["kind"], told["asks"]) == ("CLARIFY", "SITUATION")
    lost = next(o for o in told["options"] if "遗失" in o["label"])
    then = await ask(asked_city, lost["say"], about=lost["about"], field="FEE")
    assert then["kind"] == "FIELD"
    assert "40元" in then["text"]


async def test_the_district_decides_where_to_go(asked_city: City) -> None:
    found = await asked_city.public.get(SEARCH, params={"q": "居民身份证遗失补领", "kind": "ITEM"})
    item = found.json()["hits"][0]["id"]
    asked = await ask(asked_city, "去哪里办", about=item, field="PLACE")
    assert asked["asks"] == "DISTRICT"
    assert [o["label"] for o in asked["options"]][:2] == ["禅城区", "南海区"]
    told = await ask(asked_city, "去哪里办", about=item, field="PLACE", district="440605")
    assert "南海区" in told["text"]
    assert "禅城区" not in told["text"]


@pytest.mark.parametrize(
    ("form", "part"), [("CHAT", "bubbles"), ("SMS", "sms"), ("SPEECH", "speech"), ("CARD", None)]
)
async def test_every_channel_gets_its_form(asked_city: City, form: str, part: str | None) -> None:
    told = await ask(asked_city, "身份证丢了怎么办", form=form)
    assert {name for name in ("bubbles", "sms", "speech") if told[name] is not None} == (
        {part} if part else set()
    )


DESPAIR = "我不想活了"


async def test_whoever_speaks_of_taking_his_life_is_answered_with_care_and_a_person_alone(
    asked_city: City,
) -> None:
    for text in (DESPAIR, "活着没意思想跳楼", "我想自杀，低保怎么办理"):
        told = await ask(asked_city, text)
        advice = (await asked_city.public.post("/api/public/advice", json={"text": text})).json()
        assert told["emergencies"] == advice["emergencies"]
        assert told["emergencies"][0]["words"].startswith("您现在一定很难受")
        assert told["paragraphs"][0]["text"] == "请让我们的工作人员听您说。"
        assert told["text"].startswith(told["emergencies"][0]["words"])
        assert (told["kind"], told["hand_over"], told["despair"]) == ("REFUSE", True, True)
        assert told["sources"] == told["options"] == []


async def test_words_of_care_lead_every_form(asked_city: City) -> None:
    chat = await ask(asked_city, DESPAIR, form="CHAT")
    assert chat["bubbles"][0]["text"] == chat["emergencies"][0]["words"]
    sms = (await ask(asked_city, DESPAIR, form="SMS"))["sms"]
    assert sms["text"].startswith("您现在一定很难受")
    assert "110" in sms["text"]
    speech = (await ask(asked_city, DESPAIR, form="SPEECH"))["speech"]
    assert speech.startswith("您现在一定很难受")
    assert not any(digit in speech for digit in "0123456789")


async def test_a_fire_is_told_the_line_before_what_knowledge_says(asked_city: City) -> None:
    told = await ask(asked_city, "家里着火了怎么办")
    assert told["emergencies"][0]["line"] == "119"
    assert told["text"].startswith(told["emergencies"][0]["words"])
    assert (told["kind"], told["despair"]) == ("PASSAGE", False)
    assert told["sources"]


async def test_an_everyday_question_begins_with_its_answer(asked_city: City) -> None:
    told = await ask(asked_city, "身份证丢了怎么办")
    assert (told["emergencies"], told["despair"]) == ([], False)
    assert told["text"].startswith(told["paragraphs"][0]["text"])


async def test_despair_is_noted_in_no_search_log(asked_city: City) -> None:
    assert (await ask(asked_city, DESPAIR))["search_id"] == ""


async def test_staff_see_the_features_and_internal_knowledge(asked_city: City) -> None:
    agent = await asked_city.desk("agent01")
    answer = await agent.client.post("/api/knowledge/answer", json={"text": "身份证丢了怎么办"})
    assert answer.status_code == 200
    assert answer.json()["sources"][0]["why"]["features"]["covered"] > 0
    assert await internal_titles(asked_city)


async def test_internal_knowledge_is_in_no_public_answer_hit_count_or_log(
    asked_city: City,
) -> None:
    titles = await internal_titles(asked_city)
    assert titles
    with capture_logs() as logs:
        for title in titles:
            told = await ask(asked_city, title)
            found = await asked_city.public.get(SEARCH, params={"q": title, "limit": 50})
            hits = found.json()["hits"]
            assert all(hit["audience"] == "PUBLIC" for hit in hits)
            labels = {option["label"] for option in told["options"]}
            assert not titles & (labels | {shown["title"] for shown in (*told["sources"], *hits)})
            assert not titles & {paragraph["text"] for paragraph in told["paragraphs"]}
    assert not any(title in str(entry) for entry in logs for title in titles)


async def test_staff_routes_need_the_permission(asked_city: City) -> None:
    for answer in (
        await asked_city.public.post("/api/knowledge/answer", json={"text": "身份证"}),
        await asked_city.public.get("/api/knowledge/search", params={"q": "身份证"}),
    ):
        assert answer.status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": ""},
        {"text": "长" * 5001},
        {"text": "身份证", "district": "' OR 1=1"},
        {"text": "身份证", "about": "ITEM:../../etc"},
        {"text": "身份证", "form": "FAX"},
        {"text": "身份证", "audience": "INTERNAL"},
    ],
)
async def test_a_body_that_is_no_question_is_refused(city: City, body: dict[str, Any]) -> None:
    answer = await city.public.post(ASK, json=body)
    assert answer.status_code == 422
    assert answer.json()["title"]


async def test_long_and_hostile_words_are_answered_calmly(asked_city: City) -> None:
    for text in ("长" * 5000, "a", "*:* OR (", '{"match_all":{}}', "<b>身份证</b>", "的了吗"):
        assert (await ask(asked_city, text))["text"]
        assert (await asked_city.public.get(SEARCH, params={"q": text})).status_code == 200


async def test_while_no_engine_answers_it_is_said_and_requests_go_on(city: City) -> None:
    city.hotline.search.engine = Away()  # type: ignore[assignment]
    city.hotline.search.stand_in = None
    answer = await city.public.post(ASK, json={"text": "身份证丢了怎么办"})
    assert answer.status_code == 503
    assert answer.json()["code"] == "search_down"
    assert answer.json()["title"] == "检索暂时不可用"
    assert (await city.public.get(SEARCH, params={"q": "身份证"})).status_code == 503
    for text in (DESPAIR, "家里着火了怎么办"):
        told = await ask(city, text)
        assert told["emergencies"]
        assert told["hand_over"]
    advice = await city.public.post("/api/public/advice", json={"text": "身份证丢了怎么办"})
    assert (advice.status_code, advice.json()["articles"]) == (200, [])
    assert (await city.submits("小区门口的路灯不亮", anonymous=True))["number"]


async def test_too_many_questions_from_one_address_are_slowed(city: City) -> None:
    city.app.state.limiter = MemoryLimiter()
    answers = [await city.public.post(ASK, json={"text": "？"}) for _ in range(61)]
    assert answers[-1].status_code == 429
    assert answers[0].status_code == 200


async def test_the_search_is_told_what_words_are_about(asked_city: City) -> None:
    heard = asked_city.hotline.search.subjects("小区垃圾没人清运，垃圾桶满了")
    assert any(code.startswith("01") for code in heard)
    assert asked_city.hotline.search.subjects("") == {}
