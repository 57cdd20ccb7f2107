"""What actions of review, follow-up and supervision carry (审核·回访·督办表单): rows E, F and G."""

from datetime import date
from typing import Self

from pydantic import AwareDatetime, Field, model_validator

from crm.satisfaction import Contacted, Rating, Reason, Resolved, Truth
from hotline.kit.fieldfaults import FieldFault
from hotline.kit.inputs import IdField, Line, Prose
from hotline.kit.labels import LabelledEnum
from hotline.tickets.forms import FileRef, Payload, code, files, one_line, prose, titled
from hotline.tickets.payloads_intake import Defect
from hotline.tickets.vocabulary import (
    Channel,
    CloseOutcome,
    ContactOutcome,
    NoFollowUpReason,
    RedoTrigger,
    Relation,
    SuperviseLevel,
)


class CheckPoint(LabelledEnum):
    """The result-review checklist (审核清单), domain rules §3.5."""

    ANSWERS_EACH_POINT = "ANSWERS_EACH_POINT", "逐项答复"
    CONTACT_PROVEN = "CONTACT_PROVEN", "联系有凭证"
    FACTS_STATED = "FACTS_STATED", "事实清楚"
    LEGAL_BASIS = "LEGAL_BASIS", "不能满足的有依据"
    EVIDENCE_MATCHES = "EVIDENCE_MATCHES", "佐证与时间地点相符"
    NOT_TEMPLATED = "NOT_TEMPLATED", "未套用模板"
    NO_PERSONAL_DATA = "NO_PERSONAL_DATA", "无他人信息"
    PARTNERS_INCLUDED = "PARTNERS_INCLUDED", "含协办意见"
    TONE = "TONE", "用语得体"
    PROMISE_DATED = "PROMISE_DATED", "承诺有时间"


class AppealItem(LabelledEnum):
    """What an appeal is about (申诉事项)."""

    LATE_MARK = "LATE_MARK", "超期认定"
    OBJECTION = "OBJECTION", "退单裁决"
    REDO = "REDO", "重办认定"
    DISSATISFACTION = "DISSATISFACTION", "不满意评价"
    CARD = "CARD", "监察牌"


class UnreasonableGround(LabelledEnum):
    """Why a request cannot reasonably be met (不合理诉求事由), domain rules §3.5."""

    CONTRARY_TO_LAW = "CONTRARY_TO_LAW", "违反法律或政策"
    LAWFULLY_DECIDED = "LAWFULLY_DECIDED", "已依法作出决定并解释"
    BEYOND_DUTY = "BEYOND_DUTY", "超出政府职责"
    IMPOSSIBLE = "IMPOSSIBLE", "客观上不能实现"
    BAD_FAITH = "BAD_FAITH", "有证据证明的恶意"


class AcceptResult(Payload):
    """E1: every point of the checklist is met."""

    checklist: list[CheckPoint] = Field(max_length=10, title="审核清单")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        missing = [point for point in CheckPoint if point not in self.checklist]
        if missing:
            left = ", ".join(point.value for point in missing)
            raise FieldFault(
                "审核清单未全部确认：" + "、".join(point.label for point in missing),
                f"points of the checklist are not confirmed: {left}",
            )
        return self


class SendBack(Payload):
    """E2."""

    defect_codes: list[Defect] = Field(min_length=1, max_length=10, title="缺陷")
    instruction: Prose = prose("修改要求", longest=2000)


class AcceptWithoutFollowUp(AcceptResult):
    """E3."""

    reason: NoFollowUpReason = titled("免回访原因")
    close_outcome: CloseOutcome = titled("办结方式")


class RecordAttempt(Payload):
    """E4: one try to ask the citizen."""

    channel: Channel = titled("回访方式")
    attempted_at: AwareDatetime = titled("时间")
    outcome: ContactOutcome = titled("结果")
    note: Prose | None = prose("说明", longest=1000, default=None)
    next_at: AwareDatetime | None = titled("下次回访", default=None)


class Answers(Payload):
    """Q1–Q6 of domain rules §8; what was not answered stays empty."""

    contacted: Contacted | None = titled("是否联系过", default=None)
    resolved: Resolved | None = titled("是否解决", default=None)
    rating: Rating | None = titled("满意度", default=None)
    reasons: list[Reason] = Field(default_factory=list, max_length=7, title="主要原因")
    comment: Prose | None = prose("其他意见", longest=500, default=None)
    publish: bool | None = titled("同意公开答复", default=None)
    truth: Truth | None = titled("真实度（工作人员判断）", default=None)

    @property
    def complete(self) -> bool:
        """Q1–Q3 are all answered."""
        return None not in {self.contacted, self.resolved, self.rating}


