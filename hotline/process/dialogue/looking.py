"""Looking up (查找依据) what a message needs before it is answered: knowledge, subject, danger, progress."""

import re
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock, lockout
from hotline.kit.lockout import Rule
from hotline.kit.logs import get_logger
from hotline.kit.vault.service import session_ring
from hotline.process import helptexts, statusline
from hotline.process.dialogue import words
from hotline.process.dialogue.choosing import chosen, names_one
from hotline.process.dialogue.following import place_alone
from hotline.process.dialogue.hearing import Heard, Wish
from hotline.process.dialogue.menus import NONE_OF_THESE
from hotline.process.dialogue.says import Found, Proof
from hotline.process.dialogue.spots import spot_told
from hotline.process.dialogue.state import (
    CONTENT,
    PHONE,
    PLACE,
    SPOT,
    Choice,
    Doing,
    Field,
    State,
)
from hotline.process.personwords import beside_person
from hotline.tickets import numbering
from hotline.tickets.models import Channel, Status, Ticket
from knowledge.answer.answers import Answer
from knowledge.answer.noting import Inquirer, note_answer
from knowledge.answer.service import Asking, answer
from knowledge.desk import SearchDesk
from knowledge.feedback.vocabulary import SearchChannel
from knowledge.search.port import EngineDown
from knowledge.understanding.understand import understand
from routing.rules.ruleset import RuleKind
from routing.state import RoutingState
from routing.suggest import suggest
from routing.suggestion import Suggestion
from routing.taxonomy.tree import RequestKind

log = get_logger(__name__)
WRONG_CODES = Rule(limit=5, seconds=3600)  # domain rules §5.2, counted together with the portal's
_PURPOSE = "query-code"
_TELLS = frozenset({Wish.WORDS, Wish.PROGRESS})
_CHOOSES = frozenset({Doing.CLARIFYING, Doing.OFFERING})
_DANGER = frozenset({RuleKind.DANGER_TO_LIFE, RuleKind.SELF_HARM, RuleKind.EMERGENCY_LINE})
_LINES = "110、119、120"
_WHERE = frozenset({PLACE, SPOT})
_SURE_OF_PLACE = 0.8  # belief in the first place from which on nobody is asked to confirm it
# What somebody plainly wants done, whatever else his words ask.
_WANTS = re.compile(
    "投诉|举报|反映|曝光|没人(管|理|修|清|处理)|不管|请(尽快|有关部门)|处理一下|管一管|管管"
)
_PLACED = re.compile(
    "路|街|巷|道|村|社区|小区|花园|广场|大厦|市场|学校|医院|公园|地铁|[0-9]号|苑|城"
)


@dataclass(frozen=True)
class Sources:
    """Where is looked: the search of this process and its routing snapshot; on which channel."""

    desk: SearchDesk
    routing: RoutingState
    channel: SearchChannel = SearchChannel.CHAT
    address: str = ""

    @property
    def knows_number(self) -> bool:
        """A text message tells by itself whom to ring."""
        return self.channel is SearchChannel.SMS


def told_by(state: State, heard: Heard) -> str:
    """Return the words that routing judges, danger among them: what a citizen tells, whatever else he wants.

    Whoever asks for a person because he cannot go on is in danger all the same; a choice tells what was asked.
    """
    if heard.wish is Wish.HUMAN:
        return beside_person(heard.text)
    if _option(state, heard) is not None:
        own = "" if heard.wish is not Wish.WORDS or names_one(state.options, heard) else heard.text
        return "，".join(part for part in (state.asked, own) if part)
    return heard.text if heard.wish in _TELLS else ""


def _option(state: State, heard: Heard) -> Choice | None:
    return chosen(state, heard) if state.doing in _CHOOSES else None


async def look(session: AsyncSession, sources: Sources, state: State, heard: Heard) -> Found:
    """Return what is needed to answer; nothing is looked up for words that choose, greet or call a person.

    Wrong codes are counted in the caller's transaction.
    """
    told = told_by(state, heard)
    found = None
    if told:
        found = suggest(sources.routing, told, channel=Channel.WEBCHAT.value, at=clock.now())
    known = _known(sources, found, heard)
    if _proves(state, heard):
        proof, progress = await _proof(session, sources, state, heard)
        return replace(known, proof=proof, progress=progress)
    option = _option(state, heard)
    if option is not None and option != NONE_OF_THESE and state.doing is Doing.CLARIFYING:
        asking = Asking(option.asks or option.say, district=option.district, about=option.document)
        return replace(known, answer=await _answer(session, sources, asking))
    if option is not None or heard.wish is not Wish.WORDS or found is None:
        return known
    place = place_alone(heard.text, sources.desk.lexicon)
    if place and state.doing is Doing.ANSWERING:
        return replace(known, place=place)
    asks = state.doing not in {Doing.COLLECTING, Doing.HANDED_OVER} and not heard.angry
    made = await _answer(session, sources, _asking(sources, state, heard)) if asks else None
    return replace(known, answer=made, complains=complains(found, heard))


