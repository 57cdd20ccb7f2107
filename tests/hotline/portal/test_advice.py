"""What a citizen is told before submitting (提交前提示) is written to him, in both languages."""

from typing import Any

from tests.support.city import City


async def advise(city: City, text: str) -> dict[str, Any]:
    answer = await city.public.post("/api/public/advice", json={"text": text})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_violence_and_fraud_are_told_the_line_to_dial(city: City) -> None:
    for text in ("有人打我", "我老公家暴我", "被骗了3000块", "微信转账被骗"):
        (first, *_) = (await advise(city, text))["emergencies"]
        assert first["line"] == "110"


async def test_a_person_in_distress_reads_words_to_him_and_no_instruction(city: City) -> None:
    (first,) = (await advise(city, "我不想活了"))["emergencies"]
    assert "您不是一个人" in first["words"]
    assert "不要挂断" not in first["words"]
    assert "You are not alone" in first["words_en"]


async def test_another_citys_matter_is_signposted_in_both_languages(city: City) -> None:
    told = await advise(city, "东莞的路灯坏了")
    (path,) = told["out_of_remit"]
    assert "当地12345" in path["path"]
    assert "12345 of that city" in path["path_en"]
    assert (await advise(city, "东莞银行佛山分行排队太久"))["out_of_remit"] == []


async def test_discipline_is_a_lawful_path_and_no_emergency(city: City) -> None:
    told = await advise(city, "村干部受贿，收了工程队的钱")
    assert told["emergencies"] == []
    assert "12388" in told["out_of_remit"][0]["path"]


async def test_angry_words_are_not_answered_with_how_staff_should_bear_them(city: City) -> None:
    assert (await advise(city, "一群废物，路灯坏了半年没人修"))["out_of_remit"] == []


async def test_the_receipt_of_a_request_speaks_to_the_citizen(city: City) -> None:
    body = {"content": "我不想活了，没有人管我", "anonymous": True}
    answer = await city.public.post("/api/public/requests", json=body)
    (alarm,) = answer.json()["alarms"]
    assert "您不是一个人" in alarm["words"]
