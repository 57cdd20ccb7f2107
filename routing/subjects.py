"""Subjects (所属事项): which categories a text is likely about, for whoever orders other things by them; pure."""

from collections.abc import Mapping

from hotline.kit.text import normalise
from routing.classify.mixture import CATEGORY, MAX_TEXT, Heard, category_shares, hear
from routing.state import RoutingState

TOP = 3


def subjects_of(state: RoutingState, words: str) -> dict[str, float]:
    """Return the likeliest categories by code with their shares in 0..1, none where nothing is heard."""
    heard = hear(state, normalise(words[:MAX_TEXT]))
    return dict(in_force(state, heard, category_shares(state, heard)))


def in_force(
    state: RoutingState, heard: Heard, trained: Mapping[str, float]
) -> list[tuple[str, float]]:
    """Return the best categories; what is remembered under an old code is left out."""
    joined = heard.joined(CATEGORY, trained, len(trained) + len(heard.neighbours))
    return [found for found in joined if found[0] in state.taxonomy.categories][:TOP]