def _asking(sources: Sources, state: State, heard: Heard) -> Asking:
    """What is looked up; a set phrase alone (要多少钱) asks that of what was answered last."""
    question = understand(heard.text, sources.desk.lexicon)
    if question.bare and question.intent is not None and state.about:
        return Asking(heard.text, about=state.about, field=question.intent)
    return Asking(heard.text, about=heard.about)


def _known(sources: Sources, found: Suggestion | None, heard: Heard) -> Found:
    """What routing says of the words."""
    if found is None:
        return Found(knows_number=sources.knows_number)
    category = found.category[0].value if found.category and not found.unsure else None
    asked = missing_for(sources.routing, found, heard.text, category)
    missing, answers = told_already(sources.routing, found, heard.text, asked)
    return Found(
        danger=danger_of(found, heard.language),
        distress=any(alarm.rule.kind is RuleKind.SELF_HARM for alarm in found.alarms),
        consults=_consults(found),
        category=category,
        missing=missing,
        answers=answers,
        knows_number=sources.knows_number,
    )


async def _answer(session: AsyncSession, sources: Sources, asking: Asking) -> Answer | None:
    """Return the answer, ``None`` while no engine answers: a request is taken all the same."""
    try:
        made = await answer(session, sources.desk, asking)
    except EngineDown:
        log.warning("dialogue.search_down")
        return None
    by = Inquirer(sources.channel, asking.audience, sources.address, asking.district)
    note_answer(session, asking.words, made, by)
    return made


def complains(found: Suggestion, heard: Heard) -> bool:
    """Tell whether words are a matter to register: not a consultation by routing, and no question."""
    if not found.kind or _consults(found):
        return False
    return not heard.asks or _WANTS.search(heard.text) is not None


def _consults(found: Suggestion) -> bool:
    return bool(found.kind) and found.kind[0].value == RequestKind.CONSULT.value


def danger_of(found: Suggestion, language: str) -> str:
    """Return what is said before everything else where somebody may be in danger, or nothing.

    Somebody who speaks of taking his life is answered with the rule's own words to him (domain rules §6.2).
    """
    rules = [alarm.rule for alarm in found.alarms if alarm.rule.kind in _DANGER]
    if not rules:
        return ""
    for rule in rules:
        if rule.kind is RuleKind.SELF_HARM and rule.told_zh:
            return (rule.told_en if language == "eng" else "") or rule.told_zh
    lines = "、".join(dict.fromkeys(rule.line for rule in rules if rule.line))
    return helptexts.say(words.DANGER, language, lines=lines or _LINES)


def missing_for(
    routing: RoutingState, found: Suggestion, text: str, category: str | None
) -> tuple[Field, ...]:
    """Return what a ticket about these words still needs, in the order it is asked."""
    placed = bool(found.place) and _PLACED.search(text) is not None
    asked = routing.taxonomy.questions(category) if category is not None else ()
    fields = [
        Field(question.key, question.label, question.options)
        for question in asked
        if question.required and question.key not in {CONTENT, PLACE, PHONE}
    ]
    if not placed and all(one.key != SPOT for one in fields):
        fields.insert(0, Field(PLACE))
    return (*fields, Field(PHONE))


def told_already(
    routing: RoutingState, found: Suggestion, text: str, missing: tuple[Field, ...]
) -> tuple[tuple[Field, ...], dict[str, str]]:
    """Return what is still to be asked, and what the words answer: a place that was told is not asked for.

    One that leaves doubt, a road without a number or a spot in no known town, is to be confirmed.
    """
    asked = {one.key for one in missing} & _WHERE
    spot = spot_told(routing.gazetteer, text) if asked else None
    if spot is None:
        return missing, {}
    if spot.exact and found.place and found.place[0].confidence >= _SURE_OF_PLACE:
        rest = tuple(one for one in missing if one.key not in asked)
        return rest, {key: spot.words for key in asked if key == SPOT}
    told = (replace(one, told=spot.words) if one.key in asked else one for one in missing)
    return tuple(told), {}


def _proves(state: State, heard: Heard) -> bool:
    number = heard.number or (state.number if state.doing is Doing.PROVING else "")
    return bool(number and heard.code)


async def _proof(
    session: AsyncSession, sources: Sources, state: State, heard: Heard
) -> tuple[Proof, str]:
    """Check number and code as the portal does; five wrong tries lock number and address for an hour."""
    number = heard.number or state.number
    ring = session_ring(session)
    keys = [lockout.attempt_key(ring, _PURPOSE, value) for value in (number, f"@{sources.address}")]
    for key in keys:
        if await lockout.locked_until(session, key, WRONG_CODES) is not None:
            return Proof.LOCKED, ""
    ticket = await session.scalar(
        select(Ticket).where(Ticket.number == number, Ticket.status != Status.VOIDED.value)
    )
    if ticket is not None and ticket.query_code_hash:
        root = ticket.query_code_root or number
        if numbering.code_matches(ring, root, heard.code, ticket.query_code_hash):
            return Proof.RIGHT, await statusline.progress_of(session, ticket, heard.language)
    for key in keys:
        await lockout.count_attempt(session, key, WRONG_CODES)
    return Proof.WRONG, ""
