"""What a citizen does by text on his ticket (短信操作): each is an action of the ticket's own table.

The ticket's messages (M04, M12, M26, M27 …) tell the result; only what could not be done is answered here.
"""

from collections.abc import Awaitable, Callable

from channels import callbacks, conversations
from channels.models import Call
from channels.voice.ivr import CallbackReason
from crm.satisfaction import MAX_COMMENT, Answers, Resolved, Verdict, judge
from hotline.kit.auth.actor import citizen_actor
from hotline.kit.errors import Problem
from hotline.process import followup, helptexts
from hotline.process.correspondence import Letter
from hotline.process.followup import Given
from hotline.process.registering import register
from hotline.process.smstext import speakable
from hotline.process.survey import Next
from hotline.process.textline import own_words
from hotline.tickets import service
from hotline.tickets.forms import Payload
from hotline.tickets.messages import Template, status_text
from hotline.tickets.models import Action, Status, Ticket
from hotline.tickets.payloads_closing import AddCitizenInfo, RateAgain, Reopen, Urge
from hotline.tickets.payloads_intake import Contest, IdentityCheck, SupplyInfo, Withdraw
from hotline.tickets.workflow import ActionRefused, IllegalTransition

_SHORT, _LONG = 1000, 4000
NO_WORDS = "（无文字内容）"
_ASK = {
    Next.ASK_REASONS: helptexts.REASONS,
    Next.ASK_REST: helptexts.ASK_REST,
    Next.PERSON: helptexts.RATING_NOTED,
}


async def add(letter: Letter) -> str | None:
    """Supply what was asked for, or add to an open ticket; what is too late becomes a new request."""
    ticket = _target(letter)
    if ticket is None:
        return await register(letter)
    if ticket.status == Status.AWAITING_INFO:
        payload: Payload = SupplyInfo(text=_words(letter, _LONG))
        return await _act(letter, ticket, Action.SUPPLY_INFO, payload)
    info = AddCitizenInfo(text=_words(letter, _LONG))
    return await _act(letter, ticket, Action.ADD_CITIZEN_INFO, info)


async def urge(letter: Letter) -> str | None:
    """Press for action (counted once a day)."""
    payload = Urge(source=letter.channel, words=_words(letter, _SHORT))
    return await _on_target(letter, Action.URGE, payload)


async def withdraw(letter: Letter) -> str | None:
    """Withdraw; the number that opened the ticket is the identity check."""
    payload = Withdraw(identity_check=IdentityCheck.SAME_NUMBER, reason=_words(letter, _SHORT))
    return await _on_target(letter, Action.WITHDRAW, payload)


async def contest(letter: Letter) -> str | None:
    """Contest a refusal, once."""
    return await _on_target(letter, Action.CONTEST, Contest(reason=_words(letter, _SHORT)))


async def not_solved(letter: Letter) -> str | None:
    """Not solved: an answer to the survey while we ask, a reopening once the ticket is closed."""
    ticket = _target(letter)
    if ticket is not None and ticket.status == Status.FOLLOWING_UP:
        return await _rate(letter, ticket, Answers(resolved=Resolved.NO))
    return await _on_target(letter, Action.REOPEN, Reopen(reason=_words(letter, 2000)))


async def survey(letter: Letter) -> str | None:
    """Take a rating: while we ask, or again after closing (the first one stays)."""
    ticket, answers = _target(letter), letter.reading.answers
    if ticket is None or answers is None:
        return None
    if ticket.status == Status.FOLLOWING_UP:
        return await _rate(letter, ticket, answers)
    if judge(answers).verdict is Verdict.REDO:
        return await _act(letter, ticket, Action.REOPEN, Reopen(reason=_words(letter, 2000)))
    payload = RateAgain(
        contacted=answers.contacted,
        resolved=answers.resolved,
        rating=answers.rating,
        comment=answers.comment or None,
    )
    done = await _act(letter, ticket, Action.RATE_AGAIN, payload)
    if done is not None:
        await letter.say(helptexts.RATED_AGAIN)
    return done


