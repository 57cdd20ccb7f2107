"""Free text loses numbers, houses and names of people, and keeps what it says."""

from datetime import UTC, datetime

import pytest

from hotline.process.wordmask import Masker

AT = datetime(2036, 3, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("我叫陈小明，请回电13812345678", "我叫陈**，请回电138****5678"),
        ("联系人李先生，邮箱chen@example.com", "联系人李**，邮箱c***@example.com"),
        ("身份证440601199001011234", "身份证440*************34"),
        ("住在3栋502房，楼下的车是粤E12345", "住在*栋*房，楼下的车是粤E*****"),
        ("经现场核实，路灯已于3月4日修复。", "经现场核实，路灯已于3月4日修复。"),
    ],
)
def test_people_go_and_the_matter_stays(said: str, left: str) -> None:
    assert Masker(["陈小明"], AT).text(said) == left


def test_the_longest_name_is_masked_first() -> None:
    masked = Masker(["欧阳明", "欧阳明华"], AT).text("欧阳明华和欧阳明都在场")
    assert masked == "欧**和欧**都在场"


def test_documents_keep_their_codes_numbers_and_instants() -> None:
    document = {
        "rating": "SATISFIED",
        "at": "2026-03-04T10:00:00+00:00",
        "score": 3,
        "note": ["陈小明很满意"],
        "address_text": "禅城区祖庙街道同济路12号",
        "nothing": None,
    }
    assert Masker(["陈小明"], AT).document(document) == {
        **document,
        "note": ["陈**很满意"],
        "address_text": "禅城区祖庙街****",
    }
