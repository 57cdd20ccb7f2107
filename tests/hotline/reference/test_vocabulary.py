"""The glossary keeps what people wrote and generates the rest."""

import pytest

from hotline.reference import vocabulary
from hotline.tickets.vocabulary import Status


def test_the_hand_written_head_stays_as_it_is() -> None:
    head = "# 术语 · Glossary\n\n手写的内容。\n\n"
    text = vocabulary.render(head, [("ticket.opened", "A ticket was opened.")])
    assert text.startswith(head)
    assert vocabulary.render(vocabulary.head_of(text), []).startswith(head)


def test_every_value_of_an_enum_stands_with_its_label() -> None:
    assert Status in vocabulary.enums()
    text = vocabulary.render("# 术语\n", [])
    assert "`AWAITING_INFO` 待补充" in text


def test_enums_of_the_tests_are_not_the_products() -> None:
    assert {enum.__module__.split(".")[0] for enum in vocabulary.enums()} <= set(vocabulary.ROOTS)


def test_a_glossary_without_its_line_is_refused() -> None:
    with pytest.raises(ValueError, match=r"glossary\.md"):
        vocabulary.head_of("# 术语\n")
