"""Reference of the settings (设置一览): variable, default and meaning, read from ``Settings``."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, get_args

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from hotline.reference.markdown import code, page, table
from hotline.settings import Settings

HIDDEN = "（不显示 · hidden）"


@dataclass(frozen=True)
class Variable:
    """One setting as an operator sees it."""

    name: str
    default: str
    meaning: str
    section: str


def variables() -> list[Variable]:
    """List every setting, in the order of the classes; nested names joined by two underscores."""
    prefix = str(Settings.model_config.get("env_prefix", ""))
    return list(_walk(Settings, prefix, ""))


def _walk(model: type[BaseModel], prefix: str, section: str) -> Iterator[Variable]:
    for name, field in model.model_fields.items():
        nested = field.annotation
        if isinstance(nested, type) and issubclass(nested, BaseModel):
            yield from _walk(nested, f"{prefix}{name.upper()}__", f"{section}.{name}".strip("."))
            continue
        yield Variable(prefix + name.upper(), _default(field), _meaning(field), section)


def _meaning(field: FieldInfo) -> str:
    choices = _choices(field.annotation)
    return f"{field.description or ''}{choices}"


def _choices(annotation: Any) -> str:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return "（" + "、".join(code(str(member.value)) for member in annotation) + "）"
    return ""


def _is_secret(annotation: Any) -> bool:
    return annotation is SecretStr or any(_is_secret(inner) for inner in get_args(annotation))


def _default(field: FieldInfo) -> str:
    """Show the default; a secret's is hidden, unless it is empty and says that nothing is set."""
    value = field.get_default(call_default_factory=True)
    if _is_secret(field.annotation):
        empty = isinstance(value, SecretStr) and not value.get_secret_value()
        return "（空 · empty）" if empty else HIDDEN
    return _shown(value)


def _shown(value: Any) -> str:
    if isinstance(value, Enum):
        return code(str(value.value))
    if isinstance(value, bool):
        return code(str(value).lower())
    if isinstance(value, (list, tuple, set, frozenset, dict)):
        return code(_json(value)) if value else "（空 · empty）"
    return code(str(value)) if value not in (None, "") else "（空 · empty）"


def _json(value: Any) -> str:
    items = sorted(value) if isinstance(value, (set, frozenset)) else list(value)
    return "[" + ", ".join(str(item) for item in items) + "]"


def render() -> str:
    """Return the page ``settings.md``."""
    found = variables()
    parts = [
        "每项设置都是一个环境变量；列表和字典写成 JSON。值写错时拒绝启动并逐条指出；名字写错的变量不起作用，请对照本页。\n\n"
        "Every setting is an environment variable; lists and objects are written as JSON. A wrong value is refused at the "
        "start, one line each; a variable whose name is not on this page has no effect."
    ]
    for section in dict.fromkeys(variable.section for variable in found):
        rows = [(code(v.name), v.default, v.meaning) for v in found if v.section == section]
        parts.append(f"## {section or 'general · 总体'}")
        parts.append(table(("变量 variable", "默认 default", "说明 meaning"), rows))
    return page("设置 · Settings", *parts)
