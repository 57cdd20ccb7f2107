"""Old subjects read today (分类沿革): tickets keep code and version, lists and figures read them by the mappings; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from routing.taxonomy.mapping import MapRow, is_same
from routing.taxonomy.tree import Taxonomy

Pair = tuple[str | None, str]


@dataclass(frozen=True)
class Step:
    """One mapping with both its trees."""

    old: Taxonomy
    new: Taxonomy
    rows: Mapping[str, MapRow]

    def read(self, code: str) -> tuple[str, ...]:
        """Return what a subject of the old tree is in the new one; empty: nothing any more, or unknown.

        A node above the leaves without a line of its own is what all its leaves have in common.
        """
        row = self.rows.get(code)
        if row is not None:
            return row.new_codes
        if is_same(code, self.old, self.new):
            return (code,)
        below = [leaf.code for leaf in self.old.leaves() if code in self.old.chain(leaf.code)]
        if not below or below == [code]:
            return ()
        common = common_of(self.new, [new for leaf in below for new in self.read(leaf)])
        return (common,) if common else ()


def version_at(trees: Sequence[tuple[datetime, str]], at: datetime) -> str:
    """Return the version in force at an instant; the first one for what is older than all, empty without any.

    ``trees`` are (since when, version), the oldest first.
    """
    before = [version for since, version in trees if since <= at]
    return before[-1] if before else (trees[0][1] if trees else "")


def common_of(tree: Taxonomy, codes: Iterable[str]) -> str | None:
    """Return the nearest node that holds all these subjects, if there is one."""
    chains = [tree.chain(code) for code in dict.fromkeys(codes)]
    if not chains:
        return None
    shared = set(chains[0]).intersection(*chains[1:])
    return next((code for code in chains[0] if code in shared), None)


@dataclass(frozen=True)
class History:
    """All mappings towards the tree in force."""

    present: Taxonomy
    steps: Mapping[str, Step] = field(default_factory=dict)  # by the old version
    trees: Sequence[tuple[datetime, str]] = ()  # since when each version, the oldest first

    @cached_property
    def _read(self) -> dict[Pair, tuple[str, ...]]:
        return {}

    def possible(self, code: str, version: str | None) -> tuple[str, ...]:
        """Return every subject of today that an old one may be; several only after a split."""
        known = self._read.get((version, code))
        if known is None:
            known = self._read[version, code] = self._walk(code, version)
        return known

    def _walk(self, code: str, version: str | None) -> tuple[str, ...]:
        codes: tuple[str, ...] = (code,)
        passed = set[str]()
        while version is not None and version != self.present.version and version not in passed:
            step = self.steps.get(version)
            if step is None:
                break
            passed.add(version)
            codes = tuple(dict.fromkeys(new for old in codes for new in step.read(old)))
            version = step.new.version
        return tuple(code for code in codes if code in self.present.categories)

    def stands(self, code: str | None, written_at: datetime) -> bool:
        """Tell whether a code written down at an instant is today the same subject, or a part of it.

        No code at all is every subject, under any tree.
        """
        version = version_at(self.trees, written_at)
        return code is None or version not in self.steps or code in self.possible(code, version)

    def now(self, code: str | None, version: str | None) -> str | None:
        """Return today's subject: after a split what all parts have in common, ``None`` where nothing is left."""
        if code is None:
            return None
        codes = self.possible(code, version)
        return codes[0] if len(codes) == 1 else common_of(self.present, codes)

    def before(self, code: str) -> list[Pair]:
        """Return every (version, code) that reads as ``code`` or something under it today."""
        found: list[Pair] = [(self.present.version or None, code)]
        for version, step in self.steps.items():
            for old in step.old.categories:
                now = self.now(old, version)
                if now is not None and code in self.present.chain(now):
                    found.append((version, old))
        return found
