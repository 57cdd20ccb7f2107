"""Several rows of one code (同码多行): situations of the item, numbered so that they keep their numbers."""

from collections.abc import Iterable, Mapping, Sequence

from hotline.kit.transfer import Refusal
from knowledge.items.decisions import Standing
from knowledge.items.preparing import PreparedRow

Stands = Mapping[tuple[str, str], Standing]


def told_apart(
    rows: Sequence[PreparedRow], standing: Stands
) -> tuple[list[PreparedRow], list[Refusal]]:
    """Return every row once under a code and situation of its own, and the rows that repeat another.

    Rows of one code without a situation become situations by their names: one whose name is known keeps
    its number, the first of a new code keeps none, the others are counted on.
    """
    groups: dict[tuple[str, str], list[PreparedRow]] = {}
    given: dict[str, set[str]] = {}
    for row in rows:
        groups.setdefault((row.item.code, row.item.situation_code), []).append(row)
        given.setdefault(row.item.code, set()).add(row.item.situation_code)
    known = _known(standing)
    kept: list[PreparedRow] = []
    refused: list[Refusal] = []
    for (code, situation), group in groups.items():
        distinct = _distinct(group, refused)
        names = known.get(code, {})
        alone = len(distinct) == 1 and not names.get(distinct[0].item.name)
        if situation or alone:
            kept.append(distinct[0])
            refused += [_repeats(row, distinct[0]) for row in distinct[1:]]
        else:
            kept += _numbered(distinct, names, given[code] - {""})
    kept.sort(key=lambda row: row.number)
    return kept, refused


def _known(standing: Stands) -> dict[str, dict[str, str]]:
    """Return the situation of every name that stands, by code."""
    found: dict[str, dict[str, str]] = {}
    for (code, situation), stands in standing.items():
        found.setdefault(code, {})[stands.name] = situation
    return found


def _distinct(group: Sequence[PreparedRow], refused: list[Refusal]) -> list[PreparedRow]:
    by_name: dict[str, PreparedRow] = {}
    for row in group:
        first = by_name.setdefault(row.item.name, row)
        if first is not row:
            refused.append(_repeats(row, first))
    return list(by_name.values())


def _repeats(row: PreparedRow, first: PreparedRow) -> Refusal:
    zh = f"编码与第 {first.number} 行重复"
    return Refusal(row.number, row.item.code, zh, f"repeats the code of row {first.number}")


def _numbered(
    rows: Iterable[PreparedRow], known: Mapping[str, str], taken: set[str]
) -> list[PreparedRow]:
    numbers = {row.number: known[row.item.name] for row in rows if row.item.name in known}
    used = {*taken, *numbers.values(), *known.values()}
    found = []
    for row in rows:
        situation = numbers.get(row.number)
        if situation is None:
            situation = _next_free(used)
            used.add(situation)
        found.append(
            PreparedRow(row.number, row.item.model_copy(update={"situation_code": situation}))
        )
    return found


def _next_free(used: set[str]) -> str:
    """Return no situation for the first of a code, else the next number of two digits."""
    if "" not in used:
        return ""
    number = 1
    while f"{number:02d}" in used:
        number += 1
    return f"{number:02d}"
