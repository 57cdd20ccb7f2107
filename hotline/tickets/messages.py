"""Words told to the citizen (市民告知语): templates M00–M28, status texts, in Chinese, English, Cantonese.

Domain rules §3.1 and §3.4. A template is plain text with ``{names}``; administrators may replace one.
A confidential ticket is told M00 and nothing else, whatever happened (domain rules, rule 8).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hotline.tickets.vocabulary import Status
from routing.taxonomy.tree import Confidentiality

NEUTRAL = "M00"
LANGUAGES = ("cmn", "eng", "yue")
_FIELD = re.compile(r"{(\w+)}")


@dataclass(frozen=True)
class Template:
    """One message: standard Chinese, English and written Cantonese, with the same fields in each."""

    cmn: str
    eng: str
    yue: str

    def text(self, language: str) -> str:
        """Return the variant of ``language``; Chinese for any other."""
        return {"eng": self.eng, "yue": self.yue}.get(language, self.cmn)

    def fields(self) -> frozenset[str]:
        """Return the names the template needs."""
        return frozenset(_FIELD.findall(self.cmn))


TEMPLATES: Mapping[str, Template] = {
    "M00": Template(
        "您反映的事项有新进展，请凭编号和查询码查询，或致电12345。",
        "There is news on your request. Look it up with its number and code, or call 12345.",
        "您反映嘅事项有新进展，请用编号同查询码查询，或者打12345。",
    ),
    "M01": Template(
        "您的诉求已登记，编号{number}，查询码{code}，最迟{due}前给您答复。",
        "Your request is registered: number {number}, code {code}. You get an answer by {due}.",
        "您嘅诉求已经登记，编号{number}，查询码{code}，最迟{due}前答复您。",
    ),
    "M02": Template(
        "本次咨询已答复。如未解决，请回复1或再次来电。",
        "Your question has been answered. If it is not solved, reply 1 or call again.",
        "今次咨询已经答复。如果未解决，请回复1或者再打电话嚟。",
    ),
    "M03": Template(
        "为便于办理，请补充：{fields}。请在{date}前回复。",
        "To go on we need: {fields}. Please reply by {date}.",
        "为咗方便办理，请补充：{fields}。请喺{date}前回复。",
    ),
    "M04": Template(
        "已收到您补充的信息，并转给承办单位。",
        "We have received what you added and passed it on.",
        "已经收到您补充嘅信息，并转咗俾承办单位。",
    ),
    "M05": Template(
        "这属于紧急情况，我现在为您接通{line}，请不要挂断。",
        "This is an emergency. I am connecting you to {line}; please stay on the line.",
        "呢个属于紧急情况，我而家帮您接通{line}，请唔好收线。",
    ),
    "M06": Template(
        "{line}认为此事不属紧急警情，现由12345继续受理，编号{number}。",
        "{line} says this is not an emergency. 12345 goes on with it: number {number}.",
        "{line}认为呢件事唔属于紧急警情，而家由12345继续受理，编号{number}。",
    ),
    "M07": Template(
        "此事{ground}，12345不便受理。您可以：{lawful_path}。",
        "12345 cannot take this: {ground}. You can: {lawful_path}.",
        "呢件事{ground}，12345唔方便受理。您可以：{lawful_path}。",
    ),
    "M08": Template(
        "已收到您的异议，将重新审核。",
        "We have received your objection and will review it.",
        "已经收到您嘅异议，会重新审核。",
    ),
    "M09": Template(
        "您反映的问题与{number}相同，已合并办理，进展会同时通知您。",
        "Your request is the same as {number}; they are handled together and you will be told.",
        "您反映嘅问题同{number}一样，已经合并办理，进展会一齐通知您。",
    ),
    "M10": Template(
        "经核对，您的诉求将单独办理，编号{number}。",
        "Your request will be handled on its own: number {number}.",
        "经核对，您嘅诉求会单独办理，编号{number}。",
    ),
    "M11": Template(
        "您反映的内容包含不同事项，已分为{numbers}分别办理。",
        "Your message holds different matters; they are handled as {numbers}.",
        "您反映嘅内容包含唔同事项，已经分为{numbers}分别办理。",
    ),
    "M12": Template(
        "已按您的要求撤回。需要时可再次反映。",
        "Withdrawn as you asked. You may come back at any time.",
        "已经按您嘅要求撤回。有需要可以再反映。",
    ),
    "M13": Template(
        "已派至{unit}，承诺{due}前答复。",
        "Sent to {unit}, which answers by {due}.",
        "已经派到{unit}，承诺{due}前答复。",
    ),
    "M14": Template(
        "已按紧急事项处理，工作人员会尽快联系您。",
        "Treated as urgent. Somebody will contact you as soon as possible.",
        "已经当紧急事项处理，工作人员会尽快联络您。",
    ),
    "M15": Template(
        "经核对，答复时间调整为{due}，原因：{reason}。",
        "The answer is now due by {due}, because: {reason}.",
        "经核对，答复时间改为{due}，原因：{reason}。",
    ),
    "M16": Template(
        "{unit}已接收，将与您联系。",
        "{unit} has taken it and will contact you.",
        "{unit}已经接收，会同您联络。",
    ),
    "M17": Template(
        "承办单位对职责有不同意见，正在认定，期间仍由{unit}负责。",
        "The unit disputes its duty. While this is decided, {unit} stays responsible.",
        "承办单位对职责有唔同意见，正在认定，期间仍然由{unit}负责。",
    ),
    "M18": Template(
        "已确定由{unit}办理，{due}前答复。",
        "{unit} has been named to handle it and answers by {due}.",
        "已经确定由{unit}办理，{due}前答复。",
    ),
    "M19": Template("办理进展：{text}", "Progress: {text}", "办理进展：{text}"),
    "M20": Template(
        "因{reason}，答复时间延长至{due}。",
        "Because of {reason}, the answer is now due by {due}.",
        "因为{reason}，答复时间延长到{due}。",
    ),
    "M21": Template(
        "因依法需要{basis}，办理时间暂停，预计{date}恢复。",
        "The law requires {basis}; the time stands still and goes on about {date}.",
        "因为依法需要{basis}，办理时间暂停，预计{date}恢复。",
    ),
    "M22": Template(
        "您的事项已恢复办理，{due}前答复。",
        "Work on your request goes on; the answer is due by {due}.",
        "您嘅事项已经恢复办理，{due}前答复。",
    ),
    "M23": Template(
        "目前条件下暂不能解决，已列入跟踪清单，计划{date}前{measure}，期间会定期告知。",
        "This cannot be solved now. It is tracked; by {date} we plan: {measure}. You will be told.",
        "目前条件下暂时未能解决，已经列入跟踪清单，计划{date}前{measure}，期间会定期话您知。",
    ),
    "M24": Template(
        "承办单位答复：{answer}。请评价：{link}。若未解决请选“未解决”。",
        "The unit answers: {answer}. Please rate: {link}. If it is not solved, say so there.",
        "承办单位答复：{answer}。请评价：{link}。如果未解决请拣“未解决”。",
    ),
    "M25": Template(
        "您的事项已办结，感谢反映。{days}天内如有反复可一键重办。",
        "Your request is closed, thank you. Within {days} days one tap opens it again.",
        "您嘅事项已经办结，多谢反映。{days}日内如果有反复可以一键重办。",
    ),
    "M26": Template(
        "您反映未解决，已要求{unit}重新办理，{due}前答复。",
        "You said it is not solved: {unit} must handle it again and answers by {due}.",
        "您反映未解决，已经要求{unit}重新办理，{due}前答复。",
    ),
    "M27": Template(
        "您的催办已转达{unit}。",
        "Your reminder has been passed to {unit}.",
        "您嘅催办已经转达{unit}。",
    ),
    "M28": Template(
        "您的事项已被列为重点督办。",
        "Your request is under special supervision.",
        "您嘅事项已经列为重点督办。",
    ),
}

# M04 while no unit has the ticket: nothing could be passed on yet. The same message, told truly.
ADDED_EARLY = Template(
    "已收到您补充的信息，将一并办理。",
    "We have received what you added; it is handled together with your request.",
    "已经收到您补充嘅信息，会一齐办理。",
)

_STATUS: Mapping[Status, Template] = {
    Status.DRAFT: Template("已登记", "Registered", "已登记"),
    Status.AWAITING_INFO: Template("待您补充信息", "We need more from you", "等您补充信息"),
    Status.READY: Template("正在安排承办单位", "Finding the unit in charge", "正在安排承办单位"),
    Status.DISPATCHED: Template("已派至{unit}", "Sent to {unit}", "已派到{unit}"),
    Status.OBJECTED: Template(
        "职责认定中，暂由{unit}负责",
        "Duty being decided; {unit} for now",
        "职责认定中，暂由{unit}负责",
    ),
    Status.HANDLING: Template("办理中", "In progress", "办理中"),
    Status.REPLIED: Template("已答复，正在核对", "Answered, being checked", "已答复，正在核对"),
    Status.FOLLOWING_UP: Template("已答复，请您评价", "Answered, please rate", "已答复，请您评价"),
    Status.CLOSED: Template("已办结", "Closed", "已办结"),
    Status.DECLINED: Template(
        "不在受理范围，附途径", "Not for 12345; see the way told", "唔属受理范围，附途径"
    ),
    Status.HANDED_OFF: Template("已转{line}", "Passed to {line}", "已转{line}"),
    Status.MERGED: Template(
        "已并入{number}，同步进展", "Joined to {number}, same progress", "已并入{number}，同步进展"
    ),
    Status.WITHDRAWN: Template("已按您的要求撤回", "Withdrawn as you asked", "已按您嘅要求撤回"),
}


def message_for(message_id: str | None, confidentiality: Confidentiality) -> str | None:
    """Return the id that may be sent: M00 in place of any other on a confidential ticket."""
    if message_id is None or confidentiality is Confidentiality.NONE:
        return message_id
    return NEUTRAL


def render(
    message_id: str,
    values: Mapping[str, str],
    *,
    language: str = "cmn",
    templates: Mapping[str, Template] = TEMPLATES,
) -> str:
    """Fill a template.

    Raises ``KeyError`` naming an unknown template or the first value not given.
    """
    return _filled(templates[message_id].text(language), values)


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _FIELD.sub(lambda found: values[found.group(1)], text)


def status_text(status: Status, values: Mapping[str, str], *, language: str = "cmn") -> str | None:
    """Return what the citizen reads for a status; ``None`` for a void ticket, which is not shown.

    Raises ``KeyError`` naming the first value not given.
    """
    template = _STATUS.get(status)
    return None if template is None else _filled(template.text(language), values)
