"""The first dialogue of a call (语音受理): notice, "tell us your matter", call-back. Pure.

There is no menu: the caller speaks, or presses 0 to be rung back, or 9 when there is danger (domain
rules §13.4: no menu in the intake path; §3.5: a way for danger at any moment).
"""

from dataclasses import dataclass

from channels.addresses import caller, may_be_rung
from channels.settings import VoiceSettings
from channels.voice.plan import CallInput, CallPlan, Gather, Hangup, Language, Say, Step, Target
from hotline.kit.labels import LabelledEnum

ASK = "请在听到提示后，直接说出您要反映的事情和地点。需要工作人员回拨，请按0；遇到危险，请按9。"
ASK_AGAIN = "没有听清，请您再说一遍。需要工作人员回拨，请按0；遇到危险，请按9。"
ASK_NUMBER = "您的号码没有显示。请输入您的联系电话，以井号键结束。"
NUMBER_AGAIN = "号码不正确，请重新输入您的联系电话，以井号键结束。"
NOTED = "您反映的事情已经记录。"
WILL_CALL = "工作人员会尽快给您回电，请保持电话畅通。再见。"
DANGER = "如有生命危险，请立即挂机并拨打110、119或120。我们也会优先给您回电。"
SMS_INSTEAD = "您也可以用短信发送到12345反映。再见。"


class CallbackReason(LabelledEnum):
    """Why somebody is to be rung back (回拨); the later a member, the more it matters."""

    ABANDONED = "ABANDONED", "漏接来电"
    SILENT = "SILENT", "未能识别来电内容"
    REQUESTED = "REQUESTED", "来电人要求回拨"
    SPOKEN = "SPOKEN", "语音留言待核实"
    DANGER = "DANGER", "紧急按键"


class DialogueStep(LabelledEnum):
    """Where a caller's answer belongs."""

    MATTER = "matter", "陈述诉求"
    NUMBER = "number", "输入回拨号码"


@dataclass(frozen=True)
class Caller:
    """Who calls: his number if known, and why he is already to be rung back."""

    number: str | None
    pending: CallbackReason | None = None


@dataclass(frozen=True)
class Turn:
    """What happens next: what he hears, what is noted down, who is to be rung back where."""

    plan: CallPlan
    note: str = ""
    callback: CallbackReason | None = None
    number: str | None = None
    pending: CallbackReason | None = None


def open_call(script: VoiceSettings) -> Turn:
    """Greet, tell of the recording and of emergencies, and ask for the matter."""
    opening = [script.greeting, script.recording_notice, script.emergency_notice]
    said = tuple(Say(text, _language(script)) for text in opening if text)
    return Turn(CallPlan((*said, _ask_matter(script, ASK, 1))))


def answer(script: VoiceSettings, at: Target, given: CallInput, who: Caller) -> Turn:
    """Return what follows the caller's answer ``given`` at the step ``at``."""
    if at.step == DialogueStep.NUMBER.value:
        return _after_number(script, at, given, who)
    return _after_matter(script, at, given, who)


def _after_matter(script: VoiceSettings, at: Target, given: CallInput, who: Caller) -> Turn:
    if given.digits == "9":
        return _ring_back(script, who, CallbackReason.DANGER, DANGER)
    if given.speech.strip():
        return _ring_back(script, who, CallbackReason.SPOKEN, NOTED, note=given.speech.strip())
    if given.digits == "0":
        return _ring_back(script, who, CallbackReason.REQUESTED, "")
    if at.attempt < script.tries:
        return Turn(CallPlan((_ask_matter(script, ASK_AGAIN, at.attempt + 1),)))
    return _ring_back(script, who, CallbackReason.SILENT, "")


def _ring_back(
    script: VoiceSettings, who: Caller, reason: CallbackReason, said: str, *, note: str = ""
) -> Turn:
    if who.number is not None:
        plan = _farewell(script, said, WILL_CALL)
        return Turn(plan, note=note, callback=reason, number=who.number)
    language = _language(script)
    steps: list[Step] = [Say(said, language)] if said else []
    steps.append(_ask_number(script, ASK_NUMBER, 1))
    return Turn(CallPlan(tuple(steps)), note=note, pending=reason)


def _after_number(script: VoiceSettings, at: Target, given: CallInput, who: Caller) -> Turn:
    number = caller(given.digits)
    if number is not None and may_be_rung(number):
        reason = who.pending or CallbackReason.REQUESTED
        return Turn(_farewell(script, WILL_CALL), callback=reason, number=number)
    if at.attempt < script.tries:
        return Turn(CallPlan((_ask_number(script, NUMBER_AGAIN, at.attempt + 1),)))
    return Turn(_farewell(script, SMS_INSTEAD))


def _ask_matter(script: VoiceSettings, text: str, attempt: int) -> Gather:
    return Gather(
        to=Target(DialogueStep.MATTER.value, attempt),
        prompts=(Say(text, _language(script)),),
        speech=True,
        digits=1,
        silence_seconds=script.gather_seconds,
        language=_language(script),
    )


def _ask_number(script: VoiceSettings, text: str, attempt: int) -> Gather:
    return Gather(
        to=Target(DialogueStep.NUMBER.value, attempt),
        prompts=(Say(text, _language(script)),),
        speech=False,
        digits=0,
        silence_seconds=max(script.gather_seconds, 8),
        language=_language(script),
    )


def _farewell(script: VoiceSettings, *sentences: str) -> CallPlan:
    said = tuple(Say(text, _language(script)) for text in sentences if text)
    return CallPlan((*said, Hangup()))


def _language(script: VoiceSettings) -> Language:
    return Language.CANTONESE if script.cantonese else Language.MANDARIN
