"""What words ask of an office, and which office a name means."""

import pytest

from knowledge.understanding.offices import NamedOffice, NamedWindow, Offices, asks_for_office
from knowledge.understanding.question import ItemField
from tests.knowledge.lexicon.seed import lexicon

PHONE, PLACE, HOURS = ItemField.PHONE, ItemField.PLACE, ItemField.HOURS
SHUNDE, SANSHUI = "440606", "440607"
OFFICES = Offices(
    [
        NamedOffice("FS", "佛山市人民政府", "市政府", place=True),
        NamedOffice("MZ", "佛山市民政局", "市民政局"),
        NamedOffice("RS", "佛山市人力资源和社会保障局", "市人社局"),
        NamedOffice("SCJG", "佛山市市场监督管理局", "市市场监管局"),
        NamedOffice("CG", "佛山市城市管理和综合执法局", "市城管执法局"),
        NamedOffice("SW", "国家税务总局佛山市税务局", "市税务局"),
        NamedOffice("GD", "佛山供电局", "佛山供电局"),
        NamedOffice("FG", "佛山市发展和改革局", "市发改局"),
        NamedOffice("SD", "佛山市顺德区人民政府", "顺德区", SHUNDE, place=True),
        NamedOffice("SS", "佛山市三水区人民政府", "三水区", SANSHUI, place=True),
        NamedOffice("SD-SCJG", "佛山市顺德区市场监督管理局", "顺德区市场监管局", SHUNDE),
        NamedOffice("SD-ZJSL", "佛山市顺德区住房城乡建设和水利局", "顺德区住建水利局", SHUNDE),
        NamedOffice("SS-ZJSL", "佛山市三水区住房城乡建设和水利局", "三水区住建水利局", SANSHUI),
        NamedOffice("SD-DL", "佛山市顺德区大良街道办事处", "大良街道", SHUNDE, place=True),
        NamedOffice("SD-BJ", "佛山市顺德区北滘镇人民政府", "北滘镇", SHUNDE, place=True),
        NamedOffice("FJ", "佛山市顺德区杏坛镇逢简村民委员会", "逢简村", SHUNDE, place=True),
    ],
    "佛山市",
    {SHUNDE: "顺德区", SANSHUI: "三水区"},
)


@pytest.mark.parametrize(
    ("words", "name", "fields"),
    [
        ("人社局电话", "人社局", (PHONE,)),
        ("你好，请问一下教育局的联系方式是什么？", "教育局", (PHONE,)),
        ("市场监管局号码", "市场监管局", (PHONE,)),
        ("怎么联系市场监管局", "市场监管局", (PHONE,)),
        ("发改局电话多少", "发改局", (PHONE,)),
        ("民政局地址", "民政局", (PLACE,)),
        ("民政局在哪", "民政局", (PLACE,)),
        ("去税务局怎么走", "税务局", (PLACE,)),
        ("民政局喺边度", "民政局", (PLACE,)),
        ("民政局几点上班", "民政局", (HOURS,)),
        ("顺德民政局周六开门吗", "顺德民政局", (HOURS,)),
        ("人社局礼拜六返唔返工", "人社局", (HOURS,)),
        ("税务局上班时间", "税务局", (HOURS,)),
        ("民政局的电话和地址", "民政局", (PHONE, PLACE)),
        ("民政局电话 顺德的", "民政局顺德", (PHONE,)),
        ("供电局营业厅在哪里", "供电局", (PLACE,)),
    ],
)
def test_a_name_and_a_form_of_asking_ask_for_an_office(
    words: str, name: str, fields: tuple[ItemField, ...]
) -> None:
    assert asks_for_office(words) == (name, fields)


@pytest.mark.parametrize(
    "words",
    [
        "民政局办结婚登记要带什么",
        "人社局",
        "我要投诉教育局",
        "电话是多少",
        "几点上班",
        "公积金中心怎么提取",
        "身份证在哪里办",
        "狗证地址",
        "供电局停电了" + "什么时候来电" * 9,
        "",
    ],
)
def test_what_asks_for_no_office_is_left_to_the_search(words: str) -> None:
    assert asks_for_office(words) is None


@pytest.mark.parametrize(
    "words",
    [
        "税务局代开发票的电话",
        "民政局婚姻登记电话",
        "社保局电话打不通",
        "公安局出入境几点上班",
        "民政局几点可以领结婚证",
        "单身证明民政局在哪里开",
        "民政局电话结婚",
        "车管所电话",
    ],
)
def test_a_matter_beside_the_office_is_no_office_of_the_city(words: str) -> None:
    wanted = asks_for_office(words)
    assert wanted is None or OFFICES.meant(wanted.name) is None


