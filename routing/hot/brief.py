"""The daily brief of hot topics (热点日报): figures, comparisons with their sample sizes, and Chinese text.

Pure: the day's counts, those of the days compared with, the topics and the names come as arguments. It
holds counts, places and shared words only; no text of a citizen, no name, no number of a ticket.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from hotline.kit.clock import local_date
from routing.hot.rising import Rising
from routing.hot.state import HotState, HotTopic

LEAST_SAMPLE = 20  # reports; a percentage of fewer says more than is known
TOP = 5
WHOLE_CITY = "全市"


@dataclass(frozen=True)
class DayCount:
    """Reports of one local day: in all, by category code of one level, by place code."""

    day: date
    total: int
    by_category: Mapping[str, int] = field(default_factory=dict)
    by_place: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Names:
    """What codes are called."""

    categories: Mapping[str, str]
    places: Mapping[str, str]

    def category(self, code: str) -> str:
        """Return the name of a category, its code if unknown."""
        return self.categories.get(code, code)

    def place(self, code: str) -> str:
        """Return the name of a place; without a code it is the whole city."""
        return self.places.get(code, code) if code else WHOLE_CITY


@dataclass(frozen=True)
class Compared:
    """A count beside an earlier one; ``change`` is a share (0.1 = 10 % more), ``None`` for a small sample."""

    label: str
    count: int
    before: int
    change: float | None


@dataclass(frozen=True)
class TopicLine:
    """One hot topic in the brief; ``observed`` different citizens in ``hours``, usual would be ``expected``."""

    title: str
    words: tuple[str, ...]
    observed: int
    expected: float
    hours: int
    confidence: float
    places: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class RisingLine:
    """One category far over its four weeks (domain rules §9.6), in tickets of the day."""

    title: str
    count: int
    mean: float


@dataclass(frozen=True)
class Brief:
    """The daily brief as data."""

    day: date
    total: int
    compared: tuple[Compared, ...]
    categories: tuple[Compared, ...]
    places: tuple[Compared, ...]
    new: tuple[TopicLine, ...]
    growing: tuple[TopicLine, ...]
    going_on: tuple[TopicLine, ...]
    ended: tuple[TopicLine, ...]
    rising: tuple[RisingLine, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return JSON values."""
        return {**asdict(self), "day": self.day.isoformat()}


@dataclass(frozen=True)
class Earlier:
    """The days compared with; ``None`` where nothing is known."""

    yesterday: DayCount | None = None
    last_week: DayCount | None = None
    last_year: DayCount | None = None


def compare(label: str, count: int, before: int) -> Compared:
    """Return a comparison; under ``LEAST_SAMPLE`` reports before, without a percentage."""
    change = (count - before) / before if before >= LEAST_SAMPLE else None
    return Compared(label, count, before, change)


def brief_of(
    today: DayCount,
    topics: Sequence[HotTopic],
    names: Names,
    *,
    earlier: Earlier | None = None,
    rising: Sequence[Rising] = (),
) -> Brief:
    """Return the brief of ``today``; ``topics`` and ``rising`` are those of the watch, ended ones included."""
    earlier = earlier or Earlier()
    days = (
        ("昨日", earlier.yesterday),
        ("上周同日", earlier.last_week),
        ("去年同日", earlier.last_year),
    )
    before = earlier.last_week or earlier.yesterday
    by_category = before.by_category if before else {}
    by_place = before.by_place if before else {}
    parts = _parts(today.day, topics)
    lines = {name: tuple(_line(topic, names) for topic in part) for name, part in parts.items()}
    return Brief(
        day=today.day,
        total=today.total,
        compared=tuple(compare(label, today.total, d.total) for label, d in days if d is not None),
        categories=_top(today.by_category, by_category, names.category),
        places=_top(today.by_place, by_place, names.place),
        rising=tuple(_risen(rise, names) for rise in rising),
        **lines,
    )


def _risen(rise: Rising, names: Names) -> RisingLine:
    title = f"{names.place(rise.topic.place)} {names.category(rise.topic.category)}"
    return RisingLine(title, rise.count, rise.mean)


