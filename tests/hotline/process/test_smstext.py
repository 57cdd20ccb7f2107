"""Texts fit a few segments, are never cut inside a character, and carry no links."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.sms.segments import count
from hotline.process.smstext import ELLIPSIS, LINK_WORD, fit, fit_inside, speakable, without_links

HINT = "完整答复请凭编号和查询码查询"


def test_a_short_text_is_sent_as_it_is() -> None:
    assert fit("路灯已修复。", hint=HINT) == "路灯已修复。"


def test_a_long_answer_is_cut_and_says_where_the_whole_stands() -> None:
    cut = fit("经现场核查，" * 100, hint=HINT)
    assert count(cut).segments == 3
    assert cut.endswith(ELLIPSIS + HINT)


def test_as_much_as_possible_is_told() -> None:
    cut = fit("答" * 400, hint=HINT)
    longer = "答" * (cut.count("答", 0, -len(HINT)) + 1) + ELLIPSIS + HINT
    assert count(longer).segments > 3


def test_the_frame_stays_whole_around_a_cut_text() -> None:
    told = fit_inside("很长的答复" * 80, lambda part: f"答复：{part}。请评价。", hint=HINT)
    assert told.startswith("答复：很长的答复")
    assert told.endswith(f"{HINT}。请评价。")
    assert count(told).segments <= 3


@given(st.text(max_size=600), st.integers(min_value=1, max_value=4))
def test_no_text_is_longer_than_its_segments(text: str, segments: int) -> None:
    cut = fit(text, hint="见网站", segments=segments)
    assert count(cut).segments <= segments
    cut.encode("utf-16-le", "surrogatepass")


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("详见https://www.foshan.gov.cn/a?b=1，谢谢", f"详见{LINK_WORD}，谢谢"),
        ("打开www.example.com/x查看", f"打开{LINK_WORD}查看"),
        ("看 HTTP://A.B/c）。", f"看 {LINK_WORD}）。"),
        ("网址://x", "网址：//x"),
        ("没有网址", "没有网址"),
    ],
)
def test_addresses_of_pages_are_taken_out(text: str, clean: str) -> None:
    assert without_links(text) == clean


@given(st.text(max_size=200).map(lambda t: t + "http://a.cn/x www.b.cn"))
def test_no_text_keeps_what_a_carrier_takes_for_a_link(text: str) -> None:
    clean = without_links(text)
    assert "://" not in clean
    assert "www." not in clean.lower()


def test_control_and_direction_marks_disappear() -> None:
    assert speakable("一\u202e二\x00三\n四\u200f") == "一二三 四"
