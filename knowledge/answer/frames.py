"""Fixed words (固定用语): every word of an answer that stands in no source, in one table."""

import re
from enum import Enum

from knowledge.answer.answers import Paragraph, Piece, Refusal, Voice
from knowledge.directory.models import NumberState
from knowledge.items.vocabulary import KINDS
from knowledge.understanding.question import ItemField


class Frame(Enum):
    """What is said around the words of a source; sentences, and so no vocabulary of the glossary."""

    DOING = "DOING", "办理“"
    QUOTE = "QUOTE", "“"
    OF_FEE = "OF_FEE", "”的收费："
    OF_LIMIT = "OF_LIMIT", "”的承诺办结时限："
    OF_STATUTORY = "OF_STATUTORY", "”的法定办结时限："
    OF_PHONE = "OF_PHONE", "”的咨询电话："
    OF_ONLINE = "OF_ONLINE", "”的网上办理方式："
    OF_RESULT = "OF_RESULT", "”的办理结果："
    NEEDS = "NEEDS", "”需要以下材料："
    FORMS = "FORMS", "需填写的表格："
    FEE = "FEE", "收费："
    NO_FEE = "NO_FEE", "不收费"
    FEE_BASIS = "FEE_BASIS", "收费依据："
    PROMISED = "PROMISED", "承诺办结时限："
    STATUTORY = "STATUTORY", "法定办结时限："
    ON_THE_SPOT = "ON_THE_SPOT", "当场办结"
    NO_LIMIT = "NO_LIMIT", "没有规定时限"
    WORKING_DAYS = "WORKING_DAYS", "个工作日"
    CALENDAR_DAYS = "CALENDAR_DAYS", "个自然日"
    WINDOWS = "WINDOWS", "”的窗口："
    WINDOW_HOURS = "WINDOW_HOURS", "”的窗口办公时间："
    OTHER_DISTRICTS = "OTHER_DISTRICTS", "您所在的区没有列出窗口，以下是其他区的窗口："
    MORE_WINDOWS = "MORE_WINDOWS", "还有其他窗口，可向热线工作人员查询。"
    ADDRESS = "ADDRESS", "地址："
    HOURS = "HOURS", "办公时间："
    PHONE = "PHONE", "电话："
    TRANSPORT = "TRANSPORT", "交通："
    CONSULT = "CONSULT", "咨询电话："
    SUPERVISION = "SUPERVISION", "监督电话："
    STEPS = "STEPS", "”的办理流程："
    TARGET = "TARGET", "办理对象："
    CONDITIONS = "CONDITIONS", "”的办理条件："
    QUANTITY = "QUANTITY", "数量限制："
    ONLINE = "ONLINE", "网上办理："
    ADDRESS_ONLINE = "ADDRESS_ONLINE", "网址："
    VISITS = "VISITS", "需到现场次数："
    RESULT = "RESULT", "办理结果："
    VALIDITY = "VALIDITY", "有效期："
    BASIS = "BASIS", "”的办理依据："
    MATERIALS = "MATERIALS", "所需材料："
    PLACE = "PLACE", "办理地点："
    COPIES = "COPIES", "份"
    E_LICENCE = "E_LICENCE", "可用电子证照"
    OPEN = "OPEN", "（"
    CLOSE = "CLOSE", "）"
    COMMA = "COMMA", "，"
    ENUM = "ENUM", "、"
    SEMICOLON = "SEMICOLON", "；"
    COLON = "COLON", "："
    STOP = "STOP", "。"
    ABOUT = "ABOUT", "关于“"
    OF_ALL = "OF_ALL", "”："
    ALSO_ASKED = (
        "ALSO_ASKED",
        "您还问了其他事，这里没有答到，请单独再问或转人工。",
    )
    WHICH_SITUATION = "WHICH_SITUATION", "请问您要办的是哪一种？"
    WHICH_DISTRICT = "WHICH_DISTRICT", "请问您想在哪个区办理？"
    WHICH_MATTER = "WHICH_MATTER", "您想问的可能是以下内容，请选择："
    PERHAPS = (
        "PERHAPS",
        "我没有把握答准。您想问的是不是下面的内容？都不是的话，请由工作人员为您解答。",
    )
    NOTHING_SAID = "NOTHING_SAID", "请用一句话告诉我您想了解或办理什么。"
    GREETING = "GREETING", "您好！请用一句话告诉我您想了解或办理什么。"
    COURTESY = "COURTESY", "不客气。还有想了解的，请直接写。"
    WANTS_TICKET = (
        "WANTS_TICKET",
        "可以为您登记诉求：请写明什么事、在哪里、什么时候，提交后由工作人员受理。",
    )
    WANTS_PERSON = "WANTS_PERSON", "好的，请由工作人员为您解答。"
    NOTHING_FOUND = "NOTHING_FOUND", "没有找到与您的问题相符的内容，请由工作人员为您解答。"
    NOT_SURE = "NOT_SURE", "这个问题我没有把握答准，请由工作人员为您解答。"
    NOT_TOLD = "NOT_TOLD", "现有资料没有写明您问的这一项，请由工作人员为您核实。"
    PROGRESS = "PROGRESS", "查询办理进度要核对受理编号和查询码，请提供，或由工作人员为您查询。"
    SOURCE = "SOURCE", "来源："
    VALID_FROM = "VALID_FROM", "起有效"
    CALL = "CALL", "详询"
    AUTOMATIC = "AUTOMATIC", "自动答复"
    AUTOMATIC_SPOKEN = "AUTOMATIC_SPOKEN", "以下是自动答复。"
    MORE = "MORE", "其余内容请来电了解。"
    CHOOSE = "CHOOSE", "请回复数字。"
    ELSEWHERE = "ELSEWHERE", "这是其他区的规定，仅供参考。"
    ONLY_IN = "ONLY_IN", "以上只适用于"
    CORRECTING = "CORRECTING", "此内容正在核对更正，请以工作人员的答复为准。"
    HUMAN = "HUMAN", "转人工"
    BREAK = "BREAK", "\n"

    @property
    def label(self) -> str:
        """Return the words."""
        return str(self.value[1])


