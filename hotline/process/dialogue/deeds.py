"""What the bot does (对话办理): open a ticket through the one intake, note a call-back; what came of it is told."""

from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from channels import callbacks, conversations
from channels.conversations import Thread
from channels.messages import ChannelKind
from channels.models import Call
from channels.voice.ivr import CallbackReason
from crm.identity import NewCitizen, contact_point
from crm.models import ContactKind
from hotline.kit import clock
from hotline.kit.errors import Problem
from hotline.process import helptexts
from hotline.process.commands import IntakeCommand, Where
from hotline.process.dialogue import words
from hotline.process.dialogue.says import Say
from hotline.process.dialogue.state import GRAVE, SPOT, Draft, State
from hotline.process.intake import accept_in_session
from hotline.process.notice_values import shown_time
from hotline.process.notices import subject_ref
from hotline.tickets.vocabulary import Channel
from routing.state import RoutingHolder

NOTE = "由网页对话登记，对话记录见会话。"
_PLACE = 200  # characters of a place that a ticket keeps; the conversation keeps all of it


@dataclass(frozen=True)
class Chatting:
    """One chat message being answered: its conversation, the key of the message, the language."""

    session: AsyncSession
    thread: Thread
    routing: RoutingHolder
    key: str
    language: str


@dataclass(frozen=True)
class Done:
    """What a deed came to: what is told, the state afterwards, and what it made."""

    say: Say
    state: State
    ticket_id: str | None = None
    callback_id: str | None = None


async def open_ticket(chat: Chatting, state: State) -> Done:
    """Register what was collected; a refusal is told in the citizen's words and nothing is lost."""
    draft = state.draft
    try:
        async with chat.session.begin_nested():
            accepted = await accept_in_session(
                chat.session, command_of(chat, draft), routing=chat.routing
            )
    except Problem as problem:
        if problem.status >= 500:
            raise
        reason = problem.detail_en if chat.language == "eng" else problem.detail_zh
        return Done(Say(words.NOT_STORED, {"reason": reason.rstrip("。.")}), state)
    chat.thread.row.subject_ref = subject_ref(accepted.ticket_id)
    due = ""
    if accepted.promise_due_at is not None:
        shown = shown_time(accepted.promise_due_at, chat.language)
        due = helptexts.say(words.DUE, chat.language, due=shown)
    values = {"number": accepted.number, "code": accepted.query_code, "due": due}
    kept = replace(state, draft=Draft(phone=draft.phone))
    return Done(Say(words.OPENED, values), kept, ticket_id=accepted.ticket_id)


def command_of(chat: Chatting, draft: Draft) -> IntakeCommand:
    """Return what is to be registered: the citizen's own words and what he answered."""
    place = draft.address or draft.answers.get(SPOT, "")
    citizen = None
    if draft.phone:
        citizen = NewCitizen(contacts=(contact_point(ContactKind.PHONE, draft.phone),))
    return IntakeCommand(
        channel=Channel.WEBCHAT,
        content=draft.content,
        received_at=clock.now(),
        citizen=citizen,
        category_code=draft.category if draft.answers else None,
        where=Where(address=place[:_PLACE] or None),
        answers=draft.answers,
        reply_wanted=bool(draft.phone),
        language=chat.language,
        conversation_id=chat.thread.row.id,
        agent_note=NOTE,
        submission_key=f"chat:{chat.key}",
        tell_receipt=bool(draft.phone),
    )


async def call_back(chat: Chatting, state: State) -> Done:
    """Note that the number left in the chat is to be rung; it stands in the one call-back list."""
    who = conversations.party(chat.session, ChannelKind.VOICE, state.draft.phone)
    line = await conversations.find_or_open(chat.session, who)
    no_call = Call()  # never stored: a chat has no call
    reason = CallbackReason.DANGER if state.why in GRAVE else CallbackReason.REQUESTED
    request = await callbacks.request(chat.session, line, no_call, reason)
    return Done(Say(words.WILL_CALL), state, callback_id=request.id)
