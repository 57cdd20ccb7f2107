"""Calling a person (找人工): whether words ask for somebody of flesh and blood, whatever stands around them; pure.

A message is read clause by clause, and a clause must be the wish as a whole: 人工 alone is one, while 人工流产,
外包人工太贵 and 找人工除草 are matters. What only names a person counts where nothing but courtesy stands beside
it; what plainly asks for one counts anywhere.
"""

import re

from hotline.kit.text import normalise

_BREAKS = re.compile(r"[,，。.!！?？;；:：、~～…\n]+")
_ENGLISH = re.compile("[a-z]+")
_CJK = re.compile("[\u3400-\u9fff]")
_PERSON = (
    "(人工|真人|大?活人|话务员|接线[员生]|客服|坐席|工作人员)"
    "(小姐|人员|服务|客服|坐席|台|接听|解答|回复|沟通|处理)*"
)
_TAIL = (
    "(一下|来听|来接|来|接听|听|接|说话|讲话|对话|沟通|说|讲|聊|可以吗|行不行|好不好|得唔得|得未|在线|在吗|在不在|在哪里?|在哪儿|"
    "在边度|可以|行|好|嘛|吗|么|吧|啊|呀|呢|啦|喇|了|谢谢你?|多谢|唔该晒?|麻烦了?|快点?|快啲|尽快|急|没有?|冇|"
    "谈|我|怎么[转找打]|怎么联系|[不唔]要机器人?|不是机器人?)*"
)
_I = "(我们?|俺|本人|你们?|您)?(就|只|现在|马上|立刻|立即|赶紧|快点?|还是|都|直接|说了|说)*"
_WANTS = (
    "(想要|要|想|需要|请求|申请|请|麻烦你?|帮忙|帮我?|给我|替我|能不能|能否|可不可以|是否可以|可以|可否|才|能|怎么|如何|怎样|点样?|"
    "唔该|求|同我|畀我|俾我|快点?|直接|让我)"
)
_VERB = "([转転]接?|接|找|叫|换|[搵揾]|让|畀|俾|给|要|联系|接通|呼叫|连线|切换|转换|有没有|有冇|有)(个|一个|位|一位|到|去|成|回|下|一下|你们的?|给)*"
_MACHINE = "(这个?|那个?|个|的|什么|破)*(机器人?|ai|人工智能|智能客服|自动(答复|回复|助手)|电脑)"
_TALK = (
    "(说话|讲话|说|讲|倾偈|倾|聊天|聊|谈|对话|沟通|交流|通话|通电话|废话|啰嗦|扯|回答|回复|服务)"
)
_REFUSES = "(不要|不想要?|不愿意?|不用|不需要|别|懒得|讨厌|拒绝|唔要|唔想|唔使)(再|继续)*"
_WITH = "(跟|和|同|与|对|用|让|给我|被)*"
# What asks for a person wherever it stands.
_PLAIN = re.compile(
    f"{_I}{_WANTS}+(({_VERB})?(个|一个|位)?{_PERSON}){{1,3}}{_TAIL}"
    f"|{_I}{_WANTS}+(跟|和|同|与|对)(个|一个|位)?{_PERSON}({_TALK}|话)*{_TAIL}"
    f"|{_I}(有没有|有冇|有|没有?|冇|怎么没有?|难道没有?)({_PERSON})(吗|么|呀|啊|嘛|的吗|未)+{_TAIL}"
    f"|{_I}{_REFUSES}{_WITH}{_MACHINE}来?{_TALK}?(话|下)?{_TAIL}"
    f"|{_I}{_REFUSES}(跟|和|同|与|对)(你们?|您){_TALK}{_TAIL}"
    f"|{_I}{_WANTS}+(跟|和|同|与|对)(个|一个|位|真正?的?|大?活)*人类?{_TALK}(下|一下|两句|几句)?{_TAIL}"
    f"|{_I}{_WANTS}*(叫|找|换|让|[搵揾])(个|一个|位|真|活)*人(来|嚟)?(听|接|同我|跟我|和我|给我|帮我)+"
    f"({_TALK}|电话|回电)?{_TAIL}"
    f"|{_I}{_WANTS}*(叫|找|换|[搵揾]|让)(你们|你哋|您们?|你)的?(领导|负责人|主管|班长|值班长|经理|上司|老板|人)"
    f"(出来|来|嚟)?(听|接|电话|{_TALK})*{_TAIL}"
)
# What asks for a person only as the first or the last word on it: 移动那边转人工，等了半小时 tells a story.
_BRIEF = re.compile(f"{_I}({_VERB}{_PERSON}){{1,3}}{_TAIL}")
# What names a person, or asks to be rung, and asks for one only by itself.
_BARE = re.compile(
    f"({_PERSON}){{1,3}}{_TAIL}|{_I}{_WANTS}*(找|换|叫|[搵揾])(个|一个)*(真|活)?人{_TAIL}"
    f"|{_WANTS}*(你们|你哋)?(给我|畀我|俾我)?(回|打)个?(电话|电)(给我|畀我|俾我)?(吧|吗|好吗)?"
)
_COURTESY = re.compile(
    "(快点?|快啲|赶紧|马上|立刻|急|好|很|在|我|你|您|了|是不?是?(机器人?|真人)吗?|谢谢你?|多谢|唔该晒?|麻烦(你|您|了)?|拜托(了|你)?|你好|您好|喂|"
    "请问?|求(求)?(你|您)?了?|听不懂|看不懂|不懂|不明白|算了|别?废话(少说)?|别[跟和同]我(废话|说|扯)|别啰嗦|吧|啊|呀|嘛|行吗|好吗|可以吗)*"
)
_CORE = frozenset(
    _ENGLISH.findall("human person operator agent representative someone somebody staff")
)
_AROUND = frozenset(
    _ENGLISH.findall(
        "please pls plz hi hello can could may i we you me just want need would like d ll let get give connect "
        "transfer put through to speak talk talking chat call with the a an some real live actual no not bot "
        "robot machine now is there any thanks thank for be right away customer service support back my "
        "instead of this don t do from at"
    )
)
_MOST_WORDS = 16
_LONGEST = 24  # characters of a clause that is nothing but this wish
_LATIN = (frozenset({"customer", "service"}), frozenset({"call", "me"}))