async def reasons(letter: Letter) -> str | None:
    """Take the reasons of a bad rating."""
    ticket = _target(letter)
    if ticket is None:
        return None
    in_words = any(char.isalpha() for char in letter.reading.text)
    comment = _words(letter, MAX_COMMENT) if in_words else ""
    given = Answers(reasons=letter.reading.reasons, comment=comment)
    return await _rate(letter, ticket, given)


async def ask_clearly(letter: Letter) -> str | None:
    """What cannot be read for certain is not noted; the question is put again."""
    ticket = _target(letter)
    if ticket is None:
        return None
    earlier = await followup.answers_so_far(letter.session, ticket)
    question = helptexts.REASONS if earlier and earlier.wants_reasons else helptexts.SURVEY
    await letter.say(helptexts.UNCLEAR_RATING, survey=question.text(letter.language))
    return ticket.id


async def call_back(letter: Letter) -> None:
    """Ask that a person rings back; the conversation's own number is used, no call came before it."""
    thread = await conversations.lock(letter.session, letter.message.conversation_id)
    no_call = Call()  # never stored: a text message has no call
    await callbacks.request(letter.session, thread, no_call, CallbackReason.REQUESTED)


def _target(letter: Letter) -> Ticket | None:
    return letter.sender.ticket(letter.reading.ticket_id)


def _words(letter: Letter, longest: int) -> str:
    return speakable(own_words(letter.text))[:longest] or NO_WORDS


async def _rate(letter: Letter, ticket: Ticket, answers: Answers) -> str | None:
    given = Given(answers, letter.channel, letter.message.stored_at)

    async def take() -> None:
        following = await followup.take_answers(letter.session, ticket, given)
        if following in _ASK:
            survey = helptexts.SURVEY.text(letter.language)
            await letter.say(_words_for(following, answers), survey=survey)

    return await _tried(letter, ticket, Action.RECORD_ATTEMPT, take)


def _words_for(following: Next, answers: Answers) -> Template:
    if following is Next.PERSON and judge(answers).verdict is Verdict.REDO:
        return helptexts.REDO_SPENT
    return _ASK[following]


async def _on_target(letter: Letter, action: Action, payload: Payload) -> str | None:
    ticket = _target(letter)
    if ticket is None:
        await letter.say(helptexts.NO_TICKETS)
        return None
    return await _act(letter, ticket, action, payload)


async def _act(letter: Letter, ticket: Ticket, action: Action, payload: Payload) -> str | None:
    """Do it as the ticket's own citizen: his number proved that it is his."""

    async def do() -> None:
        await service.act_latest(
            letter.session,
            ticket_id=ticket.id,
            action=action,
            actor=citizen_actor(ticket.citizen_id),
            payload=payload,
        )

    return await _tried(letter, ticket, action, do)


async def _tried(
    letter: Letter, ticket: Ticket, action: Action, work: Callable[[], Awaitable[None]]
) -> str | None:
    """Run ``work`` in a savepoint; a refusal becomes a polite text. Returns the ticket if it was done."""
    try:
        async with letter.session.begin_nested():
            await work()
    except Problem as problem:
        if problem.status >= 500:
            raise
        await letter.session.refresh(ticket)
        reason = _reason(problem, letter.language, ticket, action)
        await letter.say(helptexts.NOT_POSSIBLE, reason=reason.rstrip("。."))
        return None
    return ticket.id


def _reason(problem: Problem, language: str, ticket: Ticket, action: Action) -> str:
    """Say it in the citizen's words; a refusal by the table would name the staff's actions."""
    if isinstance(problem, ActionRefused):
        return problem.detail_en if language == "eng" else problem.detail_zh
    if isinstance(problem, IllegalTransition):
        names = {"unit": "承办单位", "line": ticket.handoff_line or "110", "number": ticket.number}
        status = status_text(Status(ticket.status), names, language=language) or ""
        if language == "eng":
            return f"ticket {ticket.number} is at present: {status}"
        return f"工单{ticket.number}目前{status}，不能{action.label}"
    return problem.title_en if language == "eng" else problem.title_zh
