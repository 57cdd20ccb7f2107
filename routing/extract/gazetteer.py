"""Place names (地名库): names and short forms to district and town, ambiguity kept; pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from hotline.kit.text import normalise
from routing.extract.names import Known
from routing.places import Place
from routing.units import UnitRef

_SUFFIXES = (
    "街道办事处",
    "街道办",
    "街道",
    "镇",
    "区",
    "村民委员会",
    "社区居民委员会",
    "村委会",
    "社区",
    "村",
)
_DIRECTIONS = frozenset({"西南", "西北", "东南", "东北"})
_AFTER_DIRECTION = frozenset("方向角侧边部面风")
_ROADS = ("路", "大道", "大桥", "公路", "巷")
_DIVISIONS = frozenset({"DISTRICT", "TOWN", "VILLAGE"})
_LEADING = _DIVISIONS | {"ROAD"}  # an address begins with them
_HERE = (
    "我们村",
    "我村",
    "本村",
    "我们小区",
    "我小区",
    "本小区",
    "我们这",
    "我家楼下",
    "我家附近",
    "这里",
    "这边",
)
STRONG, WEAK = 1.0, 0.5
# How often the only place named was the right one in our 150 sentences (tests/routing/extract/sentences.txt), by
# its full name 33 of 33, by a short form 10 of 10; by the rule of succession.
FULL_NAME, SHORT_FORM = 34 / 35, 11 / 12
AMBIGUOUS_FROM = (
    0.5  # a second place with at least this share of the first one's support is asked about
)


@dataclass(frozen=True)
class PlaceEntry:
    """One place; ``code`` is the division's own code where it has one."""

    name: str
    kind: str
    district_code: str
    town_code: str = ""
    aliases: tuple[str, ...] = ()
    code: str = ""

    @property
    def place(self) -> Place:
        """Return where it lies."""
        return Place(self.district_code, self.town_code)

    def short_forms(self) -> list[str]:
        """Return what people say instead of the full name of a division: 祖庙, 祖庙街."""
        if self.kind not in _DIVISIONS:
            return []
        for suffix in _SUFFIXES:
            stem = self.name.removesuffix(suffix)
            if stem != self.name and len(stem) >= 2:
                return [stem, stem + "街", stem + "镇"] if suffix.startswith("街道") else [stem]
        return []


# What an office is called, and the place it stands for.
_OFFICES = {
    "人民政府": "",
    "街道办事处": "街道",
    "办事处": "",
    "社区居民委员会": "社区",
    "居民委员会": "社区",
    "社区居委会": "社区",
    "居委会": "社区",
    "村民委员会": "村",
    "村委会": "村",
}
_OFFICE = re.compile(rf"(?:{'|'.join(_OFFICES)})$")
_UNIT_KINDS = {"DISTRICT_GOVERNMENT": "DISTRICT", "TOWN": "TOWN", "VILLAGE": "VILLAGE"}


def unit_places(units: Iterable[UnitRef], known: Iterable[PlaceEntry]) -> list[PlaceEntry]:
    """Return the divisions of the organisation tree that the gazetteer lacks, by their governments' names.

    ``佛山市禅城区祖庙街道办事处`` is the place 祖庙街道; a division whose code is known is left out.
    """
    codes = {entry.code for entry in known if entry.code}
    names = {(entry.name, entry.district_code, entry.town_code) for entry in known}
    found = []
    for unit in units:
        kind, district = _UNIT_KINDS.get(unit.kind), unit.district_code or ""
        town = unit.town_code or ""
        name = _division_name(unit.name, kind)
        code = {"DISTRICT": district, "TOWN": town}.get(kind or "", "")
        lacks = kind is not None and district and len(name) >= 2 and code not in codes
        if lacks and (name, district, town) not in names:
            found.append(PlaceEntry(name, str(kind), district, town, code=code))
    return found


def _division_name(name: str, kind: str | None) -> str:
    own = _OFFICE.sub(lambda found: _OFFICES[found[0]], name)
    above = "市" if kind == "DISTRICT" else "区" if kind == "TOWN" else "街道|镇"
    return re.sub(rf"^.+(?:{above})(?=.{{2,}})", "", own)


@dataclass(frozen=True)
class PlaceHit:
    """A name found at ``start``–``end``; ``strong`` is false for a short form."""

    start: int
    end: int
    entries: tuple[PlaceEntry, ...]
    strong: bool

    @property
    def places(self) -> tuple[Place, ...]:
        """Return the distinct places the name may mean."""
        return tuple(dict.fromkeys(entry.place for entry in self.entries))


@dataclass(frozen=True)
class Candidate:
    """A place the text may speak of, with its share of the support and the spans that speak for it.

    ``reliability`` is how far a name of its kind is to be believed; a code given beside the text is believed.
    """

    place: Place
    confidence: float
    spans: tuple[tuple[int, int], ...]
    reliability: float = 1.0

    @property
    def belief(self) -> float:
        """Return how sure the place is (0–1), to be shown."""
        return self.confidence * self.reliability


@dataclass(frozen=True)
class Located:
    """What a text says about its place; ``ask`` is what must be asked, or empty."""

    candidates: tuple[Candidate, ...] = ()
    hits: tuple[PlaceHit, ...] = ()
    ambiguous: bool = False
    ask: str = ""

    def known(self) -> tuple[Known, ...]:
        """Return where places stand in the text, for names to be told apart from them."""
        return tuple(
            Known(
                hit.start,
                hit.end,
                own=hit.strong and all(e.kind in _LEADING for e in hit.entries),
                firm=hit.strong and all(e.kind != "DISTRICT" for e in hit.entries),
            )
            for hit in self.hits
        )

    @property
    def best(self) -> Place | None:
        """Return the place if exactly one fits."""
        return None if self.ambiguous or not self.candidates else self.candidates[0].place

    def open_places(self) -> tuple[Place, ...]:
        """Return the places that remain possible: one, several if ambiguous, or none."""
        if not self.ambiguous:
            return tuple(candidate.place for candidate in self.candidates[:1])
        floor = self.candidates[0].confidence * AMBIGUOUS_FROM
        return tuple(c.place for c in self.candidates if c.confidence > floor)


