"""The bot in the text line (短信自动答复): a sure answer instead of a ticket, never instead of a request.

Everything a citizen can do by text stays as it is; only what would have become a new ticket and is plainly
a question is answered, and 2 registers it all the same.
"""

from dataclasses import dataclass, replace

from channels import conversations
from channels.conversations import Thread
from channels.messages import ChannelKind, InboundKind
from hotline.kit import clock
from hotline.process import helptexts, inbox_actions, registering
from hotline.process.correspondence import Letter
from hotline.process.dialogue import forms, store
from hotline.process.dialogue.hearing import Heard, Wish, hear
from hotline.process.dialogue.looking import Sources, look
from hotline.process.dialogue.reducer import SURE, step
from hotline.process.dialogue.says import Deed, Found, Say
from hotline.process.dialogue.state import State
from hotline.process.settings import settings_of
from hotline.process.textline import Intent, own_words
from knowledge.desk import SearchDesk
from knowledge.feedback.vocabulary import SearchChannel

REGISTER = 2  # what 回复2 stands for in the text message


@dataclass(frozen=True)
class Taken:
    """The bot has answered; ``subject`` is the ticket that the conversation is about from now on."""

    subject: str | None = None


async def take(letter: Letter, desk: SearchDesk | None) -> Taken | None:
    """Answer a text if the bot may; ``None`` leaves it to the text line as ever.

    A digit and a word of anger count only directly after our own answer: what was asked meanwhile (a
    survey) has the nearer right to them.
    """
    if desk is None or not settings_of(letter.session).dialogue_answers or not _is_text(letter):
        return None
    thread = await conversations.lock(letter.session, letter.message.conversation_id)
    state = await store.load(letter.session, thread)
    heard = hear(letter.text)
    goes_on = bool(state.asked) and state.last_seq + 1 == letter.message.seq
    if goes_on and (heard.angry or _registers(heard)):
        found = Found(knows_number=True)
    elif letter.reading.intent is Intent.NEW_REQUEST and _is_question(letter, heard):
        state = replace(State(greeted=True), draft=state.draft)
        sources = Sources(
            desk, letter.routing.state, SearchChannel.SMS, letter.message.conversation_id
        )
        found = await look(letter.session, sources, state, heard)
        if not _is_sure(found):
            return None
    else:
        return None
    after, says = step(replace(state, greeted=True), heard, found)
    return await _told(letter, thread, after, says, state.asked)


def _is_text(letter: Letter) -> bool:
    message = letter.message
    return message.channel is ChannelKind.SMS and message.kind is InboundKind.TEXT


def _is_question(letter: Letter, heard: Heard) -> bool:
    """Whoever writes 新诉求： wants a ticket; whoever asks nothing tells something."""
    plain = own_words(letter.text) == letter.text.strip()
    return plain and heard.wish is Wish.WORDS and heard.asks and not heard.angry


def _registers(heard: Heard) -> bool:
    return heard.choice == REGISTER or heard.text in {"立案", "登记", "登記"}


def _is_sure(found: Found) -> bool:
    """A complaint in the form of a question (有没有王法？) is a complaint: in doubt the text becomes a ticket."""
    told = found.answer is not None and found.answer.kind in SURE
    return told and found.consults and not found.danger


async def _told(
    letter: Letter, thread: Thread, after: State, says: tuple[Say, ...], asked: str
) -> Taken:
    """Say it in one text, do what is to be done, and remember what was said last."""
    subject = None
    for say in says:
        if say.deed is Deed.OPEN:
            # the receipt tells number and code, as after every text that becomes a ticket
            words = replace(letter, message=replace(letter.message, text=asked))
            subject = await registering.register(words)
        elif say.deed is Deed.CALL_BACK:
            await inbox_actions.call_back(letter)
            await letter.say(helptexts.CALL_BACK)
    spoken = tuple(say for say in says if say.deed is None)
    text = forms.text_message(spoken, letter.language, clock.now())
    if text:
        await letter.reply(text)
    await letter.session.flush()
    row = await store.save(letter.session, thread, after)
    row.ticket_id = subject or row.ticket_id
    return Taken(subject)
