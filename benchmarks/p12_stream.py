"""A made-up year of requests (仿真诉求流) with planted near-duplicates and look-alikes that are none.

Clauses of our own seed requests, set phrases and real and invented place names make the texts; every
matter has its own number, so that an alert is right exactly when both texts tell of one matter.
"""

import csv
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from hotline.kit.text import Wording, normalise

DATA = Path(__file__).parent.parent / "hotline" / "demo" / "data"
DUPLICATES, LOOKALIKES = 0.06, 0.10
ATTEMPTS = 40
REMEMBERED = 20_000  # a duplicate or look-alike is made of one of this many latest matters

OPENERS = (
    ("来电人反映，",) * 6
    + ("市民来电反映，",) * 4
    + ("市民反映：",) * 3
    + ("你好，我要投诉，", "您好，", "我想反映一下，", "热心市民反映", "诉求人称，", "")
)
CLOSINGS = (
    ("，希望有关部门尽快核实处理并回复。",) * 5
    + ("，请相关部门跟进处理，谢谢。",) * 4
    + ("，市民要求尽快处理并给予书面答复。",) * 2
    + (
        "，请尽快派人到现场查看。",
        "，望回复！",
        "，拜托了",
        "，来电人表示不满，要求限期整改。",
        "。",
        "",
    )
)
SINCE = (
    "已经持续{n}天", "从{m}月{d}日开始", "前后有{n}个星期了", "昨晚{h}点还是这样", "每天早上{h}点多就开始",
    "上个月{d}号就打过电话", "到现在{n}个多月没有人管", "今天{h}点半再去看还是老样子",
)  # fmt: skip
ADDED = (
    "旁边住户意见也很大", "家里有老人和小孩", "之前向居委会反映过没有结果", "物业说不归他们管", "有照片可以提供",
    "附近几户都可以作证", "现场没有任何警示", "来电人愿意配合调查", "一到下雨天更严重", "希望不要再踢皮球",
)  # fmt: skip
SAME_WORDS = (
    ("反映", "投诉"), ("希望", "恳请"), ("尽快", "马上"), ("处理", "解决"), ("有关部门", "相关单位"), ("已经", "都"),
    ("没有", "没"), ("附近", "旁边"), ("居民", "住户"), ("很大", "特别大"), ("晚上", "夜里"), ("噪音", "噪声"),
    ("小孩", "孩子"), ("垃圾", "废弃物"), ("每天", "天天"), ("老人", "长者"), ("门口", "门前"), ("什么", "啥"),
    ("怎么", "如何"), ("现在", "目前"), ("要求", "请求"), ("知道", "清楚"), ("因为", "由于"), ("工作人员", "职员"),
)  # fmt: skip
FIRST = "翠金丽怡锦碧华君盛汇万龙凤荔兰枫柏御海江滨星月云雅和福嘉恒鸿景悦保绿"
SECOND = "湖域景涛绣桂茂临世豪科腾翔湾香林桥府山岸河光亮溪致顺泰安信达辰都"
ESTATES = ("花园", "苑", "小区", "雅居", "豪庭", "广场", "新村", "公寓")
CLAUSE = re.compile(r"[^，。！？；!?;\n ]+")


@dataclass(frozen=True)
class Spot:
    """Where a matter is: a pattern with its names and numbers."""

    pattern: str
    town: str
    name: str
    other: str
    number: int
    second: int

    def __str__(self) -> str:
        """Return the words."""
        return self.pattern.format(
            town=self.town, name=self.name, other=self.other, n=self.number, k=self.second
        )


@dataclass(frozen=True)
class Matter:
    """One matter as first told."""

    number: int
    seed: int
    opener: str
    spot: Spot
    clauses: tuple[str, ...]
    closing: str

    def text(self) -> str:
        """Return the whole text."""
        return f"{self.opener}{self.spot}{'，'.join(self.clauses)}{self.closing}"


@dataclass(frozen=True)
class Told:
    """One text of the stream; ``kind`` is new, lookalike or how a duplicate was made."""

    matter: int
    text: str
    kind: str


