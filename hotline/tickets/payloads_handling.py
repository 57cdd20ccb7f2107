"""What actions of handling carry (办理表单): rows D of domain rules §3.2."""

from datetime import date

from pydantic import AwareDatetime, Field, model_validator

from hotline.kit.fieldfaults import FieldFault
from hotline.kit.inputs import IdField, Line, Prose
from hotline.kit.labels import LabelledEnum
from hotline.tickets.consumer_forms import StageFields
from hotline.tickets.forms import FileRef, Payload, code, one_line, prose, titled
from hotline.tickets.payloads_intake import MAX_UNITS
from hotline.tickets.vocabulary import (
    Channel,
    ContactOutcome,
    EvidenceKind,
    FactTrue,
    Resolution,
    Stage,
)
from routing.taxonomy.tree import GroundCode


class ExtensionReason(LabelledEnum):
    """Why more time is needed (延期原因)."""

    COMPLEX = "COMPLEX", "情况复杂"
    SEVERAL_UNITS = "SEVERAL_UNITS", "涉及多个单位"
    SITE_WORK = "SITE_WORK", "现场施工或整治"
    LEGAL_STEP = "LEGAL_STEP", "法定程序未完成"
    CITIZEN = "CITIZEN", "诉求人原因"


class Evidence(Payload):
    """One file and what it proves."""

    file_id: FileRef = code("文件", longest=100)
    kind: EvidenceKind = titled("佐证类型")


class LogContact(Payload):
    """D1: when, how and with what result."""

    contacted_at: AwareDatetime = titled("联系时间")
    channel: Channel = titled("联系方式")
    outcome: ContactOutcome = titled("结果")
    summary: Prose = prose("联系情况", longest=2000)
    number_ref: str | None = code("号码标识", longest=40, default=None)
    recording_ref: str | None = code("录音编号", default=None)


class NoteProgress(Payload):
    """D2: for the citizen, for colleagues, or both."""

    public_text: Prose | None = prose("给诉求人的进展", longest=1000, default=None)
    internal_text: Prose | None = prose("内部记录", longest=2000, default=None)
    next_step: Line = one_line("下一步", longest=200)
    next_date: date = titled("计划日期")

    @model_validator(mode="after")
    def _something(self) -> "NoteProgress":
        if not self.public_text and not self.internal_text:
            raise FieldFault("请填写进展内容", "write what was done")
        return self


class TransferDown(Payload):
    """D3: a unit of one's own subtree; an override of the town guard is written down and counted."""

    unit_id: IdField = code("下级单位", ui="unit")
    reason: Prose = prose("转派理由", longest=1000)
    due_at: AwareDatetime = titled("下级办理期限")
    town_list_basis: Line | None = one_line("镇街履职清单依据", longest=300, default=None)


class ReturnUp(Payload):
    """D4."""

    reason: Prose = prose("退回理由", longest=1000)
    legal_basis: Prose = prose("依据", longest=1000)


class DecideReturnUp(Payload):
    """The superior unit takes a part back or lets it stand."""

    assignment_id: IdField = code("下级承办部分")
    accepted: bool = titled("同意退回")
    reason: Prose = prose("理由", longest=1000)


class AddPartner(Payload):
    """D5."""

    unit_id: IdField = code("协办单位", ui="unit")
    task: Prose = prose("协办任务", longest=1000)
    due_at: AwareDatetime | None = titled("协办期限", default=None)


class PartnerReply(Payload):
    """D6: a result, or a stage report with its reason."""

    result: Prose = prose("协办结果")
    is_stage_report: bool = titled("阶段性报告", default=False)
    reason: Prose | None = prose("未能办结的原因", longest=1000, default=None)

    @model_validator(mode="after")
    def _reasoned(self) -> "PartnerReply":
        if self.is_stage_report and not self.reason:
            raise FieldFault("阶段性报告须说明原因", "a stage report gives its reason")
        return self