def asks_person(text: str) -> bool:
    """Tell whether a person is asked for, be it beside a matter (物业不管，帮我转人工)."""
    return _split(text)[0]


def only_asks_person(text: str) -> bool:
    """Tell whether a person is asked for and nothing else is said."""
    asked, rest = _split(text)
    return asked and not rest


def beside_person(text: str) -> str:
    """Return what is said beside the wish for a person, empty if nothing."""
    return _split(text)[1]


def _split(text: str) -> tuple[bool, str]:
    plain = normalise(text).lower()
    if not _CJK.search(plain):
        asked = _in_english(_ENGLISH.findall(plain))
        return asked, "" if asked else plain
    clauses = ["".join(clause.split()) for clause in _BREAKS.split(plain)]
    clauses = [clause for clause in clauses if clause]
    rest = [clause for clause in clauses if not _is(_PLAIN, clause)]
    asked = len(rest) < len(clauses)
    told = [one for one in rest if not _is(_COURTESY, one)]
    names = [one for one in told if _is(_BRIEF, one) or _is(_BARE, one)]
    if len(names) == len(told):
        return asked or bool(names), ""
    ends = {clauses[0], clauses[-1]}
    brief = [one for one in names if one in ends and _is(_BRIEF, one)]
    return asked or bool(brief), "，".join(one for one in told if one not in brief)


def _is(pattern: re.Pattern[str], clause: str) -> bool:
    return len(clause) <= _LONGEST and pattern.fullmatch(clause) is not None


def _in_english(said: list[str]) -> bool:
    known = set(said)
    wants = known & _CORE or any(pair <= known for pair in _LATIN)
    return bool(wants) and len(said) <= _MOST_WORDS and known <= _CORE | _AROUND
