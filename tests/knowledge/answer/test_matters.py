"""Which hits are about one thing: an article explains the items it names, else those of its subject and unit."""

from dataclasses import replace

import pytest

from knowledge.answer.matters import same_matter
from knowledge.answer.texts import ArticleText, Texts
from knowledge.search.ranking import Ranked
from tests.knowledge.answer.sources import article, hit, item

CARD = item("card", code="C-CARD", name="居民身份证换领")
PERMIT = item("permit", code="C-PERMIT", name="居住证签注")


def of(text: object, category: str = "100202") -> Ranked:
    found = hit(text)  # type: ignore[arg-type]
    return replace(found, found=found.found._replace(category_code=category, unit_code="FS-GA"))


@pytest.mark.parametrize(
    ("written", "category", "same"),
    [
        (article(items=()), "100202", True),
        (article(items=()), "1002", False),  # a group of subjects is no subject
        (article(items=()), "100203", False),
        (article(items=("C-CARD",)), "100202", False),
        (article(items=("C-CARD", "C-PERMIT")), "100203", True),
    ],
)
def test_an_article_is_about_an_item(written: ArticleText, category: str, same: bool) -> None:
    texts = Texts({text.standing.id: text for text in (CARD, PERMIT, written)})
    assert same_matter(of(written, category), of(PERMIT), texts) is same
