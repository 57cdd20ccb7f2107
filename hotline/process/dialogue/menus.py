"""Options of our own (固定选项), beside those that the knowledge offers: in Chinese, and for an English turn; pure."""

from collections.abc import Mapping
from dataclasses import replace

from hotline.process.dialogue.state import Choice

REGISTER = Choice("登记诉求", "登记诉求")
NOT_NOW = Choice("暂不登记", "不登记")
SKIP = Choice("跳过", "跳过")
RIGHT = Choice("对", "对")
PERSON = Choice("转人工", "人工")
NONE_OF_THESE = Choice("都不是", "都不是")  # beside matters offered without being sure
_ENGLISH: Mapping[Choice, Choice] = {
    REGISTER: Choice("Register a request", "Register a request"),
    NOT_NOW: Choice("Not now", "Not now"),
    SKIP: Choice("Skip", "SKIP"),
    RIGHT: Choice("Yes", "Yes"),
    PERSON: Choice("Talk to a person", "HUMAN"),
    NONE_OF_THESE: Choice("None of these", "None of these"),
}


def in_language(option: Choice, language: str) -> Choice:
    """Return the option as a turn in this language shows it; what the knowledge offers stays as it is written."""
    english = _ENGLISH.get(option) if language == "eng" else None
    if english is None:
        return option
    return replace(option, label=english.label, say=english.say)


def names_of(option: Choice) -> tuple[str, ...]:
    """Return every wording by which the option is chosen."""
    english = _ENGLISH.get(option)
    own = (option.label, option.say)
    return own if english is None else (*own, english.label, english.say)
