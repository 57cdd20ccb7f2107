"""Shapes of the lexicon (词库数据格式): words that come in and go out, and what a question was taken for."""

import re
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from hotline.kit.fieldfaults import FieldFault
from hotline.kit.inputs import Line, Prose
from knowledge.understanding.grams import fold
from knowledge.understanding.lexicon import AT_END, WordKind
from knowledge.understanding.question import ItemField

MAX_VALUES = 8
_CODE = re.compile(r"[0-9]{6,12}")
Value = Annotated[Line, Field(min_length=1, max_length=60)]


class WordIn(BaseModel):
    """A word and what it stands for.

    SYNONYM: words that mean the same; STOP: none; WORDING: the standard word (itself: leave it as it is);
    CUE: a field of a service item, then ``END`` if it counts only at the end of a question, or none for words
    that are no cue; PLACE: division codes, the widest first; OFFICE: names of units without the city.
    """

    kind: WordKind
    key: Line = Field(min_length=1, max_length=40)
    values: list[Value] = Field(default_factory=list, max_length=MAX_VALUES)
    note: Prose = Field("", max_length=200)

    @model_validator(mode="after")
    def _fits(self) -> "WordIn":
        if not fold(self.key):
            raise FieldFault("词条中没有文字", "holds no characters that can be searched")
        problem = _FAULTS[self.kind](self.values)
        if problem is not None:
            raise problem
        return self


def _synonym(values: list[str]) -> FieldFault | None:
    if any(fold(value) for value in values):
        return None
    return FieldFault("同义词至少要有一个对应词", "needs at least one word that means the same")


def _stop(values: list[str]) -> FieldFault | None:
    return FieldFault("停用词不填对应词", "a stop word has no values") if values else None


def _wording(values: list[str]) -> FieldFault | None:
    if len(values) == 1:
        return None
    return FieldFault("方言用词须对应一个标准词", "needs exactly one standard word")


def _cue(values: list[str]) -> FieldFault | None:
    fits = not values or (values[0] in ItemField.__members__ and values[1:] in ([], [AT_END]))
    if fits:
        return None
    names = "、".join(f"{field.value}（{field.label}）" for field in ItemField)
    return FieldFault(
        f"问法须对应：{names}，可加 {AT_END}", f"a field of {list(ItemField)}, then END"
    )


def _place(values: list[str]) -> FieldFault | None:
    if values and all(_CODE.fullmatch(value) for value in values):
        return None
    return FieldFault("地名须对应 6 至 12 位区划代码", "needs division codes of 6 to 12 digits")


def _office(values: list[str]) -> FieldFault | None:
    if any(fold(value) for value in values):
        return None
    return FieldFault("单位俗称须对应单位名称", "needs the name of a unit, without the city")


_FAULTS = {
    WordKind.SYNONYM: _synonym,
    WordKind.STOP: _stop,
    WordKind.WORDING: _wording,
    WordKind.CUE: _cue,
    WordKind.PLACE: _place,
    WordKind.OFFICE: _office,
}


class WordPut(WordIn):
    """A word to be stored; ``version`` is the one that was seen, 0 for a new word."""

    version: int = Field(0, ge=0)


class WordOut(BaseModel):
    """A word as it stands."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    kind: WordKind
    key: str
    word: str
    values: list[str]
    note: str
    version: int
    changed_by: str | None
    changed_at: datetime


class TryIn(BaseModel):
    """A question to be tried."""

    words: str = Field(max_length=5_000)


class UnderstoodOut(BaseModel):
    """What a question was taken for; ``terms`` with their shares, the largest first."""

    text: str
    intent: ItemField | None
    intent_label: str
    corrected: str | None
    districts: list[str]
    terms: dict[str, float]
    sounds: list[str]
    letters: list[str]
    notes: list[str]
    lexicon_version: int
