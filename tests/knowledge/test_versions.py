"""The highest version number wins; the same number stands for one content."""

import pytest

from knowledge.versions import VersionOlder, VersionTaken, check_version, digest_of


def test_a_lower_number_is_refused_whatever_it_says() -> None:
    for others in ({}, {"fields": ["fee"]}):
        with pytest.raises(VersionOlder) as refused:
            check_version(2, 3, others)
        assert refused.value.extra["held"] == 3


def test_the_same_number_stands_for_one_content() -> None:
    check_version(3, 3, {})
    with pytest.raises(VersionTaken) as refused:
        check_version(3, 3, {"fields": ["fee"]})
    assert refused.value.extra["fields"] == ["fee"]


def test_a_higher_number_and_none_at_all_pass() -> None:
    for told, held in ((4, 3), (None, 3), (1, None), (None, None)):
        check_version(told, held, {"fields": ["fee"]})


def test_the_order_of_members_makes_no_other_content() -> None:
    assert digest_of({"a": 1, "b": [2]}) == digest_of({"b": [2], "a": 1})
    assert digest_of({"a": 1}) != digest_of({"a": 2})
