"""Streets are where it happens, their offices are accused, and the people in them have names (机关与人名)."""

import pytest

from hotline.kit.text import normalise
from routing.extract.entities import EntityKind, extract
from routing.extract.gazetteer import Gazetteer, PlaceEntry
from tests.routing.city import AT, CC, NH, PLACES

GAZETTEER = Gazetteer(
    (
        *PLACES,
        PlaceEntry("石湾镇街道", "TOWN", CC, "440604010", code="440604010"),
        PlaceEntry("大沥镇", "TOWN", NH, "440605125", code="440605125"),
        PlaceEntry("乐从镇", "TOWN", "440606", "440606103", code="440606103"),
    )
)
KINDS = {EntityKind.ADDRESS, EntityKind.RESPONDENT, EntityKind.PERSON}


def named(text: str) -> list[tuple[str, str]]:
    normal = normalise(text)
    found = extract(normal, AT, GAZETTEER.locate(normal).known())
    return [(e.kind.value, text[e.start : e.end]) for e in found if e.kind in KINDS]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "祖庙街道同华东路12号楼下烧烤店油烟很大",
            [("ADDRESS", "祖庙街道同华东路12号"), ("RESPONDENT", "烧烤店")],
        ),
        ("石湾镇街道惠景路8号楼上漏水", [("ADDRESS", "石湾镇街道惠景路8号")]),
        ("恒福花园3号楼下面有垃圾", [("ADDRESS", "恒福花园3号楼")]),
        (
            "恒福花园3号楼下烧烤店油烟很大",
            [("ADDRESS", "恒福花园3号楼"), ("RESPONDENT", "烧烤店")],
        ),
        (
            "桂城街道南海大道的烧烤店不退钱",
            [("ADDRESS", "桂城街道南海大道"), ("RESPONDENT", "烧烤店")],
        ),
        (
            "祖庙街道福满楼餐厅不退钱",
            [("ADDRESS", "祖庙街道"), ("RESPONDENT", "福满楼餐厅")],
        ),
        ("桂城街道不作为", [("RESPONDENT", "桂城街道")]),
        ("投诉桂城街道不处理", [("RESPONDENT", "桂城街道")]),
    ],
)
def test_a_street_that_goes_on_is_an_address(text: str, expected: list[tuple[str, str]]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("桂城街道办事处不作为", "桂城街道办事处"),
        ("投诉桂城街道办", "桂城街道办"),
        ("禅城区城管局执法粗暴", "禅城区城管局"),
        ("大沥镇政府不作为", "大沥镇政府"),
        ("乐从镇社保所态度恶劣", "乐从镇社保所"),
        ("乐从镇政府慢作为", "乐从镇政府"),
        ("桂城街道综合行政执法办公室不作为", "桂城街道综合行政执法办公室"),
        ("祖庙街道城管执法队乱收费", "祖庙街道城管执法队"),
        ("桂城市监所推诿", "桂城市监所"),
        ("佛山市自然资源局不作为", "佛山市自然资源局"),
        ("南海区住建和水利局推诿", "南海区住建和水利局"),
        ("禅城区住房和城乡建设局不作为", "禅城区住房和城乡建设局"),
        ("佛山市人力资源和社会保障局懒政", "佛山市人力资源和社会保障局"),
    ],
)
def test_an_office_is_accused_by_its_whole_name(text: str, office: str) -> None:
    assert named(text) == [("RESPONDENT", office)]


def test_the_officer_and_his_office_are_told_apart() -> None:
    assert named("南海区桂城街道办事处工作人员张三态度恶劣") == [
        ("RESPONDENT", "南海区桂城街道办事处"),
        ("PERSON", "张三"),
    ]


@pytest.mark.parametrize(
    "text",
    ["桂城街道办事处几点上班", "禅城区城管局在哪里", "石湾镇街道惠景路8号楼上", "张槎街道很干净"],
)
def test_nobody_is_accused_without_a_wrong(text: str) -> None:
    assert all(kind != "RESPONDENT" for kind, _ in named(text))


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("工作人员张三态度恶劣", "张三"),
        ("司机王大强拒载", "王大强"),
        ("医生李小明误诊", "李小明"),
        ("老师欧阳娜娜体罚学生", "欧阳娜娜"),
        ("保安陈强打人", "陈强"),
        ("职员刘芳，服务很差", "刘芳"),
        ("工作人员（张三）不理人", "张三"),
        ("窗口工作人员叫何敏", "何敏"),
        ("老板王大强拖欠工资", "王大强"),
        ("护士长王芳说没床位", "王芳"),
    ],
)
def test_a_name_stands_behind_a_part(text: str, person: str) -> None:
    found = [e for e in extract(normalise(text), AT) if e.kind is EntityKind.PERSON]
    assert [(text[e.start : e.end], e.value) for e in found] == [(person, person)]
    assert found[0].shown != person


@pytest.mark.parametrize(
    "text",
    [
        "工作人员严重不负责任",
        "工作人员高声说话",
        "工作人员曾多次推诿",
        "工作人员解释不清",
        "工作人员明确说不办",
        "工作人员居然不理",
        "工作人员许诺不兑现",
        "工作人员周末不上班",
        "工作人员马上就走",
        "工作人员金额都算错",
        "司机马上不肯走",
        "司机任意加价",
        "司机张口就骂",
        "司机高速行驶",
        "司机方向不对",
        "老师安排不合理",
        "老师白天不在",
        "老师周三不上课",
        "老师傅不肯修",
        "老师陈述不实",
        "医生水平不行",
        "医生方法不对",
        "医生和护士都不管",
        "保安胡乱收费",
        "保安王牌",
        "职员江湖习气",
        "业主张贴广告",
        "邻居高空抛物",
        "老板关门跑路",
        "房东何时退押金",
        "物业主任一家在住",
        "员工万一受伤",
    ],
)
def test_common_words_behind_a_part_are_no_names(text: str) -> None:
    assert all(e.kind is not EntityKind.PERSON for e in extract(normalise(text), AT))
