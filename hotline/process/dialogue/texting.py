"""The bot in the text line (短信自动答复): a sure answer instead of a ticket, never instead of a request.

Everything a citizen can do by text stays as it is; only what would have become a new ticket, or an addition
to an open one for its shortness alone, and is plainly a question is answered; 2 registers it all the same. Where the answer depends on one thing more, that is
asked by one text with numbered options, of which 0 registers.
"""

import re
from dataclasses import dataclass, replace

from channels import conversations
from channels.conversations import Thread
from channels.messages import ChannelKind, InboundKind
from hotline.kit import clock
from hotline.process import helptexts, inbox_actions, registering
from hotline.process.correspondence import Letter
from hotline.process.dialogue import collecting, forms, store
from hotline.process.dialogue.choosing import chosen
from hotline.process.dialogue.following import in_full
from hotline.process.dialogue.hearing import Heard, Wish, hear
from hotline.process.dialogue.looking import Sources, look
from hotline.process.dialogue.reducer import ASKING_BACK, SURE, Step, step
from hotline.process.dialogue.says import Deed, Found, Say
from hotline.process.dialogue.state import Doing, State
from hotline.process.settings import settings_of
from hotline.process.textline import Intent, Reading, own_words
from knowledge.answer.answers import Asks
from knowledge.desk import SearchDesk
from knowledge.feedback.vocabulary import SearchChannel

REGISTER = 2  # what 回复2 stands for in the text message
_GOES_ON = frozenset({Doing.ANSWERING, Doing.CLARIFYING})
_REGISTERS = re.compile("[0０]|[0-9０]?[.。、, ]*(要|我要)?(立案|登记|登記)")


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
    state = replace(await store.load(letter.session, thread), greeted=True)
    goes_on = bool(state.asked) and state.last_seq + 1 == letter.message.seq
    heard = hear(letter.text)
    heard = in_full(state, heard, desk.lexicon) if goes_on else heard
    sources = Sources(desk, letter.routing.state, SearchChannel.SMS, letter.message.conversation_id)
    made: Step | None = None
    if goes_on and state.doing is Doing.CLARIFYING and _answers_menu(state, heard):
        made = await _chosen(letter, sources, state, heard)
    elif goes_on and (heard.angry or _registers(heard)):
        made = step(state, heard, Found(knows_number=True))
    elif _may_be_question(letter.reading) and _is_question(letter, heard):
        made = await _answered(letter, sources, State(greeted=True, draft=state.draft), heard)
    return None if made is None else await _told(letter, thread, *made)


async def _answered(letter: Letter, sources: Sources, state: State, heard: Heard) -> Step | None:
    """Answer a question, or ask back; a complaint in the form of one (有没有王法？) becomes a ticket, as in doubt.

    Matters offered without being sure are no answer here: who does not reply would be left with nothing.
    """
    found = await look(letter.session, sources, state, heard)
    made = found.answer
    told = made is not None and made.kind in SURE | ASKING_BACK and made.asks is not Asks.PERHAPS
    if not told or not found.consults or found.danger:
        return None
    return _fitting(step(state, heard, found))


async def _chosen(letter: Letter, sources: Sources, state: State, heard: Heard) -> Step | None:
    """Answer what was chosen; where even that has no sure answer, the question becomes a ticket."""
    option = None if _registers_menu(heard) else chosen(state, heard)
    if option is None and (heard.angry or heard.choice) and not _registers_menu(heard):
        return step(state, heard, Found(knows_number=True))
    asked, found = state.asked, Found(knows_number=True)
    if option is not None:
        found = await look(letter.session, sources, state, heard)
        made = None if found.danger else _fitting(step(state, heard, found))
        if found.danger or (made is not None and made[0].doing in _GOES_ON):
            return made
        asked = f"{state.asked}（{option.label}）"
    return collecting.begin(replace(state, asked=asked, options=()), found)


def _fitting(made: Step) -> Step | None:
    """Return the step with the options that stand in one text; ``None`` where no choice is left of them."""
    after, says = made
    if after.doing is not Doing.CLARIFYING:
        return made
    _text, shown = forms.menu(says[-1])
    return (replace(after, options=after.options[:shown]), says) if shown else None


def _is_text(letter: Letter) -> bool:
    message = letter.message
    return message.channel is ChannelKind.SMS and message.kind is InboundKind.TEXT


def _may_be_question(reading: Reading) -> bool:
    """What begins something may be a question; so may a few words that only shortness puts on a ticket."""
    return reading.intent is Intent.NEW_REQUEST or reading.guessed


def _is_question(letter: Letter, heard: Heard) -> bool:
    """Whoever writes 新诉求： wants a ticket; whoever asks nothing tells something."""
    plain = own_words(letter.text) == letter.text.strip()
    return plain and heard.wish is Wish.WORDS and heard.asks and not heard.angry


def _registers(heard: Heard) -> bool:
    return heard.choice == REGISTER or heard.text in {"立案", "登记", "登記"}


def _answers_menu(state: State, heard: Heard) -> bool:
    """A digit, a label, or a word to register; anything else is a message of its own."""
    by_digit = heard.wish is Wish.CHOICE
    return by_digit or heard.angry or _registers_menu(heard) or chosen(state, heard) is not None


def _registers_menu(heard: Heard) -> bool:
    """Under numbered options only 0 registers, or the word for it."""
    return _REGISTERS.fullmatch(heard.text.strip()) is not None


async def _told(letter: Letter, thread: Thread, after: State, says: tuple[Say, ...]) -> Taken:
    """Say it in one text, do what is to be done, and remember what was said last."""
    subject = None
    for say in says:
        if say.deed is Deed.OPEN:
            # the receipt tells number and code, as after every text that becomes a ticket
            words = replace(letter, message=replace(letter.message, text=after.draft.content))
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
