"""Told before submitting (提交前提示): emergency lines, lawful paths, ready answers (features A11)."""

from collections import Counter
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.portal.danger import emergencies
from hotline.portal.schemas import AdviceOut, ArticleHintOut, SignpostOut
from hotline.tickets.models import Channel
from knowledge.answer.cases import Case
from knowledge.answer.choosing import signals_for
from knowledge.answer.service import Asking, prepare
from knowledge.answer.telling import of_line, of_words
from knowledge.answer.texts import ArticleText
from knowledge.desk import SearchDesk
from knowledge.search.port import DocumentKind, EngineDown
from knowledge.search.ranking import Ranked
from knowledge.understanding.grams import fold
from routing.places import Place
from routing.rules.ruleset import RuleKind
from routing.state import RoutingState
from routing.suggest import suggest
from routing.taxonomy.tree import Category, Taxonomy

ARTICLES = 3
TOLD = 0.42  # share of a request that stands in an article about it
EXACT = 0.13  # of the request in the line found, times of the line in the request
STRANGE = 0.5  # share of a request that stands in no text at all: 盲道 in 盲道被占
SHORT, LEAST = 6, 0.85  # characters, and the score of a line about so few: 噪音扰民 is no 养犬扰民
NEAR_THE_BEST = 0.75  # share of the best score
SHORT_KEYWORD = 2  # characters


async def advise(
    session: AsyncSession,
    state: RoutingState,
    desk: SearchDesk,
    *,
    text: str,
    district_code: str | None,
) -> AdviceOut:
    """Return what a citizen should know about ``text`` before sending it; nothing is stored."""
    found = suggest(
        state,
        text,
        channel=Channel.WEB.value,
        place_hint=district_code or "",
        at=clock.now(),
    )
    rules = [alarm.rule for alarm in found.alarms]
    return AdviceOut(
        emergencies=emergencies(found.alarms),
        out_of_remit=[
            SignpostOut(
                ground=r.ground_code.label,
                words=r.reason_zh,
                path=r.told_zh,
                words_en=r.reason_en,
                path_en=r.told_en,
            )
            for r in rules
            if r.ground_code is not None and r.kind is not RuleKind.OTHER
        ],
        articles=await _answers(session, desk, text, district_code or ""),
    )


async def _answers(
    session: AsyncSession, desk: SearchDesk, text: str, district: str
) -> list[ArticleHintOut]:
    """Return ready answers; none while the search is away, which holds up nobody's request."""
    asking = Asking(text, district=district, kinds=frozenset({DocumentKind.ARTICLE}))
    try:
        case, _found = await prepare(session, desk, asking)
    except EngineDown:
        return []
    hints = []
    for hit in worth_reading(text, case):
        article = case.text_of(hit)
        if isinstance(article, ArticleText):
            hints.append(_hint(article))
    return hints


def _hint(article: ArticleText) -> ArticleHintOut:
    standing = article.standing
    owner = standing.unit_name or standing.unit_code
    return ArticleHintOut(
        title=standing.title,
        answer=article.spoken,
        source=f"{owner} · {standing.valid_from:%Y-%m-%d}起有效" if standing.valid_from else owner,
    )


def worth_reading(text: str, case: Case) -> list[Ranked]:
    """Return the hits, best first, that are about ``text``; at most three.

    An answer beside the matter costs a citizen more than none. On the 430 requests of the demonstration
    and its 615 articles (``python -m benchmarks.advice``; an offer is right if article and request are of
    one category): 62 offers, 55 right, for 49 requests.
    A keyword of two characters is about a short text only: 公交 says little in 公交车站牌倒了. A line that
    several articles have (噪音扰民) tells nobody which of them is meant.
    """
    lines = Counter(hit.found.line for hit in case.hits)
    strong = [
        hit
        for hit in case.hits
        if (of_line(hit) >= LEAST or len(fold(text)) > SHORT)
        and _is_about(case, hit)
        and _says_enough(hit.found.line, text)
        and lines[hit.found.line] == 1
    ]
    if not strong:
        return []
    least = NEAR_THE_BEST * max(map(of_words, strong))
    return [hit for hit in strong if of_words(hit) >= least][:ARTICLES]


def _is_about(case: Case, hit: Ranked) -> bool:
    told = signals_for(case, hit)
    known = told.get("strange", 0.0) <= STRANGE
    return known and told["exact"] >= EXACT and told.get("told", 0.0) >= TOLD


def _says_enough(line: str, text: str) -> bool:
    found = len(fold(line))
    return found > SHORT_KEYWORD or 2 * found >= len(fold(text))


def form_frame(state: RoutingState) -> dict[str, Any]:
    """Return the subject tree with its questions, and the districts with their towns."""
    taxonomy = state.taxonomy
    roots = taxonomy.children.get(None, ())
    return {
        "categories": [_category(taxonomy, category) for category in roots],
        "districts": _districts(state),
    }


def _category(taxonomy: Taxonomy, category: Category) -> dict[str, Any]:
    children = taxonomy.children.get(category.code, ())
    shown: dict[str, Any] = {
        "code": category.code,
        "name": category.name,
        "name_en": category.name_en,
    }
    if children:
        shown["children"] = [_category(taxonomy, child) for child in children]
    else:
        shown["questions"] = [q.to_json() for q in taxonomy.questions(category.code)]
    return shown


def _districts(state: RoutingState) -> list[dict[str, Any]]:
    """Name the divisions (禅城区), not the governments that sit in them."""
    named = state.gazetteer.label
    governments = state.units.district_governments
    towns: dict[str, list[dict[str, str]]] = {}
    for unit in state.units.by_id.values():
        if unit.kind == "TOWN" and unit.town_code and unit.district_code:
            towns.setdefault(unit.district_code, []).append(
                {"code": unit.town_code, "name": named(Place("", unit.town_code))}
            )
    return [
        {
            "code": code,
            "name": named(Place(code)),
            "towns": sorted(towns.get(code, []), key=lambda t: t["code"]),
        }
        for code in sorted(governments)
    ]
