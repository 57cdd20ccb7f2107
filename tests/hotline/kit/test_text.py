"""One normal form, one tokenizer."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.kit.text import (
    TextNotAcceptable,
    Tokenizer,
    Wording,
    bigrams,
    clean_input,
    default_tokenizer,
    is_chinese,
    normalise,
    search_tokens,
    tokens,
)


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("ＡＢＣ１２３，（）", "abc123,()"),
        ("電單車佔用消防通道", "电单车占用消防通道"),
        ("第①栋　Ⅴ期", "第1栋 v期"),
        ("多行\n文字\t制表", "多行 文字 制表"),
        ("𠮷野家😀", "𠮷野家😀"),
        ("半\ud800字", "半\ufffd字"),
        ("", ""),
    ],
)
def test_the_normal_form_is_half_width_simplified_and_lower(given_text: str, expected: str) -> None:
    assert normalise(given_text) == expected


def test_a_long_text_is_folded_as_a_short_one() -> None:
    blanks = " " * 60
    points = [*range(0x2100, 0x3400), *range(0xD700, 0x10000), *range(0x2F7F0, 0x2FA30)]
    long = {point: normalise(chr(point) + blanks)[0] for point in points}
    assert long == {point: normalise(chr(point)) for point in points}


@given(st.text(max_size=200))
def test_the_normal_form_keeps_length_and_is_stable(text: str) -> None:
    normal = normalise(text)
    assert len(normal) == len(text)
    assert len(normalise(normal)) == len(normal)


@pytest.mark.parametrize("bad", ["a\x00b", "\x1b[31m", "\ud800", "尾\x7f", "\x85"])
def test_control_characters_are_refused_by_name(bad: str) -> None:
    with pytest.raises(TextNotAcceptable) as refused:
        clean_input(bad)
    assert refused.value.status == 422
    assert "U+" in refused.value.detail_zh


def test_direction_marks_disappear_and_line_ends_are_uniform() -> None:
    assert clean_input("  \u202e投诉\u200f\ufeff\r\n噪音\r很大 𠮷😀 ") == "投诉\n噪音\n很大 𠮷😀"


@given(st.text(max_size=100))
def test_cleaned_text_is_clean_or_refused(text: str) -> None:
    try:
        cleaned = clean_input(text)
    except TextNotAcceptable:
        return
    assert clean_input(cleaned) == cleaned


def test_bigrams_keep_latin_and_digit_runs_whole() -> None:
    assert bigrams("楼下KTV噪音12345！大") == ["楼下", "ktv", "噪音", "12345", "大"]
    assert bigrams("噪音很大") == ["噪音", "音很", "很大"]
    assert bigrams("！？…") == []


def test_dialect_wording_becomes_standard_and_the_longest_key_wins() -> None:
    wording = Wording({"冇": "没有", "冇人理": "没有人管", "嘅": "的", "": "x"})
    assert (
        wording.apply(normalise("樓下嘅垃圾冇人理，電話冇人聽"))
        == "楼下的垃圾没有人管,电话没有人听"
    )
    assert wording.apply("普通话") == "普通话"
    assert Wording({}).apply("冇") == "冇"


def test_wording_digest_tells_tables_apart() -> None:
    assert Wording({"冇": "没有"}).digest != Wording({"冇": "无"}).digest
    assert Wording({"a": "1", "b": "2"}).digest == Wording({"b": "2", "a": "1"}).digest


def test_tokens_leave_punctuation_out() -> None:
    assert tokens("垃圾，臭！ＰＭ2.5 😀") == tokens("垃圾 臭 pm2.5")
    assert "," not in tokens("垃圾，臭")
    assert tokens("😀！") == []


def test_search_tokens_hold_the_shorter_words_too() -> None:
    assert {"烧烤", "烧烤店"} <= set(search_tokens("烧烤店"))


@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
def test_domain_words_stay_whole_in_both_engines(engine: str) -> None:
    tokenizer = Tokenizer(["飞线充电", " "], engine=engine)
    assert "飞线充电" in tokenizer.tokens("楼道里飛線充電")
    assert tokenizer.stamp.startswith(f"{engine}-")
    assert tokenizer.load().name.startswith(engine)


def test_the_stamp_changes_with_the_domain_words() -> None:
    assert Tokenizer(["飞线充电"]).stamp != default_tokenizer().stamp
    assert Tokenizer(["a", "b"]).stamp == Tokenizer(["b", "a", "a"]).stamp


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown engine"):
        Tokenizer(engine="thulac")


def test_warming_up_loads_in_the_background() -> None:
    tokenizer = Tokenizer()
    tokenizer.warm_up().join(timeout=30)
    assert tokenizer.tokens("烧烤店油烟") == ["烧烤店", "油烟"]


def test_importing_loads_no_dictionary() -> None:
    program = (
        "import sys, hotline.kit.text\n"
        "loaded = {'jieba', 'rjieba', 'opencc', 'fastapi', 'sqlalchemy'} & set(sys.modules)\n"
        "sys.exit(str(loaded) if loaded else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_chinese_characters_are_recognised() -> None:
    assert is_chinese("佛")
    assert is_chinese("𠮷")
    assert not is_chinese("a")
