"""Rules, wording and must-route list as files (规则导入导出): JSON, CSV or XLSX to the stored content and back; pure.

Equal content gives equal bytes, whatever form it was written in.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import orjson

from hotline.kit.sheets import SheetRow, SheetUnreadable, decode, read_rows, write_sheet
from hotline.kit.transfer import Refusal
from routing.automatic import inspect_automatic, read_automatic, to_entry
from routing.imports import RowError
from routing.models import PolicyName
from routing.rules.examples import inspect_sentences
from routing.rules.ruleset import Rule, RuleError, inspect_rules, read_rules

PolicyFormat = Literal["json", "csv", "xlsx"]
COLUMNS: Mapping[PolicyName, tuple[str, ...]] = {
    PolicyName.RULES: (
        "id",
        "kind",
        "severity",
        "patterns",
        "near",
        "unless",
        "unless_here",
        "past",
        "present",
        "line",
        "ground_code",
        "reason_zh",
        "reason_en",
        "advice_zh",
        "advice_en",
        "citizen_zh",
        "citizen_en",
    ),
    PolicyName.WORDING: ("cantonese", "standard"),
    PolicyName.MUST_ROUTE: ("label", "unit_code", "reason"),
    PolicyName.AUTOMATIC: ("category_code", "kinds", "reason"),
    PolicyName.DANGERS: ("text", "expected"),
}
_LISTS = ("patterns", "near", "unless", "unless_here", "past", "present", "kinds")
_JSON = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
Entry = dict[str, Any]
Numbered = list[tuple[int, Entry]]
Why = tuple[str, str]  # in Chinese and English
_LONGEST_WORD = 20
_INSPECT: Mapping[PolicyName, Callable[[Any], tuple[Any, Sequence[RuleError | RowError]]]] = {
    PolicyName.RULES: inspect_rules,
    PolicyName.AUTOMATIC: inspect_automatic,
    PolicyName.DANGERS: inspect_sentences,
}


def canonical(name: PolicyName, content: Any) -> list[Entry]:
    """Return the entries in one form: rules and list in their order, the wording by its words."""
    if name is PolicyName.RULES:
        return [_entry(rule) for rule in read_rules(content)]
    if name is PolicyName.WORDING:
        return [{"cantonese": word, "standard": content[word]} for word in sorted(content)]
    if name is PolicyName.AUTOMATIC:
        return [to_entry(rule) for rule in read_automatic(content)]
    return [{column: entry[column] for column in COLUMNS[name]} for entry in content]


def _entry(rule: Rule) -> Entry:
    entry: Entry = {
        "id": rule.id,
        "kind": rule.kind.value,
        "severity": rule.severity.value,
        "patterns": list(rule.patterns),
        "near": list(rule.near),
        "unless": list(rule.unless),
        "unless_here": list(rule.unless_here),
        "past": list(rule.past),
        "present": list(rule.present),
        "line": rule.line,
        "ground_code": rule.ground_code.value if rule.ground_code else "",
        "reason_zh": rule.reason_zh,
        "reason_en": rule.reason_en,
        "advice_zh": rule.advice_zh,
        "advice_en": rule.advice_en,
        "citizen_zh": rule.citizen_zh,
        "citizen_en": rule.citizen_en,
    }
    return {name: value for name, value in entry.items() if value}


def content_of(name: PolicyName, entries: Sequence[Entry]) -> Any:
    """Return what is stored: a mapping for the wording, else the list."""
    if name is PolicyName.WORDING:
        return {entry["cantonese"]: entry["standard"] for entry in entries}
    return list(entries)


def key_of(name: PolicyName, entry: Mapping[str, Any]) -> str:
    """Return what names an entry in a report."""
    column = "id" if name is PolicyName.RULES else COLUMNS[name][0]
    return str(entry.get(column) or "")[:80]


def write_policy(name: PolicyName, content: Any, kind: PolicyFormat) -> bytes:
    """Return the content as a file that can be imported again."""
    entries = canonical(name, content)
    if kind == "json":
        return orjson.dumps(content_of(name, entries), option=_JSON)
    columns = COLUMNS[name]
    return write_sheet(kind, columns, [{c: _cell(e.get(c)) for c in columns} for e in entries])


def _cell(value: Any) -> Any:
    """Write phrases one a line; those that would read back otherwise as a JSON list."""
    if not isinstance(value, list):
        return value
    joined = "\n".join(value)
    return joined if _phrases(joined) == value else orjson.dumps(value).decode()


def _phrases(cell: str) -> list[str]:
    if cell.startswith("["):
        try:
            found = orjson.loads(cell)
        except orjson.JSONDecodeError:
            found = None
        if isinstance(found, list) and all(isinstance(phrase, str) for phrase in found):
            return found
    return [line.strip() for line in cell.split("\n") if line.strip()]


def read_policy(name: PolicyName, raw: bytes) -> tuple[list[Entry], list[Refusal]]:
    """Return the good entries and the refusals of the others.

    A refusal counts rows as a spreadsheet does, entries of JSON from one. Raises ``SheetUnreadable`` (422)
    for a file that is neither.
    """
    numbered, refusals = _json(name, raw) if _is_json(raw) else _table(name, raw)
    good: list[Entry] = []
    seen: dict[str, int] = {}
    for number, entry in numbered:
        key = key_of(name, entry)
        first = seen.setdefault(key, number)
        said = (f"与第 {first} 行重复", f"The same as row {first}")
        why = said if first != number else _fault(name, entry)
        if why is not None:
            refusals.append(Refusal(number, key, *why))
            continue
        good.append(entry)
    refusals.sort(key=lambda refusal: refusal.row)
    return (canonical(name, content_of(name, good)), refusals)


def _is_json(raw: bytes) -> bool:
    return raw.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in {b"[", b"{"}


def _json(name: PolicyName, raw: bytes) -> tuple[Numbered, list[Refusal]]:
    try:
        data = orjson.loads(decode(raw).encode())
    except orjson.JSONDecodeError as error:
        raise SheetUnreadable("不是有效的 JSON", "Not valid JSON") from error
    if name is PolicyName.WORDING:
        if not isinstance(data, dict):
            raise SheetUnreadable("应为词语对照（JSON 对象）", "The wording is a JSON object")
        data = [{"cantonese": word, "standard": told} for word, told in data.items()]
    if not isinstance(data, list):
        raise SheetUnreadable("应为列表（JSON 数组）", "A JSON list is needed")
    good = [(n, entry) for n, entry in enumerate(data, start=1) if isinstance(entry, dict)]
    kept = {n for n, _ in good}
    return good, [
        Refusal(n, "", "应为键值对", "An object is needed")
        for n in range(1, len(data) + 1)
        if n not in kept
    ]


def _table(name: PolicyName, raw: bytes) -> tuple[Numbered, list[Refusal]]:
    rows = read_rows(raw, needed=_needed(name))
    unknown = sorted(set(rows[0].cells) - set(COLUMNS[name])) if rows else []
    if unknown:
        raise SheetUnreadable(f"不认识的列：{'、'.join(unknown)}", f"Unknown columns: {unknown}")
    return (
        [(row.number, _read_entry(row)) for row in rows if not row.fault],
        [Refusal(r.number, "", r.fault, "Control characters") for r in rows if r.fault],
    )


def _needed(name: PolicyName) -> tuple[str, ...]:
    if name is PolicyName.RULES:
        return ("id", "kind", "severity", "patterns", "reason_zh", "reason_en")
    return COLUMNS[name]


def _read_entry(row: SheetRow) -> Entry:
    """Return the cells as members; the wording keeps an empty meaning (a word that is left out)."""
    if "cantonese" in row.cells:
        return dict(row.cells)
    return {
        column: _phrases(cell) if column in _LISTS else cell
        for column, cell in row.cells.items()
        if cell
    }


def _fault(name: PolicyName, entry: Entry) -> Why | None:
    """Return what is wrong with an entry, in Chinese and English."""
    if name is PolicyName.WORDING:
        return _word_fault(entry)
    if name is PolicyName.MUST_ROUTE:
        return _blank_fault(name, entry)
    faults = _INSPECT[name]([entry])[1]
    return (faults[0].reason, faults[0].reason_en) if faults else None


def _blank_fault(name: PolicyName, entry: Entry) -> Why | None:
    wrong = [c for c in COLUMNS[name] if not (isinstance(entry.get(c), str) and entry[c].strip())]
    return (f"缺少 {'、'.join(wrong)}", f"{', '.join(wrong)} missing") if wrong else None


def _word_fault(entry: Entry) -> Why | None:
    word, told = entry.get("cantonese"), entry.get("standard")
    if not isinstance(word, str) or not word or not isinstance(told, str):
        return "方言词和标准词应为文字", "The dialect's word and the standard one should be texts"
    if max(len(word), len(told)) > _LONGEST_WORD:
        return f"词语最多 {_LONGEST_WORD} 字", f"A word may have {_LONGEST_WORD} characters"
    return None
