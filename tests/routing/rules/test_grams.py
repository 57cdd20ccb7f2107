"""What texts are compared by."""

from hotline.kit.text import normalise
from routing.rules.grams import Vocabulary, letters, pieces


def test_digits_and_signs_are_nothing() -> None:
    assert letters("着火了！119，快_来 人") == "着火了快来人"


def test_who_repeats_himself_is_not_louder() -> None:
    assert letters("a" * 100_000) == "aa"
    assert letters("救命" * 30) == "救命救"
    assert letters("快来人快来人救命") == "快来人快来人救命"


def test_grams_are_characters_and_pairs_of_one_text_each_once() -> None:
    known = Vocabulary(["甲乙甲乙", "丙"])
    grams = known.grams(["甲乙甲乙", "乙丙"])
    assert {known.word(number) for number in grams.of(0).tolist()} == {"甲", "乙", "甲乙", "乙甲"}
    assert {known.word(number) for number in grams.of(1).tolist()} == {"乙", "丙"}
    assert grams.lengths.tolist() == [4, 2]


def test_what_nobody_knows_is_read_as_nothing() -> None:
    read = Vocabulary(["甲乙"]).read(["丁甲乙", "乙甲", "😀"])
    assert read.characters.tolist()[0] == 0
    assert (read.pairs > 0).tolist() == [False, True, False, False, False, False]
    assert read.lengths.tolist() == [5, 3, 1]


def test_some_texts_of_many_keep_their_grams() -> None:
    known = Vocabulary(["甲乙", "丙丁", "戊己"])
    every = known.grams(["甲乙", "丙丁", "戊己"])
    some = every.only([2, 0])
    assert some.of(0).tolist() == every.of(2).tolist()
    assert some.of(1).tolist() == every.of(0).tolist()


def test_pieces_cover_sentences_and_cut_long_ones_at_their_commas() -> None:
    clause = "一二三四五六七八九十一二三四五六七八九十，"
    text = "着火了。" + clause * 4 + "快来！"
    found = [text[start:end] for start, end in pieces(normalise(text))]
    assert found[0] == "着火了。"
    assert max(map(len, found)) <= 60
    assert "".join(found) == text
