"""Sums of money in a text (金额): 三千五, 1.2万, 八万几蚊, ¥128.5, with or without the word for money."""

import re
from decimal import Decimal

from routing.extract.names import Named
from routing.extract.numerals import NUMERAL, to_number

_N = f"[{NUMERAL}]"
_WHOLE = r"(?:\d{1,3}(?:,\d{3}){1,4}(?!\d)|\d{1,15})"
_FIGURE = rf"{_WHOLE}(?:\.\d{{1,2}})?"
_WITH_UNITS = r"(?:[百千万亿w]{1,2}\d{0,4}){1,3}"
_WORD = r"(?:元|块钱|块(?!地|砖|板|牌|石|布|瓦|玻|田|空|场|广)|人民币|蚊(?!子|虫|帐|香))"
_NAMED = re.compile(
    rf"(?<![\d.])(?:[¥￥] ?(?P<sign>{_FIGURE}(?:{_WITH_UNITS})?)"
    rf"|(?P<said>{_FIGURE}(?:{_WITH_UNITS})?|(?<!上午|下午|早上|晚上|中午|凌晨|夜里|傍晚|夜晚|今早|今晚){_N}{{1,3}}点{_N}{{1,3}}|{_N}{{1,12}})[多几余来]?{_WORD})"
)
# What is paid, owed or taken, and a number of hundreds or more: 押金一千二, 收了1.2万, 从1800涨到2600.
_PAID = (
    r"基金|工资|月薪|底薪|工钱|薪水|人工|粮|押金|定金|订金|租金|房租|学费|会费|会员费|中介费|服务费|管理费|手续费|货款|尾款|首付|补偿款?|赔偿款?|"
    r"补贴|奖金|罚款|保证金|贷款|欠款|借款|欠薪|现金|价钱|价格|消费|充值|办卡|办了卡|办了张卡|医药费|违约金|"
    r"转[了账给走]|[收骗差欠争退赔扣罚花交付借还补充给贵赚值卖买涨降亏存领发偷抢]"
)
_LINK = r"(?:了|从|由|我|咗|咱|他|她|你|我们|人家|老人|走|掉|去|到|成|是|为|要|才|只有|只|每月|一个月|每年|大约|大概|差不多|近|将近|超过|共计?|一共|总共|人民币)"
_LARGE = (
    rf"(?!0|(?:12\d{{3}}|1[12]\d|96\d{{3}}|100\d\d)(?!\d))(?:\d{{1,3}}(?:,\d{{3}}){{1,4}}(?!\d)|\d{{3,15}}(?:\.\d{{1,2}})?|{_FIGURE}{_WITH_UNITS}"
    rf"|[一二两三四五六七八九十]{{1,3}}[百千万亿]{_N}{{0,9}}"
    r"|[一二两三四五六七八九十]{1,3}[多几余来][百千万亿])"
)
_NOT_MONEY = (
    r"(?![\d.a-z\-:/])(?![百千万亿多几余来]*(?:个|名|位|人|斤|公斤|吨|克|次|趟|天|年|月|日|号|米|公里|里|平|方|亩|户|栋|层|楼|点|分|页|度|瓦|条|张|件|家|岁|"
    r"步|台|辆|箱|包|瓶|套|本|份|字|倍|种|棵|株|头|支|毫|升|期|班|路|级|股|票|小时|粒|片|室|房|单))"
)
_FOR = r"的?(?:押金|定金|订金|保证金|工资|工钱|货款|首付|补偿款|学费|会费|会员费|中介费|服务费|管理费|停车费|物业费|医药费|违约金|罚款|预付款|贷款)"
_ABOUT = rf"(?P<about>[多几余来](?!{_WORD}))?(?!{_WORD}|{_N})"
_BARE = re.compile(rf"(?:{_PAID}){_LINK}{{0,3}}(?P<said>(?<![\d.]){_LARGE}){_ABOUT}{_NOT_MONEY}")
_BEFORE_WHAT = re.compile(rf"(?P<said>(?<![\d.\-]){_LARGE}){_ABOUT}(?={_FOR})")
# 只赔三十: less than a hundred at the end of a clause.
_SMALL = re.compile(rf"[赔退罚扣](?:了|我)?(?P<said>{_N}{{2,4}}|\d\d){_ABOUT}(?=[,。;!? ]|$)")
# 欠三十几个工人十八万: tens of thousands that end a clause about money.
_TOTAL = re.compile(
    rf"(?:[欠借骗赔付交收转亏差]|工资|款)[^,。;!?]{{1,10}}?(?<![\d.{NUMERAL}])"
    rf"(?P<said>{_FIGURE}万\d?|[{NUMERAL}]{{1,6}}万[{NUMERAL}]{{0,4}})(?=[,。;!? ]|$)"
)
_BARE_FORMS = (_BARE, _BEFORE_WHAT, _SMALL, _TOTAL)
# 五六十万 is five or six hundred thousand: the lower of the two.
_OR = re.compile("([一二两三四五六七八九])[二两三四五六七八九](?=[十百千万亿])")
_SIGN = re.compile(r"元|块|人民币|蚊|[¥￥]")
_BARE_SIGN = re.compile(r"[百千万亿w]|\d{3}|[赔退罚扣]")
_APPROXIMATE = re.compile(r"[多几余来](?=[百千万亿]?$)")


def amounts(normal: str) -> list[Named]:
    """Return sums of a text of normal form; ``text`` is the value in yuan, as ``12350`` or ``15.6``.

    What is only about a sum (二十几块, 2万多) has the value of its number.
    """
    found = []
    if _SIGN.search(normal):
        found += [_sum(m, "sign" if m["sign"] else "said") for m in _NAMED.finditer(normal)]
    if _BARE_SIGN.search(normal):
        found += [_sum(m, "said") for form in _BARE_FORMS for m in form.finditer(normal)]
    return [one for one in found if one is not None]


def _sum(match: re.Match[str], part: str) -> Named | None:
    said = match[part].replace("w", "万").replace(",", "")
    number = to_number(_OR.sub(r"\1", _APPROXIMATE.sub("", said)))
    if number is None:
        return None
    bare = match.re in _BARE_FORMS
    start, end = match.span(part) if bare else match.span()
    if bare and match.groupdict().get("about"):
        end = match.end("about")
    return Named(start, end, format(number.quantize(Decimal("0.01")).normalize(), "f"))
