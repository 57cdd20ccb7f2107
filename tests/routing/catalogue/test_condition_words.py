"""Conditions are told to people in words, in both languages."""

import json
from pathlib import Path

import pytest

from crm.models import CitizenKind, SpecialGroup
from hotline.kit.labels import LabelledEnum
from hotline.tickets.vocabulary import Channel
from routing.catalogue.condition_words import FIELD_WORDS, VALUE_WORDS, in_words
from routing.catalogue.conditions import FIELDS
from routing.taxonomy.tree import RequestKind, RespondentKind, Urgency

ENGLISH = Path(__file__).parents[3] / "agent_ui/web/src/locales/words.en.json"
ENUMS: dict[str, type[LabelledEnum]] = {
    "respondent_kind": RespondentKind,
    "citizen_kind": CitizenKind,
    "special_group": SpecialGroup,
    "kind": RequestKind,
    "urgency": Urgency,
    "channel": Channel,
}


@pytest.mark.parametrize(
    ("source", "chinese", "english"),
    [
        ('kind == "REPORT"', "诉求类型为举报", "kind is Report"),
        ('kind != "REPORT"', "诉求类型不是举报", "kind is not Report"),
        ('not kind == "REPORT"', "诉求类型不是举报", "kind is not Report"),
        ('not kind != "REPORT"', "诉求类型为举报", "kind is Report"),
        ('not not kind == "REPORT"', "诉求类型为举报", "kind is Report"),
        (
            'citizen_kind in ("ENTERPRISE", "ORGANISATION")',
            "诉求人类型为企业、社会组织之一",
            "citizen kind is one of Enterprise, Organisation",
        ),
        (
            'special_group not in ["ELDERLY", "MINOR"]',
            "特殊群体不是老年人、未成年人中的任何一种",
            "special group is none of Elderly, Minor",
        ),
        (
            'not channel in ("SMS",)',
            "来电渠道不是短信中的任何一种",
            "channel is none of SMS",
        ),
        ('urgency == "EMERGENCY"', "紧急程度为紧急", "urgency is Emergency"),
        ("hour >= 22", "发生时刻为 22 点或之后", "hour of the matter is 22:00 or after"),
        ("not hour >= 22", "发生时刻在 22 点之前", "hour of the matter is before 22:00"),
        ("hour < 6", "发生时刻在 6 点之前", "hour of the matter is before 6:00"),
        ("hour > 22", "发生时刻在 22 点之后", "hour of the matter is after 22:00"),
        ("hour <= 6", "发生时刻为 6 点或之前", "hour of the matter is 6:00 or before"),
        ("hour == 6", "发生时刻为 6 点", "hour of the matter is 6:00"),
        (
            "weekday in (6, 7)",
            "发生日为周六、周日之一",
            "day of the matter is one of Saturday, Sunday",
        ),
        ("weekday < 6", "发生日在周六之前", "day of the matter is before Saturday"),
        ("weekday == 9", "发生日为 9", "day of the matter is 9"),
        (
            'road_class in ("国道", "省道")',
            "道路级别为“国道”、“省道”之一",
            "road class is one of “国道”, “省道”",
        ),
        ("firm_size >= 50", "企业规模不小于 50", "firm size is at least 50"),
        ("firm_size < 50", "企业规模小于 50", "firm size is less than 50"),
        ("firm_size > 50", "企业规模大于 50", "firm size is more than 50"),
        ("firm_size <= 50", "企业规模不大于 50", "firm size is at most 50"),
        ("firm_size == True", "企业规模为是", "firm size is yes"),
        ('kind == "LATER"', "诉求类型为“LATER”", "kind is “LATER”"),
        (
            'respondent_kind == "FIRM" and (hour >= 22 or hour < 6)',
            "被反映对象类型为企业或商户，且（发生时刻为 22 点或之后，或发生时刻在 6 点之前）",
            "respondent kind is Firm and "
            "(hour of the matter is 22:00 or after or hour of the matter is before 6:00)",
        ),
        (
            'not (kind == "HELP" or kind == "CONSULT")',
            "并非（诉求类型为求助，或诉求类型为咨询）",
            "not (kind is Help or kind is Question)",
        ),
    ],
)
def test_a_condition_is_said_in_both_languages(source: str, chinese: str, english: str) -> None:
    said = in_words(source)
    assert (said.zh, said.en) == (chinese, english)


@pytest.mark.parametrize("source", ["salary > 3", "hour ==", "", "kind.upper() == 'HELP'"])
def test_what_cannot_be_read_is_given_back_as_it_was_written(source: str) -> None:
    said = in_words(source)
    assert (said.zh, said.en) == (source, source)


def test_every_field_has_words() -> None:
    assert set(FIELD_WORDS) == set(FIELDS)


def test_values_are_called_as_everywhere_else() -> None:
    english = json.loads(ENGLISH.read_text(encoding="utf-8"))["word"]
    for field, kind in ENUMS.items():
        told = {value: (said.zh, said.en) for value, said in VALUE_WORDS[field].items()}
        assert told == {m.value: (m.label, english[m.label]) for m in kind}, field