@pytest.mark.parametrize(
    ("name", "office", "district"),
    [
        ("民政局", "MZ", ""),
        ("市民政局", "MZ", ""),
        ("佛山民政局", "MZ", ""),
        ("佛山市民政局", "MZ", ""),
        ("顺德区民政局", "MZ", SHUNDE),
        ("佛山顺德民政局", "MZ", SHUNDE),
        ("顺德的民政局", "MZ", SHUNDE),
        ("民政局顺德", "MZ", SHUNDE),
        ("区民政局", "MZ", ""),
        ("人社局", "RS", ""),
        ("社保局", "RS", ""),
        ("人力资源和社会保障局", "RS", ""),
        ("市场监管局", "SCJG", ""),
        ("工商局", "SCJG", ""),
        ("顺德区市场监管局", "SD-SCJG", SHUNDE),
        ("顺德工商局", "SD-SCJG", SHUNDE),
        ("三水区市场监管局", "SCJG", SANSHUI),
        ("城管局", "CG", ""),
        ("城管执法局", "CG", ""),
        ("税务局", "SW", ""),
        ("国家税务总局佛山市税务局", "SW", ""),
        ("供电局", "GD", ""),
        ("发改委", "FG", ""),
        ("市政府", "FS", ""),
        ("顺德区政府", "SD", SHUNDE),
        ("顺德区人民政府", "SD", SHUNDE),
        ("三水政府", "SS", SANSHUI),
        ("顺德区住建水利局", "SD-ZJSL", SHUNDE),
        ("大良街道办", "SD-DL", SHUNDE),
        ("顺德大良街道办事处", "SD-DL", SHUNDE),
        ("北滘镇政府", "SD-BJ", SHUNDE),
        ("逢简村委会", "FJ", SHUNDE),
    ],
)
def test_an_office_is_known_by_its_names_and_by_what_it_is_called(
    name: str, office: str, district: str
) -> None:
    meant = OFFICES.meant(name, called=(lexicon().offices,))
    assert meant is not None
    assert (meant.office.id, meant.district) == (office, district)


@pytest.mark.parametrize(
    "name", ["气象局", "法院", "顺德区", "大良街道", "政", "结婚登记", "区政府"]
)
def test_what_is_no_office_of_the_city_is_none(name: str) -> None:
    assert OFFICES.meant(name) is None


def test_an_office_that_only_districts_have_is_that_of_the_asker() -> None:
    assert OFFICES.meant("住建水利局") is None
    meant = OFFICES.meant("住建水利局", here=SANSHUI)
    assert meant is not None
    assert (meant.office.id, meant.district) == ("SS-ZJSL", SANSHUI)


def test_the_district_meant_by_its_kind_is_where_the_asker_is() -> None:
    meant = OFFICES.meant("区政府", here=SHUNDE)
    assert meant is not None
    assert meant.office.id == "SD"


def test_words_of_staff_name_an_office_too() -> None:
    called, same = {"城管": ("环卫处", "城市管理和综合执法局")}, {"民政部门": ("民政局",)}
    for name, office in (("民政部门", "MZ"), ("城管", "CG"), ("顺德城管", "CG")):
        assert OFFICES.meant(name) is None
        meant = OFFICES.meant(name, called=(called, same))
        assert meant is not None
        assert meant.office.id == office


def test_offices_are_known_without_a_city() -> None:
    alone = Offices([NamedOffice("MZ", "民政局", "民政局")])
    assert alone.meant("民政局") is not None
    assert alone.meant("佛山市民政局") is None


WINDOWS = [
    NamedWindow("大良派出所户政窗口", SHUNDE),
    NamedWindow("西南派出所户政窗口", SANSHUI),
    NamedWindow("佛山市车辆管理所业务大厅", ""),
    NamedWindow("车辆管理所顺德分所", SHUNDE),
    NamedWindow("市政务服务中心", SHUNDE),
    NamedWindow("顺德区政务服务中心综合窗口", SHUNDE),
]


@pytest.mark.parametrize(
    ("name", "places", "district"),
    [
        ("大良派出所", (0,), SHUNDE),
        ("派出所", (0, 1), ""),
        ("三水派出所", (1,), SANSHUI),
        ("车管所", (2, 3), ""),
        ("顺德车管所", (3,), SHUNDE),
        ("顺德政务服务中心", (5,), SHUNDE),
        ("市政务服务中心", (4,), SHUNDE),
        ("法院", (), ""),
    ],
)
def test_a_window_is_named_by_a_part_of_its_name(
    name: str, places: tuple[int, ...], district: str
) -> None:
    called = ({"车管所": ("车辆管理所",)},)
    assert OFFICES.windows(name, WINDOWS, called=called) == (places, district)


def test_who_asks_for_a_hall_may_name_what_is_done_there() -> None:
    wanted = asks_for_office("出入境大厅周六上班吗")
    assert wanted is not None
    assert (wanted.name, wanted.fields) == ("出入境", (HOURS,))
    assert asks_for_office("公积金几点下班") is None
