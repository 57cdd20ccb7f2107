"""Forms of actions (操作表单): the base of all payloads and the fields a console shows for them.

A field says once what it is: its Chinese title, how it is typed in, and whether it is free text (then
the action log keeps it apart from the codes, because a citizen's words may stand in it).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints
from pydantic.fields import FieldInfo

from hotline.kit.labels import LabelledEnum

UI = "ui"
TEXT = "text"
HELP = "help"
PERSONAL = "personal"
LONG = 4000
# The values of other fields of the form for which a console shows a field.
When = Mapping[str, tuple[str, ...]]


# A stored file of the ticket by its id, or a fresh upload by its claim (id and secret).
FileRef = Annotated[
    str, StringConstraints(pattern=r"^[0-9A-HJKMNP-TV-Z]{26}(\.[A-Za-z0-9_-]{1,70})?$")
]


class Payload(BaseModel):
    """Base of the payloads: unknown members are refused, values are never changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Nothing(Payload):
    """An action that carries nothing."""


@dataclass(frozen=True)
class FieldSpec:
    """One field as a console shows it."""

    name: str
    label: str
    type: str
    required: bool
    options: tuple[tuple[str, str], ...] = field(default=())
    help: str = ""
    when: When = field(default_factory=dict)


def prose(title: str, *, longest: int = LONG, shortest: int = 1, default: Any = ...) -> Any:
    """Free text of several lines."""
    return Field(
        default,
        title=title,
        max_length=longest,
        min_length=shortest,
        json_schema_extra={UI: "textarea", TEXT: True},
    )


def one_line(title: str, *, longest: int = 120, shortest: int = 1, default: Any = ...) -> Any:
    """Free text of one line."""
    return Field(
        default,
        title=title,
        max_length=longest,
        min_length=shortest,
        json_schema_extra={UI: "text", TEXT: True},
    )


def personal(title: str, *, longest: int = 120) -> Any:
    """Personal data of one line, left out where it is not known; it is sealed and never stands in the log."""
    return Field(
        None,
        title=title,
        max_length=longest,
        min_length=1,
        json_schema_extra={UI: "text", PERSONAL: True},
    )


def code(title: str, *, ui: str = "text", longest: int = 80, default: Any = ...) -> Any:
    """A code, reference or id that is no free text."""
    return Field(default, title=title, max_length=longest, json_schema_extra={UI: ui})


def files(title: str, *, most: int, least: int = 0) -> Any:
    """A list of files."""
    options: dict[str, Any] = {} if least else {"default_factory": list}
    return Field(
        title=title,
        min_length=least,
        max_length=most,
        json_schema_extra={UI: "files"},
        **options,
    )


def titled(title: str, *, default: Any = ..., ui: str | None = None) -> Any:
    """Any other value; the way of typing it in follows from its type unless ``ui`` says it."""
    return Field(default, title=title, json_schema_extra={UI: ui} if ui else None)


def _extra(info: FieldInfo) -> dict[str, Any]:
    return info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}


def text_fields(model: type[BaseModel]) -> frozenset[str]:
    """Return the names of the free-text fields; a nested model or list of models counts as text."""
    return frozenset(
        name
        for name, info in model.model_fields.items()
        if _extra(info).get(TEXT) or _holds_model(info.annotation)
    )


def personal_fields(model: type[BaseModel]) -> frozenset[str]:
    """Return the names of the fields whose values are personal data."""
    fields = model.model_fields.items()
    return frozenset(name for name, info in fields if _extra(info).get(PERSONAL))


def _holds_model(annotation: Any) -> bool:
    if isinstance(annotation, type):
        return issubclass(annotation, BaseModel)
    return any(_holds_model(inner) for inner in get_args(annotation))


def fields_of(model: type[BaseModel]) -> list[FieldSpec]:
    """List the fields of a payload for a console, in their order."""
    return [_spec(name, info, _when(model, name)) for name, info in model.model_fields.items()]


def _when(model: type[BaseModel], name: str) -> When:
    """Return when the field is shown, as the class that brings it says; empty means always."""
    for owner in model.__mro__:
        if name in vars(owner).get("__annotations__", {}):
            found: When = vars(owner).get("shown_when", {})
            return found
    return {}


def _spec(name: str, info: FieldInfo, when: When) -> FieldSpec:
    kind = _plain(info.annotation)
    options = tuple(
        (member.value, member.label)
        for member in (kind if _is_enum(kind) else ())
        if isinstance(member, LabelledEnum)
    )
    extra = _extra(info)
    return FieldSpec(
        name=name,
        label=info.title or name,
        type=str(extra.get(UI) or _type_of(info.annotation, kind)),
        required=info.is_required(),
        options=options,
        help=str(extra.get(HELP, "")),
        when=when,
    )


def _plain(annotation: Any) -> Any:
    """Strip ``| None``, annotations and the list around a type."""
    if get_origin(annotation) is Annotated:
        return _plain(get_args(annotation)[0])
    if get_origin(annotation) in {Union, UnionType}:
        inner = [a for a in get_args(annotation) if a is not type(None)]
        return _plain(inner[0])
    if get_origin(annotation) in {list, tuple, frozenset}:
        return _plain(get_args(annotation)[0])
    return annotation


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


def _type_of(annotation: Any, kind: Any) -> str:
    many = any(
        get_origin(a) in {list, tuple, frozenset} for a in (annotation, *get_args(annotation))
    )
    if _is_enum(kind):
        return "multiselect" if many else "select"
    if _holds_model(annotation):
        return "json"
    names = {bool: "bool", int: "int", date: "date", datetime: "datetime"}
    found = names.get(kind)
    if found is None:
        return "datetime" if kind is AwareDatetime else "multiselect" if many else "text"
    return found
