"""Office questions (问单位): words that ask for nothing but an office's phone, place or hours; pure.

Whoever names an office and asks where it is means the office, not the best known matter it handles. A word beside
the office and the form of asking is a matter: 民政局办结婚登记要带什么 asks for no office and is searched.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from knowledge.understanding.grams import fold
from knowledge.understanding.question import ItemField

_LONGEST = 40  # folded characters of a question that asks for an office only
_LEAST = 2  # characters of an office's name
_DAY = "(?:周|星期|礼拜)[一二三四五六日天]日?|周末|双休日?|节假日|假日|中午|晚上|今天|明天|今日|听日|平时|工作日|现在"
_OPEN = (
    "上唔上班|返唔返工|开唔开门?|上不上班|开不开门?|有没有人|有人|上班|返工|开门|开|办公|营业|休息"
)

# What is asked of an office, by forms of asking; a longer form stands before those it begins with.
ASKING: Mapping[ItemField, str] = {
    ItemField.PHONE: "(?:联系|联络|咨询|办公|热线|服务|客服|投诉|举报|查询|窗口)?电话(?:号码)?|座机|(?:服务)?热线(?!中心)|号码|联系方式|联络方式"
    "|(?:怎么|怎样|如何|点样|点)联[系络]|打(?:哪个|什么|咩|边个)电话",
    ItemField.PLACE: "(?:办公|详细|具体|窗口|联系)?(?:地址|地点|位置)|[在喺系]?(?:哪里|哪儿|边度|哪个地方|什么地方|哪个位置|什么位置|哪条路上?)"
    "|[在喺]哪|喺边|(?:怎么|怎样|如何|点样|点)(?:去|走|过去|坐车)|坐(?:什么|几路)车",
    ItemField.HOURS: f"几点钟?(?:到几点钟?)?(?:{_OPEN}|下班|关门|收工|放工|开始|开工|闩门?)?"
    f"|(?:什么时候|几时|几多点)(?:{_OPEN}|下班|关门|收工|放工)"
    "|(?:上班|下班|上下班|办公|工作|营业|开门|开放|对外办公|服务|受理|作息)时间"
    f"|(?:{_DAY})+(?:都|还|有|会|可以|需要)?(?:{_OPEN})|(?:上班|开门|办公|营业)(?=了?[吗嘛么没未])",
}
_FILLING = (
    "请问一下|请问下|请问|想问一下|想问下|想问问|想问|问一下|问下|咨询一下|咨询|查一下|查下|查询|查|帮我|帮忙|麻烦您|麻烦你|麻烦|您好|你好|谢谢|多谢"
    "|唔该|不知道|知道|告诉|提供|需要|一下|有没有|有冇|可不可以|可以|能不能|是多少|多少|几多|是什么|什么|办事大厅|服务大厅|大厅|办事窗口|服务窗口"
    "|过去|窗口|营业厅|以及|还有|具体|官方|我们|你们|应该|该"
    "|给我|给一下|发一下|发我|我|想|要|找|打|去|到|在|有|的|嘅|是|系|咩|呢|啊|呀|吗|嘛|吧|哦|了|么|没|未|哈|那|个|能"
)
_BEHIND = "和|跟|与|及|给|发|急"  # names begin with some of them: 发改局, 和顺社区
_KINDS = "|".join(f"(?P<{kind.value}>{forms})" for kind, forms in ASKING.items())
_ASKED = re.compile(_KINDS)
_AROUND = f"(?:{'|'.join(ASKING.values())}|{_FILLING})"
_NAMED = f"(?P<before>{_AROUND}*+)(?P<name>.{{2,}}?)"
_SPLIT = re.compile(f"{_NAMED}(?P<after>(?:{_AROUND}|{_BEHIND})*+)(?P<place>)")
_PLACED = re.compile(f"{_NAMED}(?P<after>{_AROUND}++)(?P<place>.{{2,3}}?)的?")  # 民政局电话 顺德的
_LIKE_OFFICE = re.compile(
    "[局委办会所队院厅处站厂]|中心|公司|集团|政府|部门|机关|残联|交警|城管|出入境"
)
_COUNTER = re.compile("大厅|窗口|营业厅")  # whoever asks for one may name what is done there only

# A short name that ends so is a place; with one of these behind it, it is the office of the place.
_OF_PLACE: Mapping[str, tuple[str, ...]] = {
    "区": ("政府", "人民政府"),
    "街道": ("办", "办事处"),
    "镇": ("政府", "人民政府"),
    "村": ("委会", "民委员会"),
    "社区": ("居委会", "居民委员会"),
}
_GOVERNMENT = "人民政府"
_STATE = "国家税务总局"
_CITY, _DISTRICT = "市", "区"  # 市民政局, 区民政局
_UNKNOWN = "?"  # a district that was named without its name


class NamedOffice(NamedTuple):
    """An office as the organisation names it; ``district`` is its code or empty, ``place`` tells a place's own office."""

    id: str
    name: str
    short_name: str
    district: str = ""
    place: bool = False


