"""News about an attempt may come in any order, any number of times: the state is the same."""

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.delivery import DeliveryState, Reason, Standing, back_off_seconds, join

QUEUED = Standing(DeliveryState.QUEUED)
standings = st.builds(
    Standing,
    state=st.sampled_from(list(DeliveryState)),
    reason=st.sampled_from(list(Reason)),
    provider_message_id=st.sampled_from(["", "SM1"]),
)


@given(st.lists(standings, max_size=8), st.data())
def test_any_order_and_any_repetition_of_news_ends_in_the_same_state(
    news: list[Standing], data: st.DataObject
) -> None:
    expected = reduce(join, news, QUEUED)
    shuffled = data.draw(st.permutations(news))
    repeated = data.draw(st.lists(st.sampled_from(news), max_size=5)) if news else []
    assert reduce(join, [*shuffled, *repeated], QUEUED) == expected


@given(st.lists(standings, min_size=1, max_size=8), standings)
def test_no_news_ever_takes_a_state_back(news: list[Standing], last: Standing) -> None:
    order = list(DeliveryState)
    before = reduce(join, news, QUEUED)
    assert order.index(join(before, last).state) >= order.index(before.state)


@pytest.mark.parametrize("late", [s for s in DeliveryState if s is not DeliveryState.DELIVERED])
def test_delivered_is_final(late: DeliveryState) -> None:
    arrived = Standing(DeliveryState.DELIVERED, provider_message_id="SM1")
    assert join(arrived, Standing(late, Reason.OTHER)) == arrived


def test_the_pause_doubles_up_to_its_cap() -> None:
    assert [back_off_seconds(n, cap=60) for n in (1, 2, 3, 4, 5, 99)] == [5, 10, 20, 40, 60, 60]
