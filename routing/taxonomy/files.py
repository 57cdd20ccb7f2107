"""Reading a subject tree (导入事项分类): our own columns or the provincial three-level table; pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import orjson

from hotline.kit.sheets import Record
from routing.taxonomy.tree import (
    MAX_LEVEL,
    Category,
    Question,
    RequestKind,
    Taxonomy,
    build,
    question_from,
)

COLUMNS = (
    "code",
    "parent_code",
    "level",
    "name",
    "name_en",
    "scope_note",
    "kind_hint",
    "keywords",
    "questions",
)
_PROVINCIAL = ("level_1_code", "level_1_name")
_CODE = re.compile(r"(?:\d{2}){1,6}")
_SEPARATORS = re.compile(r"[;；、,，|\n]+")


@dataclass(frozen=True)
class RowError:
    """Why a line cannot be used; ``line`` counts from two, below the header."""

    line: int
    reason: str


@dataclass
class TaxonomyReport:
    """What an import does to the tree in force; codes by what happens to them."""

    version: str
    categories: int = 0
    levels: list[int] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    repaired: list[RowError] = field(default_factory=list)
    stored: bool = False


def read_categories(records: Sequence[Record]) -> tuple[list[Category], list[RowError]]:
    """Return the categories of a table and the faults of its lines; an empty record is an empty line."""
    first = next((record for record in records if record), {})
    numbered: list[tuple[int, Record]] = list(enumerate(records, start=2))
    errors: list[RowError] = []
    if all(name in first for name in _PROVINCIAL):
        numbered, errors = _from_provincial(numbered)
    found: dict[str, Category] = {}
    for line, record in numbered:
        if not record:
            continue
        try:
            category = _category(record)
            if category.code in found:
                msg = f"编码 {category.code} 重复"
                raise ValueError(msg)
            found[category.code] = category
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            told = f"缺少 {error.args[0]}" if isinstance(error, KeyError) else str(error)
            errors.append(RowError(line, told))
    errors += [
        RowError(0, f"{category.code} 的上级 {category.parent_code} 不存在")
        for category in found.values()
        if category.parent_code and category.parent_code not in found
    ]
    if not found and not errors:
        errors.append(RowError(0, "没有任何分类"))
    return list(found.values()), errors


def _from_provincial(
    numbered: Sequence[tuple[int, Record]],
) -> tuple[list[tuple[int, Record]], list[RowError]]:
    """Unfold ``level_N_code, level_N_name … scope`` into one line a node, each with the line it stands in."""
    nodes: dict[str, tuple[int, Record]] = {}
    errors: list[RowError] = []
    for line, record in numbered:
        for node in _nodes(record):
            known = nodes.setdefault(node["code"], (line, node))[1]
            if (known["name"], known["parent_code"]) != (node["name"], node["parent_code"]):
                told = f"编码 {node['code']} 已是“{known['name']}”，此行为“{node['name']}”"
                errors.append(RowError(line, told))
            elif known is not node and "scope_note" in node:
                errors.append(RowError(line, f"编码 {node['code']} 重复"))
    return list(nodes.values()), errors


def _nodes(record: Record) -> list[Record]:
    """Return the nodes of one line, the highest first; the last one has the scope note.

    A nameless last node means that its superior is not divided: it carries the superior's name. A code that
    does not lie under its superior is a slip of the table and is put there (see ``repairs``).
    """
    found: list[Record] = []
    parent = {"code": "", "name": ""}
    for level in range(1, MAX_LEVEL + 1):
        code = record.get(f"level_{level}_code", "")
        if not code:
            break
        name = record.get(f"level_{level}_name", "") or parent["name"]
        node = {"code": _under(parent["code"], code), "parent_code": parent["code"], "name": name}
        found.append(node)
        parent = node
    if found:
        found[-1]["scope_note"] = record.get("scope", "")
    return found


def _under(parent: str, code: str) -> str:
    misplaced = len(code) == len(parent) + 2 and not code.startswith(parent)
    return parent + code[-2:] if misplaced else code


def repairs(records: Sequence[Record]) -> list[RowError]:
    """Tell which codes of a provincial table were put under their superiors, line by line."""
    told = []
    for line, record in enumerate(records, start=2):
        for node in _nodes(record):
            written = record[f"level_{len(node['code']) // 2}_code"]
            if written != node["code"]:
                reason = f"编码 {written} 不属于上级 {node['parent_code']}，按 {node['code']} 处理"
                told.append(RowError(line, reason))
    return told


def _category(record: Record) -> Category:
    code = record["code"]
    if not _CODE.fullmatch(code):
        msg = f"编码“{code[:20]}”应为每级两位数字"
        raise ValueError(msg)
    level = int(record.get("level") or len(code) // 2)
    parent = record.get("parent_code") or (code[:-2] if len(code) > 2 else "")
    if level != len(code) // 2 or (parent and parent != code[:-2]):
        msg = f"编码 {code} 与级别、上级不符"
        raise ValueError(msg)
    name = record["name"]
    if not 1 <= len(name) <= 60:
        msg = "名称应为 1–60 字"
        raise ValueError(msg)
    hint = record.get("kind_hint", "")
    if hint and hint not in RequestKind.__members__:
        msg = f"诉求类型“{hint[:20]}”不存在"
        raise ValueError(msg)
    return Category(
        code=code,
        parent_code=parent or None,
        level=level,
        name=name,
        name_en=record.get("name_en", "")[:120],
        scope_note=record.get("scope_note", ""),
        kind_hint=RequestKind.__members__[hint] if hint else None,
        keywords=_keywords(record.get("keywords", "")),
        questions=_questions(record.get("questions", "")),
    )


def _keywords(text: str) -> tuple[str, ...]:
    words = (word.strip() for word in _SEPARATORS.split(text))
    return tuple(dict.fromkeys(word for word in words if word))


def _questions(text: str) -> tuple[Question, ...]:
    if not text:
        return ()
    try:
        data = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        msg = "questions 不是有效的 JSON"
        raise ValueError(msg) from error
    if not isinstance(data, list):
        msg = "questions 应为列表"
        raise TypeError(msg)
    return tuple(question_from(entry) for entry in data)


def digest_of(categories: Sequence[Category]) -> str:
    """Return a digest of the content, independent of the order of lines."""
    rows = sorted(repr(category) for category in categories)
    return sha256("\n".join(rows).encode()).hexdigest()


def compare(version: str, categories: Sequence[Category], present: Taxonomy) -> TaxonomyReport:
    """Report what the new tree changes in the present one."""
    new = build(version, categories).categories
    deepest = max((category.level for category in new.values()), default=0)
    return TaxonomyReport(
        version,
        len(new),
        levels=[sum(c.level == level for c in new.values()) for level in range(1, deepest + 1)],
        added=[code for code in new if code not in present.categories],
        changed=[c for c in new if c in present.categories and new[c] != present.categories[c]],
        removed=[code for code in present.categories if code not in new],
    )


def to_row(category: Category) -> Mapping[str, Any]:
    """Return the stored columns of a category (without its version)."""
    return {
        "code": category.code,
        "parent_code": category.parent_code,
        "level": category.level,
        "name": category.name,
        "name_en": category.name_en,
        "scope_note": category.scope_note,
        "kind_hint": category.kind_hint.value if category.kind_hint else None,
        "keywords": list(category.keywords),
        "questions": [question.to_json() for question in category.questions],
    }


def to_record(category: Category) -> Mapping[str, str]:
    """Return the export line of a category."""
    row = to_row(category)
    return {
        **{name: "" if row[name] is None else str(row[name]) for name in COLUMNS[:7]},
        "keywords": "；".join(category.keywords),
        "questions": orjson.dumps(row["questions"]).decode() if category.questions else "",
    }