class NamedWindow(NamedTuple):
    """A window by its name; ``district`` is the code of its district, empty: one for the whole city."""

    name: str
    district: str


class Wanted(NamedTuple):
    """What words ask of an office that they name; ``fields`` in the order of the words."""

    name: str
    fields: tuple[ItemField, ...]


class Meant(NamedTuple):
    """The office meant, and the district that was named with it or is its own; empty: none."""

    office: NamedOffice
    district: str


class MeantWindows(NamedTuple):
    """Places of windows in the list given, and the district that was named with them or is theirs; empty: none."""

    places: tuple[int, ...] = ()
    district: str = ""


def asks_for_office(words: str) -> Wanted | None:
    """Return what words ask of the one thing they name, if that may be an office."""
    text = fold(words)
    if len(text) > _LONGEST:
        return None
    for pattern in (_SPLIT, _PLACED):
        split = pattern.fullmatch(text)
        wanted = _wanted(split) if split else None
        if wanted is not None:
            return wanted
    return None


def _wanted(split: re.Match[str]) -> Wanted | None:
    if not _LIKE_OFFICE.search(split["name"]) and not _COUNTER.search(split.string):
        return None
    fields = dict.fromkeys(
        ItemField[kind]
        for part in (split["before"], split["after"])
        for found in _ASKED.finditer(part)
        if (kind := found.lastgroup) is not None
    )
    return Wanted(split["name"] + split["place"], tuple(fields)) if fields else None


