"""What follows from a message (对话推进), pure: danger first, a person always, one question back at most.

``step`` reads no clock, no table and no text of a source: everything it decides by stands in its arguments,
so that the same message in the same state is answered alike on every channel and after every restart.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from hotline.process.dialogue import collecting, words
from hotline.process.dialogue.choosing import chosen, repeats, told_apart
from hotline.process.dialogue.hearing import Heard, Wish
from hotline.process.dialogue.menus import NONE_OF_THESE, NOT_NOW, REGISTER
from hotline.process.dialogue.says import Deed, Found, Proof, Say
from hotline.process.dialogue.state import GRAVE, Choice, Doing, Draft, State, Why, graver
from knowledge.answer.answers import Answer, AnswerKind, Asks, Refusal

FAILURES = 2  # tries in a row that answered nothing; then a person takes over (features A10)
Step = tuple[State, tuple[Say, ...]]
SURE = frozenset({AnswerKind.FIELD, AnswerKind.PASSAGE})
_HANDING_OVER = frozenset({Doing.HANDED_OVER, Doing.LEAVING_NUMBER})
ASKING_BACK = frozenset({AnswerKind.CLARIFY, AnswerKind.CANDIDATES})


def step(state: State, heard: Heard, found: Found) -> Step:
    """Return the next state and what is said, in order; the first words of a conversation greet."""
    after, says = _decided(replace(state, place=""), heard, found)
    if found.danger:
        says = (Say(words.TOLD, {"text": found.danger}), *says)
    if state.greeted:
        return after, says
    return replace(after, greeted=True), (Say(words.GREETING), *says)


def _decided(state: State, heard: Heard, found: Found) -> Step:
    grave = _grave(state, found)
    if grave is not None:
        phone = heard.phone if state.doing in _HANDING_OVER else ""
        draft = replace(state.draft, phone=state.draft.phone or phone)
        return hand_over(replace(state, draft=draft), found, grave)
    if state.doing is Doing.HANDED_OVER and heard.wish not in {Wish.AGAIN, Wish.PROGRESS}:
        return _with_person(state, heard)
    if heard.wish is Wish.HUMAN:
        return hand_over(state, found, Why.ASKED)
    if heard.angry:
        return hand_over(state, found, Why.ANGER)
    return _BY_DOING.get(state.doing, _free)(state, heard, found)


def _grave(state: State, found: Found) -> Why | None:
    """Tell whether somebody is in danger whom a person must see to at once.

    Despair always is; other danger where a person is awaited: he must not find it at the end of his list.
    """
    if found.distress:
        return Why.DISTRESS
    return Why.DANGER if found.danger and state.doing in _HANDING_OVER else None


def hand_over(state: State, found: Found, why: Why) -> Step:
    """Give the conversation to a person: ring back where the number is known, else ask for it."""
    sorry = () if why is Why.ASKED or why in GRAVE else (Say(words.SORRY),)
    stands = graver(state.why, why)
    calm = replace(state, failures=0, clarified=False, options=(), why=stands)
    if found.knows_number or state.draft.phone:
        after = replace(calm, doing=Doing.HANDED_OVER)
        return after, (*sorry, Say(deed=Deed.CALL_BACK))
    after = replace(calm, doing=Doing.LEAVING_NUMBER)
    return after, (*sorry, Say(words.ASK_BACK_NUMBER))


def _with_person(state: State, heard: Heard) -> Step:
    if heard.wish is Wish.COURTESY:
        return state, (Say(words.COURTESY),)
    return state, (Say(words.WITH_PERSON),)


def _leaving(state: State, heard: Heard, found: Found) -> Step:
    """A number to ring; whoever leaves none is told what remains."""
    if heard.phone:
        draft = replace(state.draft, phone=heard.phone)
        return replace(state, doing=Doing.HANDED_OVER, draft=draft), (Say(deed=Deed.CALL_BACK),)
    if heard.wish in {Wish.NO, Wish.SKIP}:
        return replace(state, doing=Doing.ANSWERING), (Say(words.NO_NUMBER),)
    if heard.wish is Wish.WORDS and (found.complains or heard.asks):
        return _free(replace(state, doing=Doing.ANSWERING), heard, found)
    return state, (Say(words.NOT_A_PHONE),)


def _clarifying(state: State, heard: Heard, found: Found) -> Step:
    """The answer to our one question back; other words are a new question."""
    option = chosen(state, heard)
    declined = heard.wish is Wish.NO and NONE_OF_THESE in state.options
    if option == NONE_OF_THESE or declined:
        return _unanswered(_quiet(state), replace(heard, text=state.asked), found)
    if option is not None:
        told = replace(heard, text=f"{state.asked}（{option.label}）")
        return _question(replace(state, doing=Doing.ANSWERING), told, found)
    if heard.wish is Wish.CHOICE:
        return _failed(state, found, Say(words.NO_SUCH_OPTION))
    if repeats(state, heard) and found.answer is not None and found.answer.kind in ASKING_BACK:
        return _failed(state, found, Say(answer=found.answer))
    return _free(state, heard, found)


def _offering(state: State, heard: Heard, found: Found) -> Step:
    """Register or not; other words are a new matter. Declining answers nothing: the tries still count."""
    option = chosen(state, heard)
    if option == REGISTER or heard.wish in {Wish.YES, Wish.TICKET}:
        return collecting.begin(state, found)
    if option == NOT_NOW or heard.wish is Wish.NO:
        return replace(_quiet(state), asked=""), (Say(words.CANCELLED),)
    if heard.wish is Wish.CHOICE:
        return _failed(state, found, Say(words.NO_SUCH_OPTION))
    return _free(state, heard, found)


def _proving(state: State, heard: Heard, found: Found) -> Step:
    """Number and code; other words are a new matter."""
    if heard.number or heard.code:
        return _progress(state, heard, found)
    if heard.wish in {Wish.NO, Wish.SKIP}:
        return _quiet(state), (Say(words.CANCELLED),)
    return _free(replace(state, number=""), heard, found)


def _free(state: State, heard: Heard, found: Found) -> Step:
    """Nothing was asked: do what the words want."""
    if heard.number:
        return _progress(state, heard, found)
    return _BY_WISH.get(heard.wish, _words)(state, heard, found)


def _progress(state: State, heard: Heard, found: Found) -> Step:
    """Tell where a ticket stands; the number alone shows nothing (domain rules §5.2)."""
    number = heard.number or state.number
    asking = replace(_quiet(state), doing=Doing.PROVING, number=number)
    if found.proof is Proof.RIGHT:
        return _helped(state), (Say(words.TOLD, {"text": found.progress}),)
    if found.proof is Proof.LOCKED:
        return _quiet(state), (Say(words.LOCKED_PROOF),)
    if found.proof is Proof.WRONG:
        return _wrong(asking, state, found)
    ask = Say(words.ASK_CODE, {"number": number}) if number else Say(words.ASK_PROOF)
    return asking, (ask,)


def _wrong(asking: State, state: State, found: Found) -> Step:
    if state.failures + 1 >= FAILURES:
        return hand_over(state, found, Why.FAILED)
    return replace(asking, number="", failures=state.failures + 1), (Say(words.WRONG_PROOF),)


def _ask_away(state: State, _heard: Heard, _found: Found) -> Step:
    return _quiet(state), (Say(words.ASK_AWAY),)


def _courtesy(state: State, _heard: Heard, _found: Found) -> Step:
    return _quiet(state), (Say(words.COURTESY),)


def _lost_choice(state: State, heard: Heard, found: Found) -> Step:
    """A number where none was asked; after an answer in a text message 2 registers what was asked."""
    if heard.choice == 2 and found.knows_number and state.asked:
        return collecting.begin(state, found)
    return state, (Say(words.NO_OPTIONS),)


def _ticket(state: State, _heard: Heard, found: Found) -> Step:
    """He wants something registered: by text what he has just asked, in a chat what he tells now."""
    if found.knows_number:
        return collecting.begin(state, found)
    return collecting.begin(replace(state, asked="", draft=Draft(phone=state.draft.phone)), found)


def _words(state: State, heard: Heard, found: Found) -> Step:
    answer = found.answer
    if found.place and not found.danger:
        return _placed(state, found.place)
    if answer is not None and answer.refusal is Refusal.PROGRESS:
        return _progress(state, heard, found)
    if found.danger:
        return _offer(state, heard, found, (Say(words.OFFER, options=_YES_NO),))
    if found.complains:
        return _complaint(state, heard, found)
    return _question(state, heard, found)


def _placed(state: State, place: str) -> Step:
    """A place and nothing else: what is the matter there? The place is kept for the next words."""
    return replace(_quiet(state), asked="", place=place), (Say(words.ASK_MATTER, {"place": place}),)


def _complaint(state: State, heard: Heard, found: Found) -> Step:
    """A matter to register: what is known of it for sure comes first, then the offer."""
    answer = found.answer
    first = (Say(answer=answer),) if answer is not None and answer.kind in SURE else ()
    offer = words.OFFER_TOO if first else words.OFFER
    return _offer(state, heard, found, (*first, Say(offer, options=_YES_NO)))


def _question(state: State, heard: Heard, found: Found) -> Step:
    answer = found.answer
    if answer is None:
        down = Say(words.DOWN, options=_YES_NO)
        return _offer(state, heard, found, (down,))
    if answer.kind in SURE:
        about = answer.sources[0].id if len(answer.sources) == 1 else ""
        bare = answer.question.bare and bool(state.asked)  # 要多少钱 says nothing by itself
        asked = f"{state.asked}，{heard.text}" if bare else heard.text
        settled = replace(_helped(state), asked=asked, draft=_draft(state, found), about=about)
        return settled, (Say(answer=answer),)
    if answer.refusal is Refusal.NOTHING_SAID:
        return _ask_away(state, heard, found)
    if answer.kind in ASKING_BACK and _may_ask(state, answer):
        options = _ways(answer, heard.text)
        quiet = replace(_quiet(state), about="", clarified=True)
        asking = replace(quiet, doing=Doing.CLARIFYING, asked=heard.text, options=options)
        return asking, (Say(answer=answer, options=options),)
    return _unanswered(state, heard, found)


def _may_ask(state: State, answer: Answer) -> bool:
    """One question back; but whoever has told which matter he means may still be asked for his district.

    Where matters were offered without being sure, the one chosen may be asked about as if it had been named.
    """
    told_matter = bool(state.options) and not any(one.district for one in state.options)
    further = answer.asks is Asks.SITUATION and NONE_OF_THESE in state.options
    return not state.clarified or (told_matter and (further or answer.asks is Asks.DISTRICT))


def _ways(answer: Answer, asked: str) -> tuple[Choice, ...]:
    """Return the options of an answer, each with words of its own: they all ask what the citizen asked."""
    offered = (Choice(o.label, o.label, o.document, o.district, o.say) for o in answer.options)
    none = (NONE_OF_THESE,) if answer.asks is Asks.PERHAPS else ()
    return (*told_apart(offered, asked), *none)


def _unanswered(state: State, heard: Heard, found: Found) -> Step:
    if state.failures + 1 >= FAILURES:
        return hand_over(replace(state, asked=heard.text), found, Why.FAILED)
    failed = replace(state, failures=state.failures + 1)
    return _offer(failed, heard, found, (Say(words.NOT_FOUND, options=_YES_NO),))


def _failed(state: State, found: Found, say: Say) -> Step:
    if state.failures + 1 >= FAILURES:
        return hand_over(state, found, Why.FAILED)
    return replace(state, failures=state.failures + 1), (replace(say, options=state.options),)


def _offer(state: State, heard: Heard, found: Found, says: tuple[Say, ...]) -> Step:
    after = replace(
        state,
        doing=Doing.OFFERING,
        clarified=False,
        about="",
        asked=heard.text,
        options=_YES_NO,
        draft=_draft(state, found),
    )
    return after, says


def _draft(state: State, found: Found) -> Draft:
    """What a ticket about these words would still need; a number left before is kept."""
    return Draft(
        category=found.category,
        phone=state.draft.phone,
        answers=dict(found.answers),
        missing=found.missing,
    )


def _helped(state: State) -> State:
    """Something was answered: tries that failed are counted anew."""
    return replace(_quiet(state), failures=0)


def _quiet(state: State) -> State:
    """Nothing is asked any more; tries that failed go on counting (features A10)."""
    return replace(
        state,
        doing=Doing.ANSWERING,
        clarified=False,
        options=(),
        number="",
        why=None,
    )


_YES_NO = (REGISTER, NOT_NOW)
_Turn = Callable[[State, Heard, Found], Step]
_BY_DOING: Mapping[Doing, _Turn] = {
    Doing.CLARIFYING: _clarifying,
    Doing.OFFERING: _offering,
    Doing.COLLECTING: collecting.take,
    Doing.PROVING: _proving,
    Doing.LEAVING_NUMBER: _leaving,
}
_BY_WISH: Mapping[Wish, _Turn] = {
    Wish.NOTHING: _ask_away,
    Wish.GREETING: _ask_away,
    Wish.HELP: _ask_away,
    Wish.COURTESY: _courtesy,
    Wish.PROGRESS: _progress,
    Wish.CHOICE: _lost_choice,
    Wish.TICKET: _ticket,
    Wish.YES: _ask_away,
    Wish.NO: _courtesy,
    Wish.SKIP: _ask_away,
    Wish.AGAIN: _ask_away,
}
