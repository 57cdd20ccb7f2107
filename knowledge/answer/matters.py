"""Matters (同一事项): which hits are about one thing, so that they do not compete for being right."""

from collections.abc import Sequence

from knowledge.answer.texts import ArticleText, ItemText, Text, Texts
from knowledge.search.ranking import Ranked


def matter_of(text: Text) -> frozenset[str]:
    """Return what a source is about: families of items, or itself."""
    if isinstance(text, ItemText):
        return frozenset({text.family, text.code})
    if isinstance(text, ArticleText) and text.items:
        return frozenset(text.items)
    return frozenset({text.standing.id})


def same_matter(one: Text, other: Text, texts: Texts) -> bool:
    """Tell whether two sources are about one thing, as an item and the article that explains it are."""
    return bool(_wide(one, texts) & _wide(other, texts))


def _wide(text: Text, texts: Texts) -> frozenset[str]:
    """An article about one situation belongs to the family of that situation."""
    found = matter_of(text)
    families = {
        member.family
        for members in texts.families.values()
        for member in members
        if member.code in found
    }
    return found | families


def first_matter(hits: Sequence[Ranked], texts: Texts) -> tuple[list[Ranked], list[Ranked]]:
    """Split hits into those about the same thing as the first one, and the rest, in their order."""
    first = texts.by_id[hits[0].found.id]
    same: list[Ranked] = []
    rest: list[Ranked] = []
    for hit in hits:
        ours = same_matter(first, texts.by_id[hit.found.id], texts)
        (same if ours else rest).append(hit)
    return same, rest
