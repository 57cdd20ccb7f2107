"""Reading a subject tree (导入事项分类): our own columns or the provincial three-level table; pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import orjson

from hotline.kit.sheets import Record, RowFault, SheetRow
from hotline.kit.transfer import Table
from routing.imports import RowError, read_each
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


def read_categories(rows: Sequence[SheetRow]) -> tuple[list[Category], list[RowError]]:
    """Return the categories of a table and the faults of its lines."""
    errors: list[RowError] = []
    if rows and all(name in rows[0].cells for name in _PROVINCIAL):
        rows, errors = _from_provincial(rows)
    found: dict[str, Category] = {}

    def read(row: SheetRow) -> None:
        category = _category(row.cells)
        if category.code in found:
            raise RowFault(f"编码 {category.code} 重复", f"Code {category.code} stands there twice")
        found[category.code] = category

    errors += read_each(rows, read)[1]
    errors += [
        RowError(
            0, f"{one.code} 的上级 {one.parent_code} 不存在", f"{one.code}: no {one.parent_code}"
        )
        for one in found.values()
        if one.parent_code and one.parent_code not in found
    ]
    if not found and not errors:
        errors.append(RowError(0, "没有任何分类", "There is no category"))
    return list(found.values()), errors


def _from_provincial(rows: Iterable[SheetRow]) -> tuple[list[SheetRow], list[RowError]]:
    """Unfold ``level_N_code, level_N_name … scope`` into one row a node, each with the line it stands in."""
    nodes: dict[str, SheetRow] = {}
    errors: list[RowError] = []
    for row in rows:
        for node in _nodes(row.cells):
            code = node["code"]
            known = nodes.setdefault(code, SheetRow(row.number, node, row.fault)).cells
            if (known["name"], known["parent_code"]) != (node["name"], node["parent_code"]):
                told = (
                    f"编码 {code} 已是“{known['name']}”，此行为“{node['name']}”",
                    f"Code {code} is {known['name']} already, here {node['name']}",
                )
                errors.append(RowError(row.number, *told))
            elif known is not node and "scope_note" in node:
                told = (f"编码 {code} 重复", f"Code {code} stands there twice")
                errors.append(RowError(row.number, *told))
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


def repairs(rows: Iterable[SheetRow]) -> list[RowError]:
    """Tell which codes of a provincial table were put under their superiors, line by line."""
    told = []
    for row in rows:
        for node in _nodes(row.cells):
            code, parent = node["code"], node["parent_code"]
            written = row.cells[f"level_{len(code) // 2}_code"]
            if written != code:
                zh = f"编码 {written} 不属于上级 {parent}，按 {code} 处理"
                en = f"Code {written} does not lie under {parent}: read as {code}"
                told.append(RowError(row.number, zh, en))
    return told


def _category(record: Record) -> Category:
    code = record["code"]
    if not _CODE.fullmatch(code):
        raise RowFault(
            f"编码“{code[:20]}”应为每级两位数字", f"Code {code[:20]} should have two digits a level"
        )
    depth = str(len(code) // 2)
    parent = record.get("parent_code") or (code[:-2] if len(code) > 2 else "")
    if (record.get("level") or depth) != depth or (parent and parent != code[:-2]):
        raise RowFault(
            f"编码 {code} 与级别、上级不符", f"Code {code} does not fit its level and superior"
        )
    name = record["name"]
    if not 1 <= len(name) <= 60:
        raise RowFault("名称应为 1–60 字", "A name has 1 to 60 characters")
    hint = record.get("kind_hint", "")
    if hint and hint not in RequestKind.__members__:
        raise RowFault(f"诉求类型“{hint[:20]}”不存在", f"No kind of request {hint[:20]}")
    return Category(
        code=code,
        parent_code=parent or None,
        level=len(code) // 2,
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
        raise RowFault("questions 不是有效的 JSON", "questions is no valid JSON") from error
    if not isinstance(data, list):
        raise RowFault("questions 应为列表", "questions should be a list")
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


def tree_table(taxonomy: Taxonomy) -> Table:
    """Return a tree as a table that can be imported again."""
    return Table(
        "taxonomy",
        COLUMNS,
        [to_record(category) for category in taxonomy.walk()],
        {"version": taxonomy.version},
        file=f"categories-{taxonomy.version or 'none'}",
    )


def to_record(category: Category) -> Mapping[str, str]:
    """Return the export line of a category."""
    row = to_row(category)
    return {
        **{name: "" if row[name] is None else str(row[name]) for name in COLUMNS[:7]},
        "keywords": "；".join(category.keywords),
        "questions": orjson.dumps(row["questions"]).decode() if category.questions else "",
    }
