"""Matters (同一事项): which hits are about one thing, so that they do not compete for being right."""

from collections.abc import Sequence

from knowledge.answer.texts import ArticleText, ItemText, Text, Texts
from knowledge.search.port import DocumentKind
from knowledge.search.ranking import Ranked

_SUBJECT = 6  # digits of a subject that is no group of subjects


def matter_of(text: Text) -> frozenset[str]:
    """Return what a source is about: families of items, or itself."""
    if isinstance(text, ItemText):
        return frozenset({text.family, text.code})
    if isinstance(text, ArticleText) and text.items:
        return frozenset(text.items)
    return frozenset({text.standing.id})


def same_matter(one: Ranked, other: Ranked, texts: Texts) -> bool:
    """Tell whether two hits are about one thing, as an item and the article that explains it are.

    An article that names no item explains those of its own subject, if one unit owns both.
    """
    first, second = texts.by_id[one.found.id], texts.by_id[other.found.id]
    if _wide(first, texts) & _wide(second, texts):
        return True
    kinds = {one.found.kind, other.found.kind}
    names = any(isinstance(text, ArticleText) and text.items for text in (first, second))
    return (
        kinds == {DocumentKind.ARTICLE, DocumentKind.ITEM}
        and not names
        and len(one.found.category_code) >= _SUBJECT
        and one.found.category_code == other.found.category_code
        and one.found.unit_code == other.found.unit_code
    )


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
    same: list[Ranked] = []
    rest: list[Ranked] = []
    for hit in hits:
        ours = same_matter(hits[0], hit, texts)
        (same if ours else rest).append(hit)
    return same, rest