def _all_names(places: list[dict[str, str]]) -> set[str]:
    """Return names, aliases and what is left of a division's name without its kind."""
    names = {row["name"] for row in places}
    names |= {alias for row in places for alias in row["aliases"].split("；") if alias}
    stems = {re.sub("(街道|镇|社区|村|区)$", "", name) for name in names}
    return names | {stem for stem in stems if len(stem) > 1}


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class City:
    """Names, clauses and dice."""

    def __init__(self, seed: int) -> None:
        """Read the project's own seed data."""
        self.dice = random.Random(seed)
        places = _rows("gazetteer.csv")
        self._known = _all_names(places)
        self.towns = [row["name"] for row in places if row["kind"] == "TOWN"]
        self.roads = [row["name"] for row in places if row["kind"] == "ROAD"] + self._invented(
            "路", 900
        )
        self.villages = [row["name"] for row in places if row["kind"] == "VILLAGE"]
        self.villages += self._invented("村", 600)
        kinds = {"LANDMARK", "PARK", "MARKET", "STATION", "HOSPITAL", "SCHOOL"}
        self.landmarks = [row["name"] for row in places if row["kind"] in kinds]
        self.estates = [row["name"] for row in places if row["kind"] == "ESTATE"]
        for suffix in ESTATES:
            self.estates += self._invented(suffix, 500)
        self.seeds = self._clauses(self._known)
        words = [(row["standard"], row["cantonese"]) for row in _rows("cantonese.csv")]
        self.cantonese = sorted(
            {(a, b) for a, b in words if len(a) > 1 and a != b}, key=lambda pair: -len(pair[0])
        )
        self.spots = self._patterns()

    def _invented(self, suffix: str, size: int) -> list[str]:
        """Return names no known place ends with: who writes 万科广场 means 南海万科广场."""
        endings = {known[start:] for known in self._known for start in range(len(known))}
        found: dict[str, None] = {}
        while len(found) < size:
            name = self.dice.choice(FIRST) + self.dice.choice(SECOND) + suffix
            if name not in endings:
                found[name] = None
        return list(found)

    def _clauses(self, names: set[str]) -> list[list[str]]:
        """Return the clauses of every seed request; clauses that name a place are left out."""
        lines = (DATA / "requests.jsonl").read_text(encoding="utf-8").splitlines()
        named = re.compile("|".join(map(re.escape, sorted(names))))
        seeds = []
        for row in map(json.loads, lines):
            parts = [part for part in CLAUSE.findall(row["text"]) if len(part) > 3]
            free = [part for part in parts if named.search(normalise(part)) is None]
            if len(free) >= 2:
                seeds.append(free)
        return seeds

    def _patterns(self) -> list[tuple[str, list[str]]]:
        return [
            ("{town}{name}{n}栋{k}单元", self.estates),
            ("{name}{n}栋楼下", self.estates),
            ("{town}{name}{n}号的商铺", self.roads),
            ("{name}{n}号门口", self.roads),
            ("{town}{name}{k}巷{n}号", self.villages),
            ("{name}与{other}交叉口往东约{k}米", self.roads),
            ("在{name}坐的{n}路公交车", self.landmarks),
            ("{town}{name}旁边", self.landmarks),
            ("{name}门口", self.estates),
            ("位于{town}的{name}", self.villages),
        ]

    def spot(self) -> Spot:
        """Return any place."""
        dice = self.dice
        pattern, names = dice.choice(self.spots)
        name = dice.choice(names)
        return Spot(
            pattern,
            dice.choice(self.towns),
            name,
            dice.choice([other for other in dice.sample(self.roads, 2) if other != name]),
            dice.randint(1, 320) if "路公交" in pattern or "号" in pattern else dice.randint(1, 38),
            dice.randint(1, 9),
        )

    def other_spot(self, spot: Spot) -> Spot:
        """Return a place told in the same words, differing in the number or the name alone, or in both."""
        names = dict(self.spots)[spot.pattern]
        dice = self.dice
        number = dice.choice([n for n in range(1, 60) if n != spot.number])
        name = dice.choice([other for other in names if other != spot.name])
        ways = [(name, spot.number), (name, number)]
        if "{n}" in spot.pattern:
            ways.append((spot.name, number))
        chosen, digits = dice.choice(ways)
        return Spot(spot.pattern, spot.town, chosen, spot.other, digits, spot.second)

    def since(self) -> str:
        """Return a time clause."""
        roll = self.dice.randint
        return self.dice.choice(SINCE).format(
            n=roll(2, 9), m=roll(1, 12), d=roll(1, 28), h=roll(6, 11)
        )


