"""Whom a text accuses (被反映对象): the firm, unit or person nearest a word of blame or a wrong it does.

The words stand in two automata; only a text that has both a wrong and somebody to blame is looked at closer.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from routing.extract.names import Named, apart, trimmed

_FIRMS = (
    "有限责任公司|股份有限公司|有限公司|分公司|公司|集团|管理处|管理中心|服务中心|服务站|物业|事务所|中介|工作室|会所|影楼|照相馆|"
    "健身房|健身会所|健身中心|健身|瑜伽馆|瑜伽|美容院|美发店|美容店|理发店|发廊|足浴|洗浴中心|棋牌室|"
    "培训机构|培训中心|培训学校|培训班|辅导班|补习班|托管班|托管中心|早教中心|托儿所|教育机构|教育|驾校|幼儿园|小学|中学|学校|大学|学院|"
    "医院|卫生院|卫生服务中心|卫生服务站|诊所|门诊部|社康|药店|药房|养老院|敬老院|福利院|护理院|"
    "酒店|宾馆|茶楼|旅馆|民宿|饭店|饭馆|餐厅|餐馆|酒楼|大排档|烧烤店|烧烤档|烧烤摊|烧烤|火锅店|火锅|奶茶店|茶餐厅|茶庄|面馆|粉店|食堂|酒吧|清吧|歌厅|ktv|网吧|"
    "菜市场|农贸市场|市场|超市|便利店|士多|商场|百货|商行|旗舰店|网店|直播间|4s店|专卖店|维修店|维修部|洗车店|汽修厂|修理厂|车行|"
    "加工厂|工厂|厂|车间|作坊|养殖场|猪场|屠宰场|搅拌站|加油站|充电站|停车场|物流园|物流|快递|速递|速运|快运|"
    "银行|营业厅|快递点|驿站|售楼部|售楼处|开发商|地产|置业|装饰|装修队|施工队|项目部|"
    "村委会|居委会|业委会|派出所|街道办事处|街道办|镇政府|管委会|城管局|教育局|交警大队|供电所|税务局|社保局|监管局|管理局|自来水厂|法院|工地|档口|店"
)
# Whom people name by his part only.
_ROLES = (
    "包工头|工头|二房东|房东|老板|老板娘|店主|档主|商家|店家|卖家|承包商|包租婆|司机|装修公司|物业公司|中介|开发商|施工队|装修队|"
    "[公交/公交车/出租车/的士/网约车/滴滴/货车/大巴/校车/客车/快车/顺风车/外卖][司机/骑手]|"
    "[楼上/楼下/隔壁/对门/隔篱][住户/邻居/业主/租户/租客/人家/的住户/的邻居/的租户]"
)
_BLAMES = "投诉|举报|反映|起诉|控告|曝光|告发|骗|坑人|宰客|不退|拒绝|拖欠|扰民|欺骗|诱导|乱收费|不发|不给|太吵|油烟|噪音|无证|违规|违法"
_TELLING = 7  # of them tell; the others are deeds
# What is done by whoever is named before: weaker than an open word of blame.
_WRONGS = (
    "不作为|乱[收/扣/用/罚/停/倒/排/占/涨/搭]|偷[排/倒/工/税]|违建|占道|占用|欠薪|欠[我/工/钱]|不[肯/修/管/理/还/赔/认/让]|"
    "[没/未][退/修/发/给/赔]|推诿|推脱|敷衍|态度|恶劣|骂|打人|打孩|打我|跑路|倒闭|关门|关店|拖延|拖着|过期|变质|发霉|发臭|虫|头发|"
    "假货|假冒|缺斤|短秤|宰|吵|噪|鸣笛|打桩|施工|黑烟|冒烟|臭|废水|废气|黑水|污水|排污|丢件|绕路|拒载|多收|扣押|克扣|涨价|质量|漏水|"
    "虚假|童工|辞退|开除|无牌|服务差|呃|跳绳|音乐|跳舞|扣[我/钱]|熏|凶|威胁|隐瞒|强制|强迫|捆绑|停工|不合格|烂尾|滥|违约|超载|体罚|"
    "补课|改[成/为]|拖拉|赶我|涨租|索要|红包|扔|没人负责|不负责|打错|霸占|侵占|催|推销|泄露|卖[过/假/劣]|被拒|又[说/要/收]|拒赔|拒[收/退/绝]"
)
_NOT_BEHIND = (
    "附近",
    "旁边",
    "对面",
    "门口",
    "门前",
    "周边",
    "一带",
    "后面",
    "外面",
)  # a mere place
_STAFF = "员"  # 超市店员 is no name of a shop
_CHAIN = 3  # last words of a name in a row: 教育|培训机构
_NEAR = 16  # characters between a name and the wrong it does
_LEAST = 3
_CLOSE = 4
_BEHIND, _BEFORE = 3, 6  # a name behind the blame is nearer than one before it
Span = tuple[int, int]


def _spelled(listed: str) -> list[str]:
    """Return "乱[收/扣]|偷" as 乱收, 乱扣, 偷."""
    return [
        "".join(parts)
        for word in listed.split("|")
        for parts in product(*([p for p in c.split("/") if p] for c in _cut(word)))
    ]


def _cut(word: str) -> list[str]:
    return [piece for piece in word.replace("[", "]").split("]") if piece]


def _automaton(words: Sequence[str]) -> Any:
    return AhoCorasick(words, matchkind=MatchKind.LeftmostLongest)


_BLAME_WORDS, _WRONG_WORDS = _spelled(_BLAMES), _spelled(_WRONGS)
_ROLE_WORDS = _spelled(_ROLES)
_FIRM_WORDS = [word for word in _FIRMS.split("|") if word not in set(_ROLE_WORDS)]
_PARTS = frozenset(_ROLE_WORDS) & frozenset(_FIRMS.split("|"))  # 中介 alone, and the end of a name
_NAMELESS = frozenset(_FIRM_WORDS)  # a mere 停车场 is accused only openly
_ACCUSING = _automaton(_BLAME_WORDS + _WRONG_WORDS)
_NAMING = _automaton(_ROLE_WORDS + _FIRM_WORDS)


def respondents(normal: str) -> list[Named]:
    """Return whom a text accuses: the firm or unit nearest a word of blame, else who is named by his part."""
    told = _ACCUSING.find_matches_as_indexes(normal)
    if not told:
        return []
    named = _NAMING.find_matches_as_indexes(normal)
    if not named:
        return []
    openly = len(_BLAME_WORDS)
    blames = [end for index, _, end in told if index < openly]
    wrongs = [start for index, start, _ in told if index >= openly]
    deeds = [start for index, start, _ in told if _TELLING <= index < openly]
    firms = apart(trimmed(_chained(_ends(named), normal), normal, _LEAST))
    roles = [
        Named(start, end, normal[start:end]) for i, start, end in named if i < len(_ROLE_WORDS)
    ]
    own = [firm for firm in firms if firm.text not in _NAMELESS]
    accused = [one for one in (*firms, *roles) if _is_behind(one, blames)]
    return (
        _nearest(own, blames, wrongs)
        or _nearest(accused, blames, [])
        or _nearest(roles, [], [*wrongs, *deeds])
    )


def _is_behind(name: Named, blames: Sequence[int]) -> bool:
    """Tell whether a word of blame stands right before a name."""
    return any(0 <= name.start - blame <= _CLOSE for blame in blames)


def _ends(named: Iterable[tuple[int, int, int]]) -> Iterator[Span]:
    """Yield where names of firms may end; 装修公司 ends one, and is a part as well."""
    for index, start, end in named:
        if index >= len(_ROLE_WORDS) or _ROLE_WORDS[index] in _PARTS:
            yield start, end
        elif _ROLE_WORDS[index].endswith("公司"):
            yield end - 2, end


def _chained(ends: Iterable[Span], normal: str) -> Iterator[Span]:
    """Join last words that stand in a row, and leave out mere places and members of staff."""
    rows: list[list[Span]] = []
    for span in ends:
        if rows and rows[-1][-1][1] == span[0] and len(rows[-1]) < _CHAIN:
            rows[-1].append(span)
        else:
            rows.append([span])
    for row in rows:
        start, end = row[0][0], row[-1][1]
        behind = normal[end : end + 2]
        if _STAFF not in behind and not behind.startswith(_NOT_BEHIND):
            yield start, end


def _nearest(names: Sequence[Named], blames: Sequence[int], wrongs: Sequence[int]) -> list[Named]:
    far = [(found, name.start, name) for name in names for found in _far(name, blames, wrongs)]
    return [min(far, key=lambda one: one[:2])[2]] if far else []


def _far(name: Named, blames: Sequence[int], wrongs: Sequence[int]) -> Iterator[int]:
    """Yield how far a name stands from each thing it is blamed for."""
    for blame in blames:
        yield name.start - blame if name.start >= blame else _BEHIND * (blame - name.end) + _BEFORE
    for wrong in wrongs:
        if 0 <= wrong - name.end <= _NEAR:
            yield _BEFORE + _BEHIND * (wrong - name.end)
