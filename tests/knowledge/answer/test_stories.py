"""Of the texts found for a long story those come first in which most of it stands; a short question changes nothing."""

from knowledge.answer.stories import told_first
from knowledge.answer.texts import Texts
from tests.knowledge.answer.sources import article, hit, question

DEPOSIT = article(
    "d", "房东不退押金怎么办", answer="租房到期，房东以墙脏为由不退押金的，可以调解。"
)
CARD = article("c", "健身卡退费", answer="商家关门的，余额可以投诉。")
STORY = "租的房子上个月到期，房间也打扫干净了，房东却挑毛病说墙脏了，两千块钱押金一分都不肯退给我"
TEXTS = Texts({text.standing.id: text for text in (CARD, DEPOSIT)})


def test_the_text_that_tells_the_story_comes_before_the_better_line() -> None:
    hits = [hit(CARD, 0.3), hit(DEPOSIT, 0.2)]
    first, second = told_first(question(STORY), hits, TEXTS)
    assert first.found.title == "房东不退押金怎么办"
    assert first.score > second.score
    assert first.features["story"] > second.features["story"]


def test_a_question_that_names_its_matter_keeps_its_order() -> None:
    hits = [hit(CARD, 0.3), hit(DEPOSIT, 0.2)]
    assert told_first(question("房东不退押金"), hits, TEXTS) == hits
    assert told_first(question(STORY), [], TEXTS) == []


def test_words_that_stand_in_no_text_or_in_all_of_them_decide_nothing() -> None:
    hits = [hit(DEPOSIT, 0.3), hit(CARD, 0.2)]
    told = told_first(question("天" * 50), hits, TEXTS)
    assert [one.score for one in told] == [0.3, 0.2]