@dataclass(frozen=True)
class Offices:
    """The offices of a city; ``city`` is its name (佛山市), ``districts`` the short names by their codes."""

    offices: Sequence[NamedOffice]
    city: str = ""
    districts: Mapping[str, str] = field(default_factory=dict)

    def meant(
        self, name: str, *, here: str = "", called: Sequence[Mapping[str, Sequence[str]]] = ()
    ) -> Meant | None:
        """Return the office that ``name`` is, or ``None``; ``here`` is the asker's district.

        ``called`` are tables of what citizens call an office, by folded words; the first that knows one decides.
        """
        for district, rest in self._parted(fold(name).removeprefix(_STATE), here):
            for form in _called(rest, called):
                office = self._one(self._by_name.get(form, ()), district, here)
                if office is not None:
                    named = district if district in self.districts else ""
                    return Meant(office, named or office.district)
        return None

    def windows(
        self,
        name: str,
        windows: Sequence[NamedWindow],
        *,
        here: str = "",
        called: Sequence[Mapping[str, Sequence[str]]] = (),
    ) -> MeantWindows:
        """Return which of the windows ``name`` means; a part of its name names one (祖庙派出所).

        Of those in a district that is named, the ones that have it in their name stand for it alone.
        """
        wanted = fold(name)
        names = [fold(window.name) for window in windows]
        for district, rest in (("", wanted), *self._parted(wanted, here)):
            for form in _called(rest, called):
                found = [
                    place
                    for place, window in enumerate(windows)
                    if form in names[place] and district in {"", window.district}
                ]
                if found:
                    own = fold(self.districts.get(district, "\n"))[:-1]
                    found = [place for place in found if own and own in names[place]] or found
                    theirs = {windows[place].district for place in found}
                    shared = theirs.pop() if len(theirs) == 1 else ""
                    return MeantWindows(tuple(found), district or shared)
        return MeantWindows()

    def _parted(self, name: str, here: str) -> Iterator[tuple[str, str]]:
        """Yield how a name may be read: the district it names, if any, and the rest; a district may stand last."""
        for code, place in self._places:
            rest = name.removesuffix(place)
            whole = [begun + place for begun in self._city]
            yield from ((code, cut) for cut in _after(name, whole))
            yield from ((code, cut) for cut in _after(rest, self._city) if rest != name)
        yield from (("", cut) for cut in _after(name, self._city))
        yield from ((here or _UNKNOWN, cut) for cut in _after(name, (_DISTRICT,)))

    @staticmethod
    def _one(offices: Sequence[NamedOffice], district: str, here: str) -> NamedOffice | None:
        """Return the office of the district named, or of the city; else that of where he is, or the only one."""
        of_city = [office for office in offices if not office.district]
        if district:
            own = [office for office in offices if office.district == district]
            return next(iter((*own, *(office for office in of_city if not office.place))), None)
        near = [office for office in offices if office.district and office.district == here]
        if of_city or near:
            return (*of_city, *near)[0]
        return offices[0] if len(offices) == 1 else None

    @cached_property
    def _city(self) -> tuple[str, ...]:
        city = fold(self.city)
        return tuple(dict.fromkeys((city, city[:-1], _CITY, "")))

    @cached_property
    def _places(self) -> tuple[tuple[str, str], ...]:
        names = [(code, fold(name)) for code, name in self.districts.items()]
        short = [(code, name[:-1]) for code, name in names if len(name) > _LEAST]
        return (*names, *short)

    @cached_property
    def _by_name(self) -> Mapping[str, Sequence[NamedOffice]]:
        found: dict[str, list[NamedOffice]] = {}
        for office in self.offices:
            for form in dict.fromkeys(self._forms(office)):
                if len(form) >= _LEAST:
                    found.setdefault(form, []).append(office)
        return found

    def _forms(self, office: NamedOffice) -> Iterator[str]:
        """Yield the names of an office without its city and district."""
        own = fold(self.districts.get(office.district, ""))
        for name in (office.name, office.short_name):
            bare = self._without_city(fold(name).removeprefix(_STATE))
            within = bare.removeprefix(own)
            if office.place and name is not office.name:
                yield from _of_place(bare)
                continue
            yield from (bare, within)
            yield from _in_short((bare, within))

    def _without_city(self, name: str) -> str:
        return next((cut for cut in _after(name, self._city) if cut != name), name)


def _called(name: str, tables: Sequence[Mapping[str, Sequence[str]]]) -> Iterator[str]:
    """Yield a name and what else it is called, by the tables in their order."""
    yield name
    for table in tables:
        yield from table.get(name, ())


def _after(name: str, beginnings: Iterable[str]) -> Iterator[str]:
    """Yield what stands behind each beginning that a name has, if that may be a name."""
    for begun in beginnings:
        if name.startswith(begun) and len(name) >= len(begun) + _LEAST:
            yield name.removeprefix(begun).removeprefix("的")


def _in_short(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if name.endswith(_GOVERNMENT):
            yield name.removesuffix(_GOVERNMENT) + "政府"


def _of_place(short: str) -> Iterator[str]:
    for ending, offices in _OF_PLACE.items():
        if short.endswith(ending):
            yield from (short + office for office in offices)