class Close(Answers):
    """E5: the answers Q1–Q3, or the proof that nobody could be reached.

    Q3 may be missing where satisfaction is not asked for (§4.9); the ticket's profile says where.
    """

    unreachable: bool = titled("多次未能联系", default=False)
    close_outcome: CloseOutcome = titled("办结方式")

    @model_validator(mode="after")
    def _answered(self) -> Self:
        if not self.unreachable and None in {self.contacted, self.resolved}:
            raise FieldFault(
                "须有三项回访答案，或确认多次未能联系",
                "three answers are needed, or proof that nobody was reached",
            )
        if self.unreachable and self.close_outcome is not CloseOutcome.UNREACHABLE:
            raise FieldFault(
                "未能联系的，办结方式须为“未能联系”", "who was not reached is closed as UNREACHABLE"
            )
        return self


class OrderRedo(Answers):
    """E6."""

    trigger: RedoTrigger = titled("重办原因")
    instruction: Prose = prose("重办要求", longest=2000)


class Reopen(Payload):
    """E9: evidence for FALSE_CLOSURE."""

    reason: Prose = prose("原因", longest=2000)
    trigger: RedoTrigger = titled("重办原因", default=RedoTrigger.UNRESOLVED)
    evidence: Prose | None = prose("虚假办结的证据", longest=2000, default=None)

    @model_validator(mode="after")
    def _proven(self) -> Self:
        if self.trigger is RedoTrigger.FALSE_CLOSURE and not self.evidence:
            raise FieldFault("认定虚假办结须有证据", "a false closure needs evidence")
        return self


class RateAgain(Answers):
    """E10."""

    rating: Rating = titled("满意度")


class Seal(Payload):
    """E11: the archive hash is computed here unless an archive made one."""

    archive_hash: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$", title="归档摘要")


class Urge(Payload):
    """F1."""

    source: Channel = titled("来源")
    words: Prose | None = prose("原话", longest=1000, default=None)


class UrgeNotice(Payload):
    """F2."""

    document_no: str = code("文书编号", longest=24)
    reason: Prose = prose("原因", longest=1000)


class Supervise(Payload):
    """F3: level, document, reason, reply due."""

    level: SuperviseLevel = titled("督办级别")
    document_no: str = code("文书编号", longest=24)
    reason: Prose = prose("原因", longest=1000)
    reply_due_at: AwareDatetime | None = titled("回复期限", default=None)


class ReplySupervision(Payload):
    """F4."""

    measures: Prose = prose("整改措施", longest=2000)
    finish_date: date = titled("完成日期")


class AddCitizenInfo(Payload):
    """F6."""

    text: Prose = prose("补充内容")
    file_ids: list[FileRef] = files("附件", most=10)
    is_new_fact: bool = titled("有新的事实", default=False)


class Comment(Payload):
    """F7."""

    text: Prose = prose("备注", longest=2000)


class HandRelation(LabelledEnum):
    """Relations that people set and undo (人工关联); merging, splitting and handing off make their own."""

    RELATED = Relation.RELATED.value, Relation.RELATED.label
    FOLLOWS = Relation.FOLLOWS.value, Relation.FOLLOWS.label
    CONCERNS = Relation.CONCERNS.value, Relation.CONCERNS.label


class Link(Payload):
    """F7."""

    ticket_id: IdField = code("工单")
    relation: HandRelation = titled("关系", default=HandRelation.RELATED)


class Reveal(Payload):
    """F8: one field, one purpose."""

    field: str = code("字段", longest=40)
    purpose: Line = one_line("用途", longest=200, shortest=2)


class FileUnreasonable(Payload):
    """G8: the unit shows that it contacted, explained and documented."""

    ground: UnreasonableGround = titled("事由")
    efforts: Prose = prose("已做的工作", longest=2000)
    contacts: Prose = prose("联系和解释情况", longest=2000)
    file_ids: list[FileRef] = files("证据", most=20, least=1)


class RevokeFiling(Payload):
    """G9: an audit found otherwise."""

    reason: Prose = prose("理由", longest=2000)
    finding: Prose = prose("复核结论", longest=2000)


class FileAppeal(Payload):
    """G10: item, ground and evidence."""

    item: AppealItem = titled("申诉事项")
    card_id: IdField | None = code("监察牌（不填指本单全部）", default=None)
    ground: Prose = prose("申诉理由", longest=2000)
    published_at: AwareDatetime = titled("公布时间")
    file_ids: list[FileRef] = files("证据", most=20, least=1)

    @model_validator(mode="after")
    def _card(self) -> "FileAppeal":
        if self.card_id is not None and self.item is not AppealItem.CARD:
            raise FieldFault("只有对监察牌申诉才填写监察牌", "a card is named for an appeal on it")
        return self


class UpholdAppeal(Payload):
    """G11: history stays, an adjustment row is added."""

    reason: Prose = prose("理由", longest=2000)
    adjustment: Prose = prose("调整内容", longest=1000)
