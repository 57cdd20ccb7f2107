"""Which column holds which field (列对应): named by the user, else by the headings in use, which are data."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from knowledge.items.errors import MappingUnusable

NEEDED = ("code", "name")
_REMARK = re.compile(r"[(（【\[].*?[)）】\]]|[\s_*＊:：]")


@dataclass(frozen=True)
class Columns:
    """The column of every field that the file has, and the columns that we have no field for."""

    by_field: Mapping[str, str]
    unknown: tuple[str, ...]

    def told(self) -> list[tuple[str, str]]:
        """Return (field, column) for people, unknown columns last with the field ``more``."""
        named = [(field, column) for field, column in self.by_field.items()]
        return [*named, *(("more", column) for column in self.unknown)]


@cache
def headings() -> Mapping[str, tuple[str, ...]]:
    """Return the headings of every field, our own first."""
    read = yaml.safe_load((files("knowledge.items") / "headings.yaml").read_text("utf-8"))
    return {field: tuple(names) for field, names in read.items()}


@cache
def _fields_by_heading() -> Mapping[str, str]:
    return {plain(name): field for field, names in headings().items() for name in names}


def plain(heading: str) -> str:
    """Return a heading without case, width, blanks and remarks in brackets."""
    wide = unicodedata.normalize("NFKC", heading)
    return (_REMARK.sub("", wide) or wide).casefold()


def columns_for(found: Sequence[str], wanted: Sequence[str] = ()) -> Columns:
    """Return the columns of a file with the headings ``found``; ``wanted`` holds ``field=column`` pairs.

    Raises ``MappingUnusable`` (422) for an unknown field or column, and without a code or a name.
    """
    named = dict(_pair(pair, found) for pair in wanted)
    by_field = dict(named)
    for column in found:
        field = _fields_by_heading().get(plain(column))
        if field is not None and field not in by_field and column not in named.values():
            by_field[field] = column
    missing = [field for field in NEEDED if field not in by_field]
    if missing:
        told = "、".join(headings()[field][-2] for field in missing)
        raise MappingUnusable(
            f"找不到这些栏目的列：{told}；请用 {missing[0]}=列名 指明",
            f"No column for: {', '.join(missing)}; name it by {missing[0]}=COLUMN",
        )
    taken = set(by_field.values())
    return Columns(by_field, tuple(column for column in found if column not in taken))


def _pair(pair: str, found: Sequence[str]) -> tuple[str, str]:
    field, separator, column = (part.strip() for part in pair.partition("="))
    if not separator or field not in headings():
        raise MappingUnusable(
            f"“{pair[:60]}”应写作 栏目=列名，栏目如 code、name、materials",
            f"{pair[:60]!r} is not FIELD=COLUMN with a field such as code, name, materials",
        )
    if column not in found:
        raise MappingUnusable(
            f"文件里没有“{column[:60]}”这一列", f"The file has no column {column[:60]!r}"
        )
    return field, column