REFUSALS: dict[Refusal, Frame] = {
    Refusal.NOTHING_SAID: Frame.NOTHING_SAID,
    Refusal.GREETING: Frame.GREETING,
    Refusal.COURTESY: Frame.COURTESY,
    Refusal.WANTS_TICKET: Frame.WANTS_TICKET,
    Refusal.WANTS_PERSON: Frame.WANTS_PERSON,
    Refusal.NOTHING_FOUND: Frame.NOTHING_FOUND,
    Refusal.NOT_SURE: Frame.NOT_SURE,
    Refusal.NOT_TOLD: Frame.NOT_TOLD,
    Refusal.PROGRESS: Frame.PROGRESS,
}
_ORDINAL = re.compile(r"^\d{1,3}\. ?$")
_VOCABULARY = frozenset(
    {member.label for kind in KINDS.values() for member in kind}
    | {member.label for member in (*ItemField, *NumberState)}
)
_FIXED = frozenset(frame.label for frame in Frame)
_ENDS = "。！？；：，、.!?;:"


def frame(fixed: Frame) -> Piece:
    """Return a fixed word as a piece."""
    return Piece(fixed.label, Voice.FRAME)


def named(label: str) -> Piece:
    """Return the Chinese name of a choice of the catalogue, such as 原件."""
    return Piece(label, Voice.FRAME)


def ordinal(number: int) -> Piece:
    """Return the number before a line of a list."""
    return Piece(f"{number}. ", Voice.FRAME)


def unnumbered(line: Paragraph) -> Paragraph:
    """Return a line of a list without its number, for telling it by itself."""
    numbered = bool(line.pieces) and bool(_ORDINAL.match(line.pieces[0].text))
    return Paragraph(line.pieces[1:]) if numbered else line


def said(text: str) -> Piece:
    """Return what a source says, without blanks around it."""
    return Piece(text.strip(), Voice.SOURCE)


def is_fixed(text: str) -> bool:
    """Tell whether ``text`` stands in the table of fixed words."""
    return text in _FIXED or text in _VOCABULARY or bool(_ORDINAL.match(text))


def paragraph(*pieces: Piece | Frame) -> Paragraph:
    """Join pieces to a paragraph; empty ones are left out."""
    made = [frame(p) if isinstance(p, Frame) else p for p in pieces]
    return Paragraph(tuple(piece for piece in made if piece.text))


def sentence(*pieces: Piece | Frame) -> Paragraph:
    """Join pieces to a paragraph that ends like a sentence, whatever the source ended with."""
    made = paragraph(*pieces)
    if made.text and made.text[-1] in _ENDS:
        return made
    return Paragraph((*made.pieces, frame(Frame.STOP)))