def _parts(day: date, topics: Sequence[HotTopic]) -> dict[str, list[HotTopic]]:
    parts: dict[str, list[HotTopic]] = {"new": [], "growing": [], "going_on": [], "ended": []}
    for topic in sorted(topics, key=lambda topic: (topic.expected - topic.observed, topic.id)):
        part = _part(day, topic)
        if part:
            parts[part].append(topic)
    return parts


def _part(day: date, topic: HotTopic) -> str:
    """Return where a topic belongs; nowhere if it opened later or ended on another day."""
    if local_date(topic.opened_at) > day:
        return ""
    ended = None if topic.closed_at is None else local_date(topic.closed_at)
    if ended is not None and ended <= day:
        return "ended" if ended == day else ""
    if local_date(topic.opened_at) == day:
        return "new"
    return "growing" if topic.state is HotState.GROWING else "going_on"


def _line(topic: HotTopic, names: Names) -> TopicLine:
    subject = names.category(topic.topic.category)
    term = f"“{topic.topic.term}”" if topic.topic.term else ""
    return TopicLine(
        title=f"{names.place(topic.topic.place)} {subject}{term}",
        words=topic.words,
        observed=topic.observed,
        expected=topic.expected,
        hours=topic.window,
        confidence=topic.confidence,
        places=tuple((names.place(code), count) for code, count in topic.places[:TOP]),
    )


def _top(
    counts: Mapping[str, int], before: Mapping[str, int], name: Callable[[str], str]
) -> tuple[Compared, ...]:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:TOP]
    return tuple(compare(name(code), count, before.get(code, 0)) for code, count in ranked)


def text_of(brief: Brief) -> str:
    """Return the brief in Chinese, one finding a line."""
    day = brief.day
    lines = [f"【热点日报】{day.year}年{day.month}月{day.day}日", _total(brief)]
    if brief.categories:
        lines.append("诉求最多的事项：" + "；".join(_counted(c) for c in brief.categories) + "。")
    if brief.places:
        lines.append("诉求最多的地方：" + "；".join(_counted(c) for c in brief.places) + "。")
    for title, part in (
        ("新出现", brief.new),
        ("上升中", brief.growing),
        ("持续或回落", brief.going_on),
        ("已结束", brief.ended),
    ):
        lines += [f"{title}（{len(part)} 个）："] * bool(part)
        lines += [f"  {number}. {_told(line)}" for number, line in enumerate(part, 1)]
    if brief.rising:
        lines.append(_rising(brief.rising))
    if not (brief.new or brief.growing or brief.going_on or brief.ended):
        lines.append("当日没有超出往常的热点。")
    return "\n".join(lines)


def _rising(rising: Sequence[RisingLine]) -> str:
    told = "；".join(
        f"{line.title} {line.count} 件（日均 {line.mean:.1f} 件）" for line in rising[:TOP]
    )
    more = f"；另有 {len(rising) - TOP} 项" if len(rising) > TOP else ""
    return f"明显高于前四周的事项（{len(rising)} 项）：{told}{more}。"


def _total(brief: Brief) -> str:
    compared = [f"{c.label} {c.before:,} 件，{_change(c)}" for c in brief.compared]
    known = "；".join(compared) if compared else "没有可比的日期"
    return f"当日受理 {brief.total:,} 件（{known}）。"


def _change(compared: Compared) -> str:
    if compared.change is None:
        return f"样本不足 {LEAST_SAMPLE} 件，不计百分比"
    if round(compared.change, 3) == 0:
        return "持平"
    return f"{'增' if compared.change > 0 else '减'} {abs(compared.change):.1%}"


def _counted(compared: Compared) -> str:
    if compared.change is None:
        return f"{compared.label} {compared.count:,} 件"
    return (
        f"{compared.label} {compared.count:,} 件（前 {compared.before:,} 件，{_change(compared)}）"
    )


def _told(line: TopicLine) -> str:
    words = f"，共同提到：{'、'.join(line.words)}" if line.words else ""
    places = "、".join(f"{name} {count} 件" for name, count in line.places)
    where = f"，涉及{places}" if places else ""
    return (
        f"{line.title}：{line.hours} 小时内 {line.observed} 人反映，往常约 {line.expected:.1f} 人"
        f"{where}{words}，置信度 {_confidence(line.confidence)}"
    )


def _confidence(value: float) -> str:
    return "99.9% 以上" if value >= 0.999 else f"{value:.1%}"
