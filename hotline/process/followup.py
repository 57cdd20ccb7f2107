"""Automatic follow-up (自动回访): ask by text, ask again on other days, judge the answers (§8).

Silence is never an answer: after the last try the ticket waits for a person, who alone may close it as
unreachable. Answers wait as the note of the follow-up try that brought them; the first rating is never
overwritten, a changed one goes to a person.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from channels.delivery import Reason
from channels.events import MessageFailed
from channels.messages import ChannelKind, Purpose
from channels.models import Message
from crm.satisfaction import Answers, Judgement, Verdict, judge
from hotline.kit import clock
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.outbox.service import publish
from hotline.process import helptexts, notices, survey
from hotline.process.events import ReasonsDue, SurveyDue
from hotline.process.helptexts import say
from hotline.process.recipients import language_of, reach_of
from hotline.process.survey import Next
from hotline.tickets import policies, service
from hotline.tickets.events import TicketActed
from hotline.tickets.forms import Payload
from hotline.tickets.models import Action, Channel, Status, Ticket
from hotline.tickets.papers import FollowUpAttempt
from hotline.tickets.payloads_closing import Close, OrderRedo, RecordAttempt
from hotline.tickets.vocabulary import ContactOutcome, RedoTrigger
from hotline.tickets.workflow import ActionRefused, IllegalTransition, RoleMissing

REASONS_WAIT = timedelta(hours=12)
_CHANNELS = {ChannelKind.EMAIL.value: Channel.EMAIL}
INSTRUCTION = "市民评价反映未解决或不满意，请重新办理并联系市民。"


@dataclass(frozen=True)
class Given:
    """Answers that arrive: by which channel, and when (server time of receipt)."""

    answers: Answers
    channel: Channel
    at: datetime


async def on_acted(session: AsyncSession, event: TicketActed) -> None:
    """Once the result is accepted, M24 is the first try; order the second."""
    if event.action != Action.ACCEPT_RESULT.value:
        return
    ticket = await session.get_one(Ticket, event.ticket_id)
    asked = survey.is_asked(ticket, ticket)
    if ticket.status != Status.FOLLOWING_UP or not asked:
        return
    if not (await reach_of(session, ticket)).possible:
        return  # a landline or nobody known: a person rings
    await _order_next(session, ticket, (clock.now(),))


async def on_survey_due(session: AsyncSession, event: SurveyDue) -> None:
    """Note that the last try brought no answer, then ask again, or leave the ticket to a person."""
    ticket = await _waiting(session, event.ticket_id, event.redo_round)
    if ticket is None or await _settled(session, ticket):
        return
    now = clock.now()
    if (opens := survey.next_open(now)) > now:  # the worker was away: nobody is written to at night
        await publish(session, event, at=opens)
        return
    tries = tuple(datetime.fromisoformat(at) for at in event.tried_at)
    policy = await policies.numbered(session, ticket.policy_number)
    is_last = survey.enough_tries(tries, policy)
    await _record(session, ticket, _silence(tries[-1], None if is_last else now))
    if is_last:
        return
    await _remind(session, ticket, event.number)
    await _order_next(session, ticket, (*tries, now))


async def on_message_failed(session: AsyncSession, event: MessageFailed) -> None:
    """A survey that cannot arrive is a try that failed for good; a person goes on."""
    message = await session.get_one(Message, event.message_id)
    ticket_id = notices.ticket_of_ref(message.subject_ref)
    if message.purpose != Purpose.SURVEY or ticket_id is None:
        return
    ticket = await session.get(Ticket, ticket_id)
    if ticket is None or await _waiting(session, ticket_id, ticket.redo_round) is None:
        return
    refused = event.reason == Reason.OPTED_OUT
    attempt = RecordAttempt(
        channel=_CHANNELS.get(event.channel, Channel.SMS),
        attempted_at=clock.now(),
        outcome=ContactOutcome.REFUSED if refused else ContactOutcome.WRONG_NUMBER,
        note="诉求人已退订通知" if refused else "回访消息无法送达",
    )
    await _record(session, ticket, attempt)


async def on_reasons_due(session: AsyncSession, event: ReasonsDue) -> None:
    """The citizen gave no reasons: close on the answers there are, or leave it to a person."""
    ticket = await _waiting(session, event.ticket_id, event.redo_round)
    answers = None if ticket is None else await answers_so_far(session, ticket)
    if ticket is None or answers is None or not answers.wants_reasons:
        return
    by_person = survey.needs_person(ticket, sample_percent=sample_percent(session))
    judgement = judge(answers)
    if judgement.verdict is Verdict.CLOSE and not by_person:
        await _close(session, ticket, answers)


async def take_answers(session: AsyncSession, ticket: Ticket, given: Given) -> Next:
    """Note the answers and do what follows from them; the caller tells the citizen what is asked next.

    CLOSE and REDO are done already (the ticket's own messages tell it). Raises ``IllegalTransition``
    (409) unless the ticket is being followed up.
    """
    earlier = await answers_so_far(session, ticket)
    changed = survey.contradicts(earlier, given.answers)
    answers = survey.joined(earlier, given.answers)
    note = survey.written(answers) + ("；与此前评价不一致" if changed else "")
    attempt = RecordAttempt(
        channel=given.channel,
        attempted_at=min(given.at, clock.now()),  # received before the server's clock was set back
        outcome=ContactOutcome.REACHED,
        note=note[:1000],
    )
    await _record(session, ticket, attempt)
    by_person = survey.needs_person(ticket, sample_percent=sample_percent(session))
    following, judgement = survey.decide(answers, changed=changed, by_person=by_person)
    if following is Next.CLOSE:
        await _close(session, ticket, answers)
    elif following is Next.REDO:
        return await _redo(session, ticket, answers, judgement)
    elif following is Next.ASK_REASONS:
        due = survey.next_open(clock.now() + REASONS_WAIT)
        await publish(session, ReasonsDue(ticket.id, ticket.redo_round), at=due)
    return following


async def answers_so_far(session: AsyncSession, ticket: Ticket) -> Answers | None:
    """Return the answers of this round that wait for more or for a person."""
    note = await session.scalar(
        select(FollowUpAttempt.note)
        .where(
            FollowUpAttempt.ticket_id == ticket.id,
            FollowUpAttempt.redo_round == ticket.redo_round,
            FollowUpAttempt.outcome == ContactOutcome.REACHED.value,
            FollowUpAttempt.note.is_not(None),
        )
        .order_by(FollowUpAttempt.number.desc())
        .limit(1)
    )
    return survey.read_note(note)


def sample_percent(session: AsyncSession) -> int:
    """Return the share of tickets that a person follows up, from the settings of this house."""
    return int(session.info.get(survey.SAMPLE_KEY, survey.SAMPLE_PERCENT))


async def _waiting(session: AsyncSession, ticket_id: str, redo_round: int) -> Ticket | None:
    ticket = await session.get(Ticket, ticket_id)
    if ticket is None or ticket.status != Status.FOLLOWING_UP or ticket.redo_round != redo_round:
        return None
    return ticket


async def _settled(session: AsyncSession, ticket: Ticket) -> bool:
    """Tell whether asking by itself is over in this round: an answer came, or nothing can arrive."""
    found = await session.scalar(
        select(FollowUpAttempt.id)
        .where(
            FollowUpAttempt.ticket_id == ticket.id,
            FollowUpAttempt.redo_round == ticket.redo_round,
            FollowUpAttempt.outcome != ContactOutcome.NO_ANSWER.value,
        )
        .limit(1)
    )
    return found is not None


async def _order_next(session: AsyncSession, ticket: Ticket, tries: tuple[datetime, ...]) -> None:
    event = SurveyDue(
        ticket.id, ticket.redo_round, len(tries) + 1, tuple(at.isoformat() for at in tries)
    )
    await publish(session, event, at=survey.next_try(tries))


async def _remind(session: AsyncSession, ticket: Ticket, number: int) -> None:
    language = language_of(ticket)
    text = say(
        helptexts.REMINDER,
        language,
        number=ticket.number,
        survey=helptexts.SURVEY.text(language),
    )
    key = f"survey:{ticket.id}:{ticket.redo_round}:{number}"
    await notices.say_to(session, ticket, text, purpose=Purpose.SURVEY, key=key)


def _silence(at: datetime, next_at: datetime | None) -> RecordAttempt:
    return RecordAttempt(
        channel=Channel.SMS,
        attempted_at=min(at, clock.now()),
        outcome=ContactOutcome.NO_ANSWER,
        note="自动回访未收到回复",
        next_at=next_at,
    )


async def _record(session: AsyncSession, ticket: Ticket, attempt: RecordAttempt) -> None:
    await _act(session, ticket, Action.RECORD_ATTEMPT, attempt)


async def _close(session: AsyncSession, ticket: Ticket, answers: Answers) -> None:
    payload = Close(**_fields(answers), close_outcome=survey.outcome_of(answers))
    await _act(session, ticket, Action.CLOSE, payload)


async def _redo(
    session: AsyncSession, ticket: Ticket, answers: Answers, judgement: Judgement
) -> Next:
    """Order a redo where policy lets the system do it and a round is left; else a person decides."""
    trigger = judgement.trigger or RedoTrigger.UNRESOLVED
    payload = OrderRedo(
        **_fields(answers),
        trigger=RedoTrigger(trigger.value),
        instruction=f"{INSTRUCTION}{answers.comment}"[:2000],
    )
    try:
        async with session.begin_nested():
            await _act(session, ticket, Action.ORDER_REDO, payload)
    except (IllegalTransition, ActionRefused, RoleMissing):
        await session.refresh(ticket)
        return Next.PERSON
    return Next.REDO


def _fields(answers: Answers) -> dict[str, object]:
    return {
        "contacted": answers.contacted,
        "resolved": answers.resolved,
        "rating": answers.rating,
        "reasons": sorted(answers.reasons),
        "comment": answers.comment or None,
        "publish": answers.publish,
    }


async def _act(session: AsyncSession, ticket: Ticket, action: Action, payload: Payload) -> None:
    await service.act_latest(
        session,
        ticket_id=ticket.id,
        action=action,
        actor=SYSTEM,
        payload=payload,
    )
