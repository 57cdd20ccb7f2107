"""Offices asked for by name in the demonstration city: the directory answers, of the district that is meant."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from benchmarks import measure
from benchmarks.demo_house import demo_house
from hotline.bootstrap import Hotline
from knowledge.answer.answers import Answer, AnswerKind, Asks
from knowledge.answer.service import Asking, answer
from knowledge.audience import Audience
from knowledge.search.port import DocumentKind
from knowledge.understanding.question import ItemField
from tests.support.seeded import seeded_sqlite

__all__ = ["seeded_sqlite"]
PHONE, PLACE, HOURS = ItemField.PHONE, ItemField.PLACE, ItemField.HOURS
FIELD, CLARIFY = AnswerKind.FIELD, AnswerKind.CLARIFY
SHUNDE, NANHAI = "440606", "440605"
# words, the asker's district, kind, field, unit, and what is told
TOLD = [
    ("人社局电话", "", FIELD, PHONE, "FS-RS", "人力资源和社会保障：12333"),
    ("人社局电话", SHUNDE, FIELD, PHONE, "FS-RS", "顺德区社会保险经办大厅：0757-00002145"),
    ("社保局电话是多少", "", FIELD, PHONE, "FS-RS", "12333"),
    ("教育局电话", "", CLARIFY, PHONE, "FS-JY", "哪个区"),
    ("教育局电话", NANHAI, FIELD, PHONE, "FS-JY", "南海区教育局招生服务窗口：0757-00002247"),
    ("市场监管局电话", "", FIELD, PHONE, "FS-SCJG", "12315"),
    ("城管局电话", "", FIELD, PHONE, "FS-CG", "12319（已并入12345）"),
    ("税务局电话", "", FIELD, PHONE, "FS-SW", "12366"),
    ("税务局电话", SHUNDE, FIELD, PHONE, "FS-SW", "顺德区税务局办税服务厅：0757-00003007"),
    ("自来水公司电话", "", FIELD, PHONE, "FS-GS", "0757-00008001"),
    ("邮政管理局电话", "", FIELD, PHONE, "FS-YZ", "12305"),
    ("顺德区民政局电话", "", FIELD, PHONE, "FS-MZ", "顺德区婚姻登记处：0757-00002097"),
    ("顺德区民政局电话", NANHAI, FIELD, PHONE, "FS-MZ", "顺德区婚姻登记处：0757-00002097"),
    ("民政局地址", "", CLARIFY, PLACE, "FS-MZ", "哪个区"),
    ("民政局地址", SHUNDE, FIELD, PLACE, "FS-MZ", "顺德区大良街道凤山中路15号"),
    ("民政局的电话和地址", SHUNDE, FIELD, PLACE, "FS-MZ", "电话：0757-00002097"),
    ("请问教育局怎么去", NANHAI, FIELD, PLACE, "FS-JY", "南海区桂城街道南五路30号"),
    ("顺德民政局周六开门吗", "", FIELD, HOURS, "FS-MZ", "顺德区婚姻登记处：周一至周六"),
    ("社保局几点上班", "", FIELD, HOURS, "FS-RS", "周一至周五 9:00–12:00、14:00–17:30"),
]
WINDOWS = [
    ("大良派出所电话", "", FIELD, PHONE, "FS-GA", "大良派出所户政窗口：0757-00002007"),
    ("大良派出所电话", NANHAI, FIELD, PHONE, "FS-GA", "大良派出所户政窗口：0757-00002007"),
    ("车管所电话", "", CLARIFY, PHONE, "FS-JJ", "哪个区"),
    ("车管所电话", SHUNDE, FIELD, PHONE, "FS-JJ", "车辆管理所顺德分所：0757-00002052"),
    ("南海车管所几点上班", SHUNDE, FIELD, HOURS, "FS-JJ", "周一至周五 9:00–12:00、14:00–17:30"),
    ("顺德出入境喺边度", "", FIELD, PLACE, "FS-GA", "顺德区大良街道新城区碧水路12号"),
    ("出入境大厅周六上班吗", "", FIELD, HOURS, "FS-GA", "周一至周六 9:00–12:00、13:30–17:00"),
    ("市政务服务中心在哪里", "", FIELD, PLACE, "FS-ZSJ", "禅城区祖庙街道汾江中路142号"),
    ("禅城行政服务中心地址", "", FIELD, PLACE, "FS-GA", "石湾镇街道岭南大道北100号"),
    ("社保大厅地址", "", CLARIFY, PLACE, "FS-RS", "哪个区"),
    ("三水办税服务厅电话", "", FIELD, PHONE, "FS-SW", "三水区税务局办税服务厅：0757-00003010"),
    ("公积金窗口几点下班", "", FIELD, HOURS, "FS-GJJ", "周一至周五 9:00–12:00、14:00–17:30"),
]
UNTOLD = ["发改局电话", "顺德区市场监管局电话", "轨道交通局在哪", "祖庙街道办电话", "市政府电话"]
MATTERS = [
    ("民政局办结婚登记要带什么", FIELD, "结婚登记"),
    ("税务局代开发票要什么", FIELD, "代开增值税发票"),
    ("税务局代开增值税发票的电话", FIELD, "代开增值税发票"),
    ("民政局婚姻登记电话", FIELD, "婚姻登记"),
    ("民政局几点可以领结婚证", FIELD, "结婚登记"),
    ("人社局举报欠薪电话", FIELD, "劳动保障监察投诉举报"),
    ("公安局出入境几点上班", AnswerKind.CANDIDATES, "普通护照申请"),
    ("12333是什么电话", FIELD, "12333人力资源和社会保障服务热线"),
]


@pytest.fixture
async def house(seeded_sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hotline]:
    monkeypatch.setattr(measure, "city", seeded_sqlite)
    async with demo_house() as hotline:
        yield hotline


async def ask(house: Hotline, words: str, district: str = "", **more: str) -> Answer:
    async with house.database.read() as session:
        return await answer(session, house.search, Asking(words, district=district, **more))  # type: ignore[arg-type]


async def test_an_office_is_answered_from_the_directory(house: Hotline) -> None:
    for words, here, kind, field, unit, told in (*TOLD, *WINDOWS):
        made = await ask(house, words, here)
        found = (made.kind, made.field, made.sources[0].kind, made.sources[0].unit_code)
        assert found == (kind, field, DocumentKind.UNIT, unit), words
        assert told in made.text, words
        assert {source.audience for source in made.sources} == {Audience.PUBLIC}
    for words in UNTOLD:
        made = await ask(house, words, SHUNDE)
        assert made.hands_over, words
        assert made.sources == ()
    only = await ask(house, "祖庙派出所在哪")
    assert "桂城派出所" not in only.text
    for words, kind, title in MATTERS:
        made = await ask(house, words)
        assert (made.kind, made.sources[0].title) == (kind, title), words
    await the_district_chosen_is_told(house)


async def the_district_chosen_is_told(house: Hotline) -> None:
    """Whoever is asked for the district and names one is told of that, by the same words."""
    back = await ask(house, "教育局电话")
    assert back.asks is Asks.DISTRICT
    (one,) = [option for option in back.options if option.district == SHUNDE]
    made = await ask(house, one.say, one.district, about=one.document)
    assert "顺德区教育局招生服务窗口：0757-00002250" in made.text
    assert "南海区" not in made.text
    other = await ask(house, "民政局电话", about=one.document)
    assert other.sources[0].unit_code == "FS-JY"
