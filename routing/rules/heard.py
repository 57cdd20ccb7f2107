"""What is told of a flag heard by example (听辨提示): the words for whoever serves, and for the citizen.

Rules speak first: the ear adds a flag only where no rule has raised it, and asks rather than asserts. Where it
is sure which line or ground it is, it says so; else it leaves that to the person (domain rules §6.2, §6.3).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from hotline.kit.text import normalise
from routing.rules.by_example import ByExample, Heard
from routing.rules.examples import Example, Flag, Line
from routing.rules.ruleset import Alarm, Rule, RuleKind, Severity
from routing.taxonomy.tree import GroundCode

_ASK_ZH = "先问是否有人受伤、被困或受到威胁、人在哪里；属实立即"
_ASK_EN = "Ask whether anybody is hurt, trapped or threatened, and where; if so "
SOUNDS_LIKE_DANGER = Rule(
    id="sounds-like-danger",
    kind=RuleKind.DANGER_TO_LIFE,
    severity=Severity.EMERGENCY,
    patterns=(),
    reason_zh="听起来像正在发生的险情，没有命中规则字句，请先问清",
    reason_en="Sounds like an emergency going on, though no rule names its words: ask first",
    advice_zh=f"{_ASK_ZH}转110、119、120或122，转接困难报班长。",
    advice_en=f"{_ASK_EN}pass on to 110, 119, 120 or 122; tell the shift leader if that fails.",
    citizen_zh="如有人受伤、被困或受到威胁，请立即拨打110（治安）、119（火警救援）、120（急救）或122（交通事故）。",
    citizen_en="If anybody is hurt, trapped or threatened, dial 110 (police), 119 (fire, rescue), 120 (ambulance) "
    "or 122 (traffic accident) now.",
)
# line to dial, what it is, what to do, what the citizen is told
_LINES: dict[Line, tuple[str, tuple[str, str], tuple[str, str]]] = {
    Line.POLICE: ("110", ("治安险情", "crime or threat"), ("转110", "pass on to 110")),
    Line.FIRE: ("119", ("火情或有人被困", "fire or somebody trapped"), ("转119", "pass on to 119")),
    Line.MEDICAL: (
        "120",
        ("有人受伤或急病", "injury or illness"),
        ("转120", "pass on to 120"),
    ),
    Line.TRAFFIC: (
        "122",
        ("交通事故", "a traffic accident"),
        ("转122，有人受伤同时转120", "pass on to 122, and to 120 if anybody is hurt"),
    ),
    Line.UTILITY: (
        "119",
        ("供水供电供气险情", "a danger of gas, power or water"),
        (
            "转供气、供电、供水单位24小时抢修电话，有人被困、触电或起火转119",
            "pass on to the utility's 24-hour line, to 119 if anybody is trapped, electrocuted or it burns",
        ),
    ),
}


def _dangers() -> dict[str, Rule]:
    """Return the rule of danger for every line; the general one where the line is not sure."""
    rules = {"": SOUNDS_LIKE_DANGER}
    for line, (number, (what_zh, what_en), (do_zh, do_en)) in _LINES.items():
        dial_zh = "或所属供水、供电、供气单位的抢修电话" if line is Line.UTILITY else ""
        dial_en = " or the utility's emergency line" if line is Line.UTILITY else ""
        rules[line.value] = replace(
            SOUNDS_LIKE_DANGER,
            line=number,
            reason_zh=f"听起来像{what_zh}，没有命中规则字句，请先问清",
            reason_en=f"Sounds like {what_en}, though no rule names its words: ask first",
            advice_zh=f"{_ASK_ZH}{do_zh}。",
            advice_en=f"{_ASK_EN}{do_en}.",
            citizen_zh=f"如情况紧急，请立即拨打{number}{dial_zh}。",
            citizen_en=f"If it is urgent, dial {number}{dial_en} now.",
        )
    return rules


_SELF_HARM = Rule(
    id="sounds-like-self-harm",
    kind=RuleKind.SELF_HARM,
    severity=Severity.EMERGENCY,
    patterns=(),
    line="110、120",
    reason_zh="听起来像有轻生念头，没有命中规则字句",
    reason_en="Sounds like thoughts of suicide, though no rule names its words",
    advice_zh="不要挂断，平静地问人在哪里、身边有没有人；立即三方转110，已受伤或服药同时转120，报告班长；可告知心理援助热线12356。",
    advice_en="Stay on the line, ask calmly where the person is and who is there; bring in 110 at once, 120 if hurt or "
    "poisoned, and tell the shift leader; 12356 is the line for psychological help.",
    citizen_zh="您现在一定很难受，谢谢您愿意说出来，您不是一个人。如果您有危险，请现在就拨打110或120；也可以拨打12356"
    "心理援助热线，会有人听您慢慢说。请先叫一位您信任的人来陪着您。",
    citizen_en="This must be very hard, and thank you for telling us; you are not alone. If you are in danger, dial 110 or "
    "120 now; 12356 is the line for psychological help. Please ask somebody you trust to stay with you.",
)
_GROUP_EVENT = Rule(
    id="sounds-like-group-event",
    kind=RuleKind.GROUP_EVENT,
    severity=Severity.URGENT,
    patterns=(),
    reason_zh="听起来像群体性事件苗头，没有命中规则字句",
    reason_en="Sounds like the beginning of a group event, though no rule names its words",
    advice_zh="问清多少人、在哪里、什么时候、为了什么，有没有冲突；属实报告班长，按群体性事件苗头处置。",
    advice_en="Ask how many, where, when, what for, and whether there is conflict; if so tell the shift leader.",
    citizen_zh="您和大家的诉求已记录，会尽快转有关单位处理，请通过合法途径反映。",
    citizen_en="Your common request is recorded and passed on; please pursue it by lawful ways.",
)
_MINOR = Rule(
    id="sounds-like-minor",
    kind=RuleKind.MINOR,
    severity=Severity.URGENT,
    patterns=(),
    reason_zh="听起来涉及未成年人受侵害或处境困难，没有命中规则字句",
    reason_en="Sounds like a child being harmed or in need, though no rule names its words",
    advice_zh="问清孩子多大、现在是否安全、和谁在一起；正受侵害立即转110，其余加急办理并注意保密。",
    advice_en="Ask the child's age, whether it is safe now and with whom; pass on to 110 if it is being harmed, else hurry, "
    "and keep it confidential.",
    citizen_zh="孩子如正受到伤害，请立即拨打110。您反映的情况会加急办理。",
    citizen_en="If a child is being harmed dial 110 now. Your report will be hurried.",
)
_LEAK = Rule(
    id="sounds-like-leak",
    kind=RuleKind.LEAK,
    severity=Severity.NOTICE,
    patterns=(),
    reason_zh="听起来可能涉密或泄露个人信息，没有命中规则字句",
    reason_en="May be about secrets or leaked personal data, though no rule names its words",
    advice_zh="先问清：涉密内容不得写入工单；他人个人信息不能提供；个人信息被泄露的，按泄露事件登记。",
    advice_en="Ask first: secrets must not be written into a ticket, data of others are not told, a leak of personal data "
    "is registered as one.",
    citizen_zh="请勿在此提供涉密内容或他人的个人信息。",
    citizen_en="Please do not give secrets or personal data of others here.",
)
_CONFIDENTIALITY = Rule(
    id="sounds-like-confidentiality",
    kind=RuleKind.CONFIDENTIALITY,
    severity=Severity.NOTICE,
    patterns=(),
    reason_zh="听起来像要求保密，没有命中规则字句",
    reason_en="Sounds like a wish for confidentiality, though no rule names its words",
    advice_zh="问市民是否不愿让承办单位知道身份；愿意保密的，选“对承办单位隐去诉求人”。",
    advice_en="Ask whether the citizen wants to stay unknown to the unit; if so choose to hide the citizen.",
    citizen_zh="您可以要求不向承办单位透露身份。",
    citizen_en="You may ask that the unit is not told who you are.",
)
_OUT = Rule(
    id="sounds-like-out-of-remit",
    kind=RuleKind.OUT_OF_REMIT,
    severity=Severity.NOTICE,
    patterns=(),
    reason_zh="听起来可能不属受理范围，没有命中规则字句",
    reason_en="May be outside the hotline's remit, though no rule names its words",
    advice_zh="问清是否已在法院、仲裁、复议、信访、纪检等渠道办理，或属外地、部队、党委等事项；属实告知途径，否则照常受理。",
    advice_en="Ask whether a court, arbitration, reconsideration, petition or discipline body has it, or it belongs elsewhere; "
    "if so tell the lawful way, else register as usual.",
    citizen_zh="如此事已在法院、仲裁、复议、信访、纪检等渠道办理，请以该渠道的结果为准；其他情况我们照常受理。",
    citizen_en="If a court, arbitration, reconsideration, petition or discipline body has this already, please await its "
    "result; else we register it as usual.",
)
# The lawful way by ground, to the agent and, where it is no more than general words, to the citizen (§6.3).
_WAYS: dict[GroundCode, tuple[str, str]] = {
    GroundCode.OTHER_REGION: ("由当地办理，可拨当地区号加12345", "dial the area code and 12345"),
    GroundCode.PARTY_OR_JUDICIAL_BODY: (
        "向有关党委、人大、政协、司法机关或群团组织反映",
        "turn to the body that is responsible",
    ),
    GroundCode.MILITARY: ("由部队有关部门受理", "turn to the armed forces"),
    GroundCode.LITIGATION: (
        "通过诉讼程序解决，可咨询12348法律援助",
        "the courts decide; 12348 gives legal aid",
    ),
    GroundCode.ARBITRATION: (
        "通过仲裁程序解决，可咨询12348法律援助",
        "arbitration decides; 12348 gives legal aid",
    ),
    GroundCode.DISCIPLINE: (
        "公职人员违纪违法向纪检监察机关反映（12388）",
        "turn to the discipline inspection (12388)",
    ),
    GroundCode.RECONSIDERATION: (
        "可在法定期限内申请行政复议",
        "apply for administrative reconsideration in time",
    ),
    GroundCode.INFO_DISCLOSURE: (
        "向有关单位提交政府信息公开申请",
        "apply to the unit for government information",
    ),
    GroundCode.PETITION: ("已在信访渠道办理的，凭信访编号查询", "ask with the petition's number"),
    GroundCode.BEYOND_GOVERNMENT: (
        "属私人或市场事务，可协商、调解或诉讼解决",
        "a private matter: agree, mediate or sue",
    ),
    GroundCode.UNLAWFUL_OR_INDECENT: ("要求不合法的不能办理", "what is unlawful cannot be done"),
    GroundCode.NOTHING_NEW: ("告知原件进展或结果", "tell how the earlier ticket stands"),
}


def _grounds() -> dict[str, Rule]:
    """Return the rule of remit for every ground that has a way; the general one where it is not sure."""
    rules = {"": _OUT}
    for ground, (way_zh, way_en) in _WAYS.items():
        rules[ground.value] = replace(
            _OUT,
            ground_code=ground,
            reason_zh=f"听起来可能不属受理范围（{ground.label}），没有命中规则字句",
            reason_en=f"May be outside the hotline's remit ({way_en}), though no rule names its words",
            advice_zh=f"问清后，属实告知途径：{way_zh}；否则照常受理。",
            advice_en=f"Ask first; if so tell the way: {way_en}; else register as usual.",
            citizen_zh=f"此事如属{ground.label}，{way_zh}。",
            citizen_en=f"If so: {way_en}.",
        )
    return rules


RULES: dict[Flag, dict[str, Rule]] = {
    Flag.EMERGENCY: _dangers(),
    Flag.SELF_HARM: {"": _SELF_HARM},
    Flag.GROUP_EVENT: {"": _GROUP_EVENT},
    Flag.MINOR: {"": _MINOR},
    Flag.LEAK: {"": _LEAK},
    Flag.CONFIDENTIALITY: {"": _CONFIDENTIALITY},
    Flag.OUT: _grounds(),
}


class Ear:
    """Adds what sounds like a flag to what the rules say; immutable, shared by all requests."""

    def __init__(self, heard: ByExample) -> None:
        """Listen with the counts of a house."""
        self.by_example = heard

    def alarms(self, normal: str, spoken: Sequence[Alarm]) -> list[Alarm]:
        """Return the alarms of the flags that no rule has raised in a text of normal form."""
        raised = set[Flag]().union(*(_flags(alarm.rule) for alarm in spoken))
        found = [heard for heard in self.by_example.hear(normal) if heard.flag not in raised]
        despair = any(heard.flag is Flag.SELF_HARM for heard in found)
        return [
            Alarm(told(heard), heard.start, heard.end)
            for heard in found
            if not (despair and heard.flag is Flag.EMERGENCY)
        ]


def told(heard: Heard) -> Rule:
    """Return the words for what was heard, with the example of the house that is nearest."""
    rules = RULES[heard.flag]
    rule = rules.get(heard.kind, rules[""])
    return replace(
        rule,
        advice_zh=f"{rule.advice_zh}（近似例句：“{heard.example}”）",
        advice_en=f"{rule.advice_en} (Nearest example: “{heard.example}”)",
        citizen_zh=rule.told_zh,
        citizen_en=rule.told_en,
    )


def _flags(rule: Rule) -> Iterable[Flag]:
    if rule.severity is Severity.EMERGENCY:
        yield Flag.EMERGENCY
    if rule.kind is RuleKind.OUT_OF_REMIT:
        yield Flag.OUT
    elif rule.kind.value in Flag.__members__:
        yield Flag(rule.kind.value)


@lru_cache(maxsize=4)
def ear_of(examples: tuple[Example, ...], ordinary: tuple[str, ...]) -> Ear:
    """Return the ear of a house's examples and its ordinary requests (normal form); counted once a process."""
    told = [Example(normalise(example.text), example.tags) for example in examples]
    return Ear(ByExample(told, ordinary))