class Retelling:
    """The ways in which one matter is told again."""

    def __init__(self, city: City) -> None:
        """Use the city's dice and words."""
        self.city = city
        self.dice = city.dice
        self.letters = "".join(
            sorted({c for parts in city.seeds for p in parts for c in p if c > "一"})
        )
        self.ways: dict[str, Callable[[Matter], str]] = {
            "typos": self.typos,
            "clause dropped": self.dropped,
            "clause added": self.added,
            "synonyms": self.synonyms,
            "reordered": self.reordered,
            "same citizen retypes": self.retyped,
            "Cantonese wording": self.cantonese,
        }

    def tell(self, matter: Matter) -> Told:
        """Return the matter told again in one of the ways."""
        kind = self.dice.choice(sorted(self.ways))
        return Told(matter.number, self.ways[kind](matter), kind)

    def typos(self, matter: Matter) -> str:
        """Change one character in about thirty, never a number or its unit."""
        return self._typos(matter.text(), 30)

    def _typos(self, text: str, each: int) -> str:
        letters = list(text)
        for _ in range(max(1, len(letters) // each)):
            at = self.dice.randrange(len(letters) - 1)
            if any(letter.isdigit() for letter in letters[max(0, at - 1) : at + 2]):
                continue
            way = self.dice.randrange(3)
            if way == 0:
                letters[at] = self.dice.choice(self.letters)
            elif way == 1:
                letters[at] = ""
            else:
                letters[at], letters[at + 1] = letters[at + 1], letters[at]
            letters = list("".join(letters))
        return "".join(letters)

    def dropped(self, matter: Matter) -> str:
        """Leave one clause out, and often the set phrases."""
        kept = list(matter.clauses)
        if len(kept) > 2:
            kept.pop(self.dice.randrange(len(kept)))
        closing = self.dice.choice((matter.closing, "。", ""))
        return f"{self.dice.choice((matter.opener, ''))}{matter.spot}{'，'.join(kept)}{closing}"

    def added(self, matter: Matter) -> str:
        """Add one or two clauses."""
        clauses = list(matter.clauses)
        for extra in self.dice.sample(ADDED, self.dice.randint(1, 2)):
            clauses.insert(self.dice.randint(0, len(clauses)), extra)
        return f"{matter.opener}{matter.spot}{'，'.join(clauses)}{matter.closing}"

    def synonyms(self, matter: Matter) -> str:
        """Say up to six words otherwise."""
        return self._synonyms(matter.text(), 6)

    def _synonyms(self, text: str, most: int) -> str:
        usable = [pair for pair in SAME_WORDS if pair[0] in text]
        for word, other in self.dice.sample(usable, min(most, len(usable))):
            text = text.replace(word, other)
        return text

    def reordered(self, matter: Matter) -> str:
        """Tell the clauses in another order, the place perhaps last."""
        clauses = list(matter.clauses)
        self.dice.shuffle(clauses)
        told = "，".join(clauses)
        if self.dice.random() < 0.3:
            return f"{matter.opener}{told}，地点在{matter.spot}{matter.closing}"
        return f"{matter.opener}{matter.spot}{told}{matter.closing}"

    def retyped(self, matter: Matter) -> str:
        """Begin and end otherwise, leave the town out, write numbers in Chinese, skip and mistype."""
        spot = str(matter.spot).removeprefix(matter.spot.town)
        if matter.spot.number < 10 and "栋" in spot:
            spot = spot.replace(
                f"{matter.spot.number}栋", f"{'零一二三四五六七八九'[matter.spot.number]}栋"
            )
        clauses = list(matter.clauses)
        if len(clauses) > 3:
            clauses.pop(self.dice.randrange(len(clauses)))
        text = f"{self.dice.choice(OPENERS)}{spot}{'，'.join(clauses)}{self.dice.choice(CLOSINGS)}"
        return self._typos(self._synonyms(text, 2), 60)

    def cantonese(self, matter: Matter) -> str:
        """Say up to eight words as Cantonese speakers write them."""
        text = matter.text()
        spot = str(matter.spot)
        head, _, tail = text.partition(spot)
        usable = [pair for pair in self.city.cantonese if pair[0] in tail]
        for word, other in self.dice.sample(usable, min(8, len(usable))):
            tail = tail.replace(word, other)
        return head + spot + tail


def stream(size: int, seed: int = 12) -> Iterator[Told]:
    """Yield ``size`` texts; the same for the same ``seed``."""
    city = City(seed)
    retelling = Retelling(city)
    dice = city.dice
    known: list[Matter] = []
    taken: set[tuple[int, str]] = set()
    number = 0
    for _ in range(size):
        chance = dice.random()
        if known and chance < DUPLICATES:
            yield retelling.tell(dice.choice(known))
            continue
        number += 1
        if known and chance < DUPLICATES + LOOKALIKES:
            matter = _lookalike(city, dice.choice(known), number, taken)
            kind = "lookalike"
        else:
            matter, kind = _new(city, number, taken), "new"
        if len(known) < REMEMBERED:
            known.append(matter)
        else:
            known[number % REMEMBERED] = matter
        yield Told(matter.number, matter.text(), kind)


def _new(city: City, number: int, taken: set[tuple[int, str]], there: Spot | None = None) -> Matter:
    """Return a matter of which no other speaks at that place."""
    dice = city.dice
    attempts = 0
    while True:
        attempts += 1
        wanted = there if attempts <= ATTEMPTS else None
        chosen, spot = dice.randrange(len(city.seeds)), wanted or city.spot()
        places = {(chosen, spot.name)} | (
            {(chosen, spot.other)} if "{other}" in spot.pattern else set()
        )
        if taken.isdisjoint(places):
            break
    taken |= places
    own = city.seeds[chosen]
    first = dice.randrange(max(1, len(own) - 3))
    clauses = own[first : first + 4]
    if dice.random() < 0.5:
        clauses = [*clauses, dice.choice(ADDED)]
    if dice.random() < 0.7:
        clauses = [*clauses, city.since()]
    return Matter(number, chosen, dice.choice(OPENERS), spot, tuple(clauses), dice.choice(CLOSINGS))


def _lookalike(city: City, old: Matter, number: int, taken: set[tuple[int, str]]) -> Matter:
    """Return another matter in the words of ``old``, or another of its place in the same set phrases."""
    if city.dice.random() < 0.2:
        fresh = _new(city, number, taken, old.spot)
        clauses = (*fresh.clauses, *(part for part in old.clauses if part in ADDED))
        return replace(fresh, opener=old.opener, clauses=clauses, closing=old.closing)
    for _ in range(ATTEMPTS):
        spot = city.other_spot(old.spot)
        mark = f"{spot.name}/{spot.number}"
        free = spot.name == old.spot.name or (old.seed, spot.name) not in taken
        if free and (old.seed, mark) not in taken:
            break
    else:
        return _new(city, number, taken)  # all places of this kind have told the matter
    taken |= {
        (old.seed, mark),
        (old.seed, spot.name),
        (old.seed, f"{old.spot.name}/{old.spot.number}"),
    }
    return Matter(number, old.seed, old.opener, spot, old.clauses, old.closing)


def dialect() -> Wording:
    """Return the demonstration city's table of Cantonese words."""
    return Wording({row["cantonese"]: row["standard"] for row in _rows("cantonese.csv")})
