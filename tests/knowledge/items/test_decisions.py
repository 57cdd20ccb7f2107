"""What becomes of an arriving version; the highest number wins."""

from dataclasses import replace
from typing import Any

import pytest

from knowledge.items.changes import field_changes
from knowledge.items.decisions import Arrival, Standing, abolition, decide
from knowledge.items.errors import ItemVersionOlder, ItemVersionTaken
from knowledge.items.schemas import ItemRow, content_of
from knowledge.items.vocabulary import ItemChange, ItemState
from knowledge.versions import Outcome, digest_of
from tests.knowledge.items.shelf import row


def content(**changes: Any) -> dict[str, Any]:
    return content_of(ItemRow.model_validate(row(**changes)))


def arriving(version: int | None, change: ItemChange | None = None, **changes: Any) -> Arrival:
    return Arrival("FS-GA-010", "", content(**changes), "unit", version, change)


def held(version: int | None = 2, state: ItemState = ItemState.IN_FORCE) -> Standing:
    said = content()
    return Standing(
        "id",
        "居民身份证首次申领",
        5,
        version,
        state.value,
        "unit",
        "FS-GA",
        "",
        digest_of(said),
        said,
    )


def test_what_nobody_knew_is_added() -> None:
    decision = decide(arriving(1), None)
    assert (decision.outcome, decision.change) == (Outcome.ADDED, ItemChange.ADD)


@pytest.mark.parametrize("version", [2, None])
def test_the_same_again_changes_nothing(version: int | None) -> None:
    assert decide(arriving(version), held()).outcome is Outcome.UNCHANGED


def test_a_later_version_names_the_changed_fields() -> None:
    decision = decide(arriving(3, visits=1, fee={"text": "十元"}), held())
    assert decision.outcome is Outcome.CHANGED
    assert decision.fields == ("fee", "visits")
    assert (decision.change, decision.item_version) == (ItemChange.ADJUST, 3)


def test_an_older_version_is_refused_even_with_the_same_content() -> None:
    with pytest.raises(ItemVersionOlder) as refused:
        decide(arriving(1), held())
    assert refused.value.extra["held"] == 2


def test_one_number_cannot_mean_two_contents() -> None:
    with pytest.raises(ItemVersionTaken) as refused:
        decide(arriving(2, visits=1), held())
    assert refused.value.extra["fields"] == ["visits"]


def test_one_number_cannot_mean_both_in_force_and_ended() -> None:
    with pytest.raises(ItemVersionTaken) as refused:
        decide(arriving(2, ItemChange.ABOLISH), held())
    assert refused.value.extra["fields"] == ["state"]
    with pytest.raises(ItemVersionTaken):  # the first version, sent again late
        decide(arriving(2), held(2, ItemState.ABOLISHED))
    again = decide(arriving(2, ItemChange.ABOLISH), held(2, ItemState.ABOLISHED))
    assert again.outcome is Outcome.UNCHANGED


def test_what_a_complete_file_once_lacked_comes_back_with_the_number_it_had() -> None:
    lapsed = replace(held(2, ItemState.ABOLISHED), lapsed=True)
    assert decide(arriving(2), lapsed).state is ItemState.IN_FORCE
    with pytest.raises(ItemVersionTaken) as refused:
        decide(arriving(2, visits=1), lapsed)
    assert refused.value.extra["fields"] == ["visits"]


def test_a_catalogue_without_numbers_is_compared_by_content() -> None:
    decision = decide(arriving(None, visits=1), held())
    assert (decision.outcome, decision.item_version) == (Outcome.CHANGED, 2)


def test_a_later_number_with_the_same_content_is_kept_as_a_version() -> None:
    decision = decide(arriving(3), held())
    assert (decision.outcome, decision.fields) == (Outcome.CHANGED, ())


def test_abolishing_ends_an_item_and_it_may_come_back() -> None:
    ended = decide(arriving(3, ItemChange.ABOLISH), held())
    assert (ended.state, ended.change) == (ItemState.ABOLISHED, ItemChange.ABOLISH)
    assert ended.fields == ("state",)
    back = decide(arriving(4), held(3, ItemState.ABOLISHED))
    assert (back.state, back.change) == (ItemState.IN_FORCE, ItemChange.ADD)


@pytest.mark.parametrize("change", [ItemChange.SPLIT, ItemChange.MERGE])
def test_an_item_ends_when_others_replace_it(change: ItemChange) -> None:
    ended = decide(arriving(3, change, replaced_by=["FS-GA-011", "FS-GA-012"]), held())
    assert (ended.state, ended.change) == (ItemState.ABOLISHED, change)
    kept = decide(arriving(3, change, replaced_by=["FS-GA-010", "FS-GA-012"]), held())
    assert kept.state is ItemState.IN_FORCE


def test_what_a_complete_file_lacks_is_ended() -> None:
    decision = abolition(held(), ("FS-GA-010", ""))
    assert (decision.state, decision.fields) == (ItemState.ABOLISHED, ("state",))


def test_a_difference_tells_both_values_in_chinese_names() -> None:
    (change,) = field_changes(content(), content(visits=2))
    assert (change.field, change.label, change.before, change.after) == (
        "visits",
        "到现场次数",
        None,
        2,
    )
