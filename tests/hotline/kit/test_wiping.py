"""Wiping: a query code is the citizen's alone, and no spelling of a number passes a mask."""

import pytest

from hotline.kit.wiping import HIDDEN_CODE, mask_said, numberless
from hotline.process import helptexts
from hotline.process.dialogue import words
from hotline.tickets.messages import TEMPLATES, Template
from hotline.tickets.numbering import CODE_LENGTH

CODE, NUMBER = "664685", "FS202603040000017"
TOLD = [words.OPENED, helptexts.NEW_CODE, helptexts.NO_PROMISE, TEMPLATES["M01"]]


def _templates_with_a_code() -> list[Template]:
    every = [*TEMPLATES.values()]
    for module in (words, helptexts):
        every += [one for one in vars(module).values() if isinstance(one, Template)]
    return [one for one in every if "code" in one.fields()]


def test_no_phrase_of_ours_that_tells_a_code_is_forgotten() -> None:
    found = _templates_with_a_code()
    assert {one.cmn for one in found} == {one.cmn for one in TOLD}
    assert len(CODE) == CODE_LENGTH


@pytest.mark.parametrize("template", TOLD)
@pytest.mark.parametrize("language", ["cmn", "eng", "yue"])
@pytest.mark.parametrize("code", [CODE, "000000", "528000", "999999"])
def test_our_own_words_tell_the_number_and_not_the_code(
    template: Template, language: str, code: str
) -> None:
    values = {"number": NUMBER, "code": code, "due": "3月9日10:00"}
    told = template.text(language).format(**values)
    for masked in (mask_said(told), numberless(told)):
        assert code not in masked
        assert NUMBER in masked
    assert HIDDEN_CODE in mask_said(told)


@pytest.mark.parametrize(
    "typed",
    [
        f"{NUMBER} {CODE}", f"{NUMBER}，{CODE}", f"{NUMBER}{CODE}", CODE, f"查询码是{CODE}呀", "６６４６８５",
        f"{CODE} {NUMBER.lower()}", "664 685", "66-46-85", "6 6 4 6 8 5", "六六四六八五", f"13812345678 {CODE}",
    ],
)  # fmt: skip
def test_a_code_that_a_citizen_types_is_hidden(typed: str) -> None:
    masked = mask_said(typed)
    assert HIDDEN_CODE in masked
    for piece in (CODE, "664", "685", "６６４", "六六四", "6 6 4", "66-46"):
        assert piece not in masked


@pytest.mark.parametrize(
    "number",
    ["13812345678", "138 1234 5678", "138.1234.5678", "138/1234/5678", "１３８１２３４５６７８", "一三八一二三四五六七八", "1 3 8 1 2 3 4 5 6 7 8", "440604199001011234", "440604 19900101 1234"],
)  # fmt: skip
def test_a_number_of_a_person_is_masked_in_what_was_said(number: str) -> None:
    masked = mask_said(f"请打{number}找我")
    assert number not in masked
    for piece in (
        "1234567",
        "1234.5678",
        "1234/5678",
        "1234 5678",
        "一二三四",
        "０",
        "１２３４",
        "19900101",
    ):
        assert piece not in masked
    assert masked.startswith("请打")
    assert masked.endswith("找我")


@pytest.mark.parametrize(
    "said",
    ["欠薪100000元", "2026-03-04 晚上", "停水120000户", f"工单{NUMBER}怎么样了", "打过12345", "住在同济路12号3座502", "运单773312345678901234567", "一、二、三、四、五、六"],
)  # fmt: skip
def test_what_is_neither_stays(said: str) -> None:
    assert mask_said(said) == said


def test_a_very_long_text_takes_no_long_time() -> None:
    assert mask_said("6" * 20_000) == "6" * 20_000
    assert set(mask_said("1 " * 10_000)) <= set("*1 ")