class CallUnits(Payload):
    """D7: who comes, where, when and about what."""

    unit_ids: list[IdField] = Field(
        min_length=1, max_length=MAX_UNITS, title="部门", json_schema_extra={"ui": "units"}
    )
    place: Line = one_line("地点", longest=200)
    meeting_at: AwareDatetime = titled("集合时间")
    question: Prose = prose("需要解决的问题", longest=2000)


class ReportIn(Payload):
    """D8."""

    who_came: Line = one_line("到场人员", longest=120)
    opinion: Prose = prose("意见", longest=2000)


class RequestExtension(Payload):
    """D9: the citizen was told why before it is asked for."""

    days: int = Field(ge=1, le=60, title="延长工作日")
    reason_code: ExtensionReason = titled("延期原因")
    legal_basis: Prose = prose("依据", longest=1000)
    plan: Prose = prose("后续计划", longest=2000)
    told_citizen: bool = titled("已告知诉求人原因")
    told_proof: Prose = prose("告知情况", longest=1000)

    @model_validator(mode="after")
    def _told(self) -> "RequestExtension":
        if not self.told_citizen:
            raise FieldFault("须先告知诉求人延期原因", "the citizen is told the reason first")
        return self


class GrantExtension(Payload):
    """D10: fewer days than asked for may be granted."""

    days: int | None = Field(default=None, ge=1, le=60, title="批准工作日（空为所申请的）")
    note: Prose | None = prose("意见", longest=1000, default=None)


class Suspend(Payload):
    """D12: a basis of the profile's list."""

    basis: str = code("中止事由", longest=24)
    expected_end_at: AwareDatetime = titled("预计恢复时间")
    document: Line = one_line("文书", longest=120)
    reason: Prose = prose("说明", longest=1000)


class Resume(Payload):
    """D13."""

    note: Prose | None = prose("说明", longest=1000, default=None)


class Track(Payload):
    """D14: why it cannot be done now, what will be, by whom and by when."""

    why_impossible: Prose = prose("目前不能解决的原因", longest=2000)
    measures: Prose = prose("措施", longest=1000)
    responsible: Line = one_line("责任人", longest=60)
    milestones: Prose = prose("节点", longest=2000)
    promised_date: date = titled("计划完成日期")
    told_citizen: bool = titled("已告知诉求人")
    told_proof: Prose = prose("告知情况", longest=1000)

    @model_validator(mode="after")
    def _told(self) -> "Track":
        if not self.told_citizen:
            raise FieldFault("须先告知诉求人", "the citizen is told first")
        return self


class Reply(Payload):
    """D16: facts, duty, result, the public answer and its evidence."""

    fact_true: FactTrue = titled("是否属实")
    within_duty: bool = titled("属本单位职责")
    resolved: Resolution = titled("是否解决")
    unresolved_reason: Prose | None = prose("未解决的原因", longest=2000, default=None)
    handling_text: Prose = prose("办理情况")
    public_answer: Prose = prose("给诉求人的答复", shortest=8)
    internal_note: Prose | None = prose("内部说明", longest=2000, default=None)
    evidence: list[Evidence] = Field(default_factory=list, max_length=20, title="佐证")
    partners_explained: Prose | None = prose("协办单位未反馈的说明", longest=1000, default=None)

    @model_validator(mode="after")
    def _explained(self) -> "Reply":
        if self.resolved is not Resolution.YES and not self.unresolved_reason:
            raise FieldFault("未完全解决的须说明原因", "say why it is not wholly solved")
        return self


class ProposeTermination(Payload):
    """D17."""

    ground_code: GroundCode = titled("终止事由")
    explanation_given: Prose = prose("向诉求人所作的解释", longest=2000)
    public_answer: Prose = prose("给诉求人的答复", shortest=8)
    evidence: list[Evidence] = Field(default_factory=list, max_length=20, title="佐证")


class RecordStage(StageFields):
    """H2: one statutory step of a market matter (domain rules §4.8, §4.9)."""

    stage: Stage = titled("阶段")
    ground: Line | None = one_line("理由", longest=200, default=None)
    note: Prose | None = prose("说明", longest=2000, default=None)
    extra_days: int | None = Field(default=None, ge=1, le=15, title="经批准延长（工作日）")
