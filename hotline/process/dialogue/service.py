"""A chat with the bot (网页对话): a message comes in once, is answered once, and both stand in the transcript."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from channels import conversations, queries, sealing
from channels.conversations import Party, Thread
from channels.dedupe import claim
from channels.messages import ChannelKind, InboundKind, Purpose, Route
from channels.models import Message, ProviderEvent
from hotline.kit import clock
from hotline.kit.ids import new_id
from hotline.kit.signing import read_token, sign_token
from hotline.kit.vault.errors import KeyDestroyed
from hotline.process.dialogue import deeds, forms, menus, store, words
from hotline.process.dialogue.deeds import Chatting, Done
from hotline.process.dialogue.errors import ChatUnknown, DialogueUnknown, SameKeyOtherWords
from hotline.process.dialogue.following import in_full, in_language
from hotline.process.dialogue.forms import Bubble
from hotline.process.dialogue.hearing import hear
from hotline.process.dialogue.looking import Sources, look
from hotline.process.dialogue.models import Dialogue
from hotline.process.dialogue.reducer import step
from hotline.process.dialogue.says import Deed, Say
from hotline.process.dialogue.state import Choice, State
from knowledge.desk import SearchDesk
from routing.state import RoutingHolder

PROVIDER = "chat"
OURS = "web"
LIFETIME = timedelta(days=1)  # a chat is for a visit; later he starts anew
_PURPOSE = "public-chat"
_DEEDS = {Deed.OPEN: deeds.open_ticket, Deed.CALL_BACK: deeds.call_back}


@dataclass(frozen=True)
class House:
    """What the bot works with in this process."""

    desk: SearchDesk
    routing: RoutingHolder
    address: str = ""


@dataclass(frozen=True)
class Written:
    """One message as it arrived; the same ``key`` again is the same message."""

    text: str
    key: str


async def open_chat(session: AsyncSession, signing: bytes) -> tuple[str, list[Bubble]]:
    """Open a conversation; returns its signed token and our greeting."""
    chat_id = new_id()
    thread = await conversations.find_or_open(session, _party(session, chat_id))
    shown = forms.bubbles((Say(words.GREETING),), "cmn", clock.now())
    _keep(session, thread, shown, key=thread.row.id)
    await store.save(session, thread, State(greeted=True))
    return sign_token(signing, _PURPOSE, chat_id, lifetime=LIFETIME), shown


async def reply(
    session: AsyncSession, house: House, chat_id: str, written: Written
) -> list[Bubble]:
    """Answer one message; a repetition gets the answer it got, and nothing happens twice.

    Messages of one conversation are answered one after the other: its row is locked.

    Raises:
        ChatUnknown: no such conversation, or it was erased (404).
        SameKeyOtherWords: the key was used for other words (422).
    """
    thread = await _thread(session, chat_id)
    key = f"{thread.row.id}:{written.key}"
    event = await claim(session, PROVIDER, key)
    if event is None:
        return await _again(session, thread, written, key)
    message = conversations.append_inbound(session, thread, InboundKind.TEXT, written.text, event)
    await session.flush()
    state = await store.load(session, thread)
    heard = in_full(state, in_language(state, hear(written.text)), house.desk.lexicon)
    sources = Sources(house.desk, house.routing.state, address=house.address or chat_id)
    found = await look(session, sources, state, heard)
    after, says = step(state, heard, found)
    chat = Chatting(session, thread, house.routing, message.id, heard.language)
    after, told, made = await _done(chat, after, says)
    shown = forms.bubbles(told, heard.language, clock.now())
    _keep(session, thread, shown, key=message.id)
    row = await store.save(session, thread, replace(after, language=heard.language))
    for done in made:
        row.ticket_id = done.ticket_id or row.ticket_id
        row.callback_id = done.callback_id or row.callback_id
    return shown


async def settle(session: AsyncSession, conversation_id: str, *, by: str | None) -> None:
    """Note that a person has taken care of a conversation; raises ``DialogueUnknown`` (404)."""
    row = await session.get(Dialogue, conversation_id, with_for_update=True)
    if row is None or row.handed_over_at is None or row.settled_at is not None:
        raise DialogueUnknown
    row.settled_at, row.settled_by = clock.now(), by


def chat_of(signing: bytes, token: str) -> str:
    """Return the chat that a token names; raises ``TokenInvalid`` (403) or ``TokenExpired`` (410)."""
    return read_token(signing, _PURPOSE, token)


async def _done(
    chat: Chatting, state: State, says: tuple[Say, ...]
) -> tuple[State, list[Say], list[Done]]:
    """Do what is to be done, in order, and put what came of it in its place."""
    told: list[Say] = []
    made: list[Done] = []
    for say in says:
        if say.deed is None:
            told.append(say)
            continue
        done = await _DEEDS[say.deed](chat, state)
        state = done.state
        made.append(done)
        told.append(done.say)
    return state, told, made


async def _again(session: AsyncSession, thread: Thread, written: Written, key: str) -> list[Bubble]:
    """Return what was answered before; buttons are shown with the last answer only."""
    first = await session.scalar(
        select(Message)
        .join(ProviderEvent, ProviderEvent.id == Message.provider_event_id)
        .where(ProviderEvent.provider == PROVIDER, ProviderEvent.dedupe_key == key)
    )
    if first is None:
        raise ChatUnknown
    if sealing.unseal(thread.key, sealing.TEXT, first.text_enc) != written.text:
        raise SameKeyOtherWords
    query = select(Message).where(
        Message.conversation_id == thread.row.id, Message.dedupe_key.startswith(f"chat:{first.id}:")
    )
    rows = list(await session.scalars(query.order_by(Message.seq)))
    texts = [sealing.unseal(thread.key, sealing.TEXT, row.text_enc) for row in rows]
    state = await store.load(session, thread)
    is_last = bool(rows) and rows[-1].seq == thread.row.last_seq
    language = in_language(state, hear(written.text)).language
    options = _last_options(state, language) if is_last else ()
    return [*(Bubble(text) for text in texts[:-1]), Bubble(texts[-1], options)] if texts else []


def _last_options(state: State, language: str) -> tuple[Choice, ...]:
    return tuple(menus.in_language(one, language) for one in state.options)


def _keep(session: AsyncSession, thread: Thread, shown: list[Bubble], *, key: str) -> None:
    """Keep our words in the transcript; they were shown on the page, so nothing is sent."""
    for number, bubble in enumerate(shown, 1):
        route = Route(ChannelKind.CHAT, thread.row.id, bubble.text)
        message = conversations.append_outbound(session, thread, (route,), Purpose.REPLY)
        message.dedupe_key = f"chat:{key}:{number}"


async def _thread(session: AsyncSession, chat_id: str) -> Thread:
    known = await queries.find_conversation(session, ChannelKind.CHAT, chat_id)
    if known is None:
        raise ChatUnknown
    try:
        return await conversations.lock(session, known.id)
    except KeyDestroyed as error:
        raise ChatUnknown from error


def _party(session: AsyncSession, chat_id: str) -> Party:
    return conversations.party(session, ChannelKind.CHAT, chat_id, OURS)