@dataclass
class _Name:
    entries: list[PlaceEntry] = field(default_factory=list)
    strong: bool = False


class Gazetteer:
    """Finds names of places; 20,000 names build in a fraction of a second."""

    def __init__(self, entries: Iterable[PlaceEntry] = ()) -> None:
        """Index full names, aliases and short forms in normal form."""
        self.entries = tuple(entries)
        names: dict[str, _Name] = {}
        for entry in self.entries:
            for form, strong in _forms(entry):
                name = names.setdefault(form, _Name())
                if entry not in name.entries:
                    name.entries.append(entry)
                name.strong = name.strong or strong
        self._names = [(key, tuple(name.entries), name.strong) for key, name in names.items()]
        self._matcher: Any = (
            AhoCorasick(list(names), matchkind=MatchKind.LeftmostLongest) if names else None
        )
        coded = [entry for entry in self.entries if entry.code]
        self._codes = {entry.code: entry.place for entry in coded}
        self._labels = {entry.code: entry.name for entry in coded}

    def find(self, normal: str) -> list[PlaceHit]:
        """Return the names in a text of normal form, in order, the longest at each position."""
        if self._matcher is None:
            return []
        hits = []
        for index, start, end in self._matcher.find_matches_as_indexes(normal):
            key, entries, strong = self._names[index]
            if _names_something_else(key, normal[end : end + 2], strong=strong):
                continue
            hits.append(PlaceHit(start, end, entries, strong))
        return hits

    def by_code(self, code: str) -> Place | None:
        """Return the place of a division code."""
        return self._codes.get(code)

    def label(self, place: Place) -> str:
        """Return the names of a place: 禅城区石湾镇街道; codes where a name is unknown."""
        codes = (code for code in (place.district_code, place.town_code) if code)
        return "".join(self._labels.get(code, code) for code in codes)

    def locate(self, normal: str, hint: str = "") -> Located:
        """Return the place of a text; ``hint`` is a division code or an address given beside it."""
        coded = self.by_code(hint.strip())
        if coded is not None:
            return Located((Candidate(coded, 1.0, ()),), tuple(self.find(normal)))
        hits = self.find(normal)
        if hint:
            told = _weigh(self.find(normalise(hint)))
            if told and not _is_ambiguous(told):
                first = replace(told[0], spans=())
                return Located((first,), tuple(hits))
        candidates = _weigh(hits)
        return Located(
            tuple(candidates), tuple(hits), _is_ambiguous(candidates), _question(normal, candidates)
        )


def _names_something_else(key: str, following: str, *, strong: bool) -> bool:
    """西南方向 is no town, and 南海大道 may lie anywhere: a short form inside a longer name says nothing."""
    if key in _DIRECTIONS and following[:1] in _AFTER_DIRECTION:
        return True
    return not strong and following.startswith(_ROADS)


def _forms(entry: PlaceEntry) -> Iterable[tuple[str, bool]]:
    for name in (entry.name, *entry.aliases):
        if len(name.strip()) >= 2:
            yield normalise(name.strip()), True
    for name in entry.short_forms():
        yield normalise(name), False


def _weigh(hits: Sequence[PlaceHit]) -> list[Candidate]:
    """Share every name's weight among the places it may mean; a district supports its towns."""
    support: dict[Place, float] = {}
    spans: dict[Place, list[tuple[int, int]]] = {}
    full = {place for hit in hits if hit.strong for place in hit.places}
    for hit in _distinct(hits):
        places = hit.places
        for place in places:
            weight = (STRONG if hit.strong else WEAK) / len(places)
            support[place] = support.get(place, 0.0) + weight
            spans.setdefault(place, []).append((hit.start, hit.end))
    for place in [place for place in support if place.town_code]:
        above = Place(place.district_code)
        support[place] += support.get(above, 0.0)
        spans[place] += spans.get(above, [])
    finer = {place.district_code for place in support if place.town_code}
    kept = {p: w for p, w in support.items() if p.town_code or p.district_code not in finer}
    total = sum(kept.values())
    ranked = sorted(kept.items(), key=lambda item: (-item[1], item[0].town_code))
    return [
        Candidate(p, w / total, tuple(sorted(spans[p])), FULL_NAME if p in full else SHORT_FORM)
        for p, w in ranked
    ]


def _distinct(hits: Sequence[PlaceHit]) -> list[PlaceHit]:
    """Count a repeated name once."""
    return list({hit.entries: hit for hit in reversed(hits)}.values())


def _is_ambiguous(candidates: Sequence[Candidate]) -> bool:
    if len(candidates) < 2:
        return False
    return candidates[1].confidence > candidates[0].confidence * AMBIGUOUS_FROM


def _question(normal: str, candidates: Sequence[Candidate]) -> str:
    if _is_ambiguous(candidates):
        return "提到多个地点，请核实事发地在哪个区、哪个镇街"
    if candidates:
        return "" if candidates[0].place.town_code else "只能确定到区，请核实镇街或具体地址"
    if any(word in normal for word in _HERE):
        return "只说了“本村”“本小区”等，请核实具体名称"
    return "未提到地点，请核实事发地"
