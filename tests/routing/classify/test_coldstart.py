"""A tree without a history suggests from its words, its examples and what is like them (冷启动)."""

import pytest

from hotline.kit.text import Wording, normalise
from routing.classify.coldstart import ColdStart
from routing.classify.features import prepare
from routing.classify.treematch import TreeMatch
from routing.taxonomy.tree import Taxonomy
from tests.routing.city import TAXONOMY, category

PLAIN = Wording({})
COLD = ColdStart(TAXONOMY)
EXAMPLES = [
    ("楼上半夜弹钢琴，孩子睡不着", "020101"),
    ("小贩", "0101"),
    ("不存在的分类", "990101"),
]
TAUGHT = ColdStart(TAXONOMY, EXAMPLES)


def codes(cold: ColdStart, text: str) -> list[str]:
    return [guess.code for guess in cold.guess(normalise(text))]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("垃圾桶满了没人清运", "010101"),
        ("门口有人摆摊卖菜", "010102"),
        ("楼下烧烤油烟好大", "020101"),
        ("社保卡丢了怎么补办", "030101"),
        ("市民来电反映：垃圾没人清运", "010101"),
    ],
)
def test_words_of_the_tree_decide(text: str, code: str) -> None:
    (best, *_) = COLD.guess(normalise(text))
    assert best.code == code
    assert best.spans
    assert 0 < best.confidence <= 1


def test_examples_teach_what_no_word_of_the_tree_says() -> None:
    text = "有人半夜弹钢琴，睡不着"
    assert codes(COLD, text)[:1] != ["020101"]
    (best, *_) = TAUGHT.guess(normalise(text))
    assert best.code == "020101"
    assert any(text[start:end] in "半夜弹钢琴睡不着" for start, end in best.spans)


def test_examples_of_unknown_codes_are_left_out() -> None:
    assert "990101" not in codes(TAUGHT, "不存在的分类")


def test_nothing_of_the_tree_is_no_guess() -> None:
    assert codes(COLD, "") == []
    assert codes(COLD, "😀😀") == []
    assert ColdStart(Taxonomy()).guess("垃圾") == []
    assert ColdStart(Taxonomy()).read("垃圾").branches == {}


def test_what_is_little_known_is_doubted() -> None:
    sure = COLD.guess(normalise("垃圾桶满了没人清运"))[0].confidence
    unsure = COLD.guess(normalise("量子纠缠与黑洞信息悖论中的垃"))
    foreign = ColdStart(TAXONOMY, [("led screen too bright", "010102")])
    latin = foreign.guess("led screen too bright")
    assert not unsure or unsure[0].confidence < sure / 3
    assert latin[0].confidence < 0.5


def test_the_branches_share_one_and_agree_with_the_best_leaf() -> None:
    reading = COLD.read(normalise("垃圾桶满了没人清运"))
    assert sum(reading.branches.values()) == pytest.approx(1.0)
    assert max(reading.branches, key=lambda code: reading.branches[code]) == "01"
    assert sum(guess.confidence for guess in reading.guesses) <= 1.0 + 1e-9


def test_a_tree_of_one_level_and_an_uneven_tree_are_read() -> None:
    flat = Taxonomy("1", {c.code: c for c in (category("01", "停水"), category("02", "停电"))})
    assert codes(ColdStart(flat), "家里停电了")[:1] == ["02"]
    uneven = [category("01", "供水"), category("02", "供电"), category("0201", "停电", "跳闸")]
    tree = Taxonomy("1", {c.code: c for c in uneven})
    assert codes(ColdStart(tree), "跳闸了")[:1] == ["0201"]
    assert codes(ColdStart(tree), "供水有问题")[:1] == ["01"]


def test_the_evidence_of_a_leaf_stands_in_the_text() -> None:
    match = TreeMatch(TAXONOMY, [("垃圾清运不及时", "010101"), ("油烟很大", "020101")])
    prepared = prepare(normalise("垃圾清运太慢"), PLAIN)
    like = match.read(prepared)
    assert like is not None
    found = match.evidence(like, "010101")
    assert found
    assert match.evidence(like, "020101") == []
    assert all(gram in prepared for gram in found)


def test_a_class_without_phrases_is_never_sure() -> None:
    match = TreeMatch(TAXONOMY, [("垃圾清运", "010101")])
    found = match.read(prepare("垃圾清运", PLAIN))
    assert found is not None
    assert match.leaves[int(found.leaves.argmax())] == "010101"
    assert found.known == pytest.approx(1.0)
    assert match.read("") is None
    assert TreeMatch(Taxonomy(), []).read("垃圾") is None
