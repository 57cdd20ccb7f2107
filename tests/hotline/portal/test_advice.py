"""What a citizen is told before submitting (提交前提示) is written to him, in both languages."""

from typing import Any

import pytest

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


BESIDE_THE_MATTER = [
    "噪音扰民",
    "公交车站牌倒了",
    "物业不作为",
    "工厂排黑烟",
]
ANSWERED = {
    "老板拖欠工资不发": "被拖欠工资",
    "老家医保在佛山看病能报销吗": "外地医保在佛山看病",
    "工地半夜还在施工怎么投诉": "工地夜间施工",
    "健身房跑路卡退不了": "预付卡退不了",
    "快递丢了没人赔": "快递丢件",
    "旧楼加装电梯一楼不同意": "旧楼加装电梯",
    "租房怎么提取公积金": "租房提取住房公积金",
    "电动车上牌要带什么材料": "电动自行车上牌",
    "离婚冷静期多久": "离婚冷静期三十天",
    "河涌发臭": "河涌发黑发臭",
    "电梯坏了": "电梯老是坏",
    "广场舞太吵": "广场舞太吵怎么办",
    "楼上漏水到我家": "楼上漏水到我家",
    "马路积水": "路面积水",
    "路灯坏了": "路灯坏了",
    "井盖坏了": "井盖不见了",
    "楼下烧烤油烟大": "楼下餐馆油烟大",
    "路面塌陷": "马路有坑",
    "消防通道被堵": "消防通道被锁被堵",
    "树枝挡住红绿灯": "树枝挡路灯",
    "共享单车乱放": "共享单车乱停",
    "下水道堵了": "下水道堵了",
    "有人乱贴小广告": "贴满小广告",
    "小区停车难": "停车位不够",
    "红绿灯时间太短": "改绿灯时间",
    "公园厕所没灯": "公园坏了",
    "斑马线看不清": "要斑马线",
    "盲道被占": "盲道被占",
    "垃圾没人清": "垃圾桶满了、臭了没人收",
}
SEVERAL = {
    "身份证丢了怎么办": "身份证丢了怎么补办",
    "居住证怎么办": "居住证怎么办、每年怎样签注",
}


@pytest.mark.parametrize("text", BESIDE_THE_MATTER)
async def test_no_article_is_offered_beside_the_matter(asked_city: City, text: str) -> None:
    assert (await advise(asked_city, text))["articles"] == []


@pytest.mark.parametrize(("text", "title"), ANSWERED.items())
async def test_the_answer_we_have_is_offered_alone(asked_city: City, text: str, title: str) -> None:
    (article,) = (await advise(asked_city, text))["articles"]
    assert title in article["title"]


@pytest.mark.parametrize(("text", "title"), SEVERAL.items())
async def test_what_several_articles_are_about_is_offered_among_few(
    asked_city: City, text: str, title: str
) -> None:
    articles = (await advise(asked_city, text))["articles"]
    assert 1 < len(articles) <= 3
    assert any(title in article["title"] for article in articles)
