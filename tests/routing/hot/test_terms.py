"""Words that may name a matter, and the texts that stand for the rest."""

from routing.hot.terms import MAX_TERMS, common_words, medoids, terms_of


def test_words_of_courtesy_numbers_and_single_characters_are_left_out() -> None:
    found = terms_of("您好，我们小区今天停水，电话13800138000，请尽快处理，谢谢")
    assert "停水" in found
    assert not found & {"您好", "谢谢", "尽快", "处理", "今天"}
    assert not any(char.isdigit() for word in found for char in word)


def test_spots_are_words_and_come_first() -> None:
    assert terms_of("停水", ["翠锦雅居", " "]) >= {"翠锦雅居"}
    long = terms_of("停水", [f"第{'甲乙丙丁'[n % 4]}{chr(0x4E00 + n)}苑" for n in range(60)])
    assert len(long) >= MAX_TERMS


def test_odd_texts_have_no_words() -> None:
    for text in ("", " ", "😀😀", "1", "\x00\ud800", "ab"):
        assert terms_of(text) == frozenset()
    assert len(terms_of("停水漏水路灯" * 20_000)) <= MAX_TERMS


def test_the_first_example_is_the_most_typical_and_the_second_of_another_kind() -> None:
    texts = {
        "a": frozenset({"停水", "水管"}),
        "b": frozenset({"停水", "水管", "爆裂"}),
        "c": frozenset({"停水", "水管", "爆裂", "路面"}),
        "d": frozenset({"收费"}),
    }
    assert medoids(texts) == ("b", "d", "a")
    assert medoids({}) == ()


def test_texts_without_words_are_alike_and_nothing_else() -> None:
    assert medoids({"a": frozenset(), "b": frozenset(), "c": frozenset({"停水"})}, 2) == ("a", "c")


def test_a_word_of_two_texts_is_not_shown() -> None:
    texts = [frozenset({"停水", "甲"}), frozenset({"停水", "甲"}), frozenset({"停水"})]
    assert common_words(texts) == ("停水",)
