"""What actions of intake and review carry (受理·审核表单): rows A and B of domain rules §3.2."""

from pydantic import AwareDatetime, Field, model_validator

from hotline.kit.fieldfaults import FieldFault
from hotline.kit.inputs import IdField, Line, Prose
from hotline.kit.labels import LabelledEnum
from hotline.tickets.consumer_forms import ConsumerFields, EfficiencyFields
from hotline.tickets.forms import (
    FileRef,
    Payload,
    code,
    files,
    one_line,
    personal,
    prose,
    titled,
)
from hotline.tickets.vocabulary import HandOffMode, VoidReason
from routing.taxonomy.tree import (
    Confidentiality,
    GroundCode,
    RequestKind,
    RespondentKind,
    Urgency,
)

MAX_UNITS = 20


class Defect(LabelledEnum):
    """What is wrong with a draft or a reply (缺陷)."""

    INCOMPLETE = "INCOMPLETE", "要素不全"
    UNCLEAR = "UNCLEAR", "表述不清"
    WRONG_CATEGORY = "WRONG_CATEGORY", "分类有误"
    WRONG_PLACE = "WRONG_PLACE", "地点有误"
    POINT_UNANSWERED = "POINT_UNANSWERED", "未逐项答复"
    CONTACT_UNPROVEN = "CONTACT_UNPROVEN", "未证明已联系"
    FACTS_MISSING = "FACTS_MISSING", "事实不清"
    NO_LEGAL_BASIS = "NO_LEGAL_BASIS", "未说明依据"
    EVIDENCE_MISMATCH = "EVIDENCE_MISMATCH", "佐证不符"
    TEMPLATE_TEXT = "TEMPLATE_TEXT", "套用模板"
    PERSONAL_DATA = "PERSONAL_DATA", "泄露他人信息"
    PARTNER_MISSING = "PARTNER_MISSING", "缺协办意见"
    TONE = "TONE", "用语不当"
    NO_DATE = "NO_DATE", "承诺无时间"


class IdentityCheck(LabelledEnum):
    """How the citizen was recognised (身份核验)."""

    SAME_NUMBER = "SAME_NUMBER", "本机号码"
    QUERY_CODE = "QUERY_CODE", "编号与查询码"
    VERIFIED_ACCOUNT = "VERIFIED_ACCOUNT", "实名账号"
    QUESTIONS = "QUESTIONS", "核对登记信息"


class MergeDecision(LabelledEnum):
    """What the reviewer found about duplicates (查重结论)."""

    NO_DUPLICATE = "NO_DUPLICATE", "无重复"
    KEPT_APART = "KEPT_APART", "相似但单独办理"
    LINKED = "LINKED", "已关联"


class AnswerNow(Payload):
    """A2: an answer on the spot cites its revisions, or its source with a reason."""

    kind: RequestKind = titled("诉求类型")
    category_code: str = code("事项分类", ui="category", longest=12)
    public_answer: Prose = prose("答复内容")
    article_revision_ids: list[IdField] = Field(
        default_factory=list, max_length=10, title="引用的知识点"
    )
    answer_source: Line | None = one_line("答复来源", longest=200, default=None)
    source_reason: Line | None = one_line("未引用知识点的原因", longest=200, default=None)
    three_way_call: bool = titled("三方通话办结", default=False)

    @model_validator(mode="after")
    def _has_source(self) -> "AnswerNow":
        if not self.article_revision_ids and not (self.answer_source and self.source_reason):
            raise FieldFault(
                "请引用知识点，或写明答复来源和原因",
                "cite an article, or name the source and the reason",
            )
        if self.kind is RequestKind.HELP and not self.three_way_call:
            raise FieldFault(
                "求助只有三方通话办结的才能直接答复",
                "a request for help is answered on the spot only by a three-way call",
            )
        return self


class RequestInfo(Payload):
    """A3."""

    missing_fields: list[Line] = Field(min_length=1, max_length=10, title="缺少的要素")
    question: Prose = prose("向诉求人提的问题", longest=500)


class SupplyInfo(Payload):
    """A4."""

    text: Prose = prose("补充内容")
    address_text: Line | None = one_line("地点", longest=200, default=None)
    file_ids: list[FileRef] = files("附件", most=10)


class InfoTimeout(Payload):
    """A5: at least two reminders were sent."""

    reminders: int = Field(ge=2, title="提醒次数")


class HandOff(Payload):
    """A6: the place first, then the line; what is no emergency may go on as a ticket of its own."""

    line: Line = one_line("紧急热线", longest=40)
    handoff_mode: HandOffMode = titled("转接方式")
    place: Line = one_line("地点", longest=200)
    callback_number_known: bool = titled("已留回拨号码", default=False)
    note: Prose | None = prose("情况", longest=1000, default=None)
    remainder: Prose | None = prose("另行办理的普通事项", default=None)
    remainder_kind: RequestKind | None = titled("普通事项的诉求类型", default=None)


class ConfirmReceived(Payload):
    """A7: who took it, or its number there."""

    receiver: Line | None = one_line("接收人", longest=60, default=None)
    external_ref: Line | None = one_line("对方编号", longest=80, default=None)
    confirmed_at: AwareDatetime | None = titled("确认时间", default=None)

    @model_validator(mode="after")
    def _somebody(self) -> "ConfirmReceived":
        if not self.receiver and not self.external_ref:
            raise FieldFault(
                "请填写接收人或对方编号", "name the receiver or the number given there"
            )
        return self


class WithReason(Payload):
    """An action that needs a reason in words."""

    reason: Prose = prose("理由", longest=1000)


class Decline(Payload):
    """A9: the ground, the lawful path and the words told."""

    ground_code: GroundCode = titled("不予受理事由")
    lawful_path: Prose = prose("告知的法定途径", longest=1000)
    words_told: Prose = prose("告知用语", longest=1000)
    legal_basis: Prose = prose("依据", longest=1000)
    related_ticket_id: IdField | None = code("已有工单", default=None)

    @model_validator(mode="after")
    def _nothing_new_names_the_ticket(self) -> "Decline":
        if self.ground_code is GroundCode.NOTHING_NEW and self.related_ticket_id is None:
            raise FieldFault(
                "“同一事项无新情况”须关联已有工单", "nothing new needs the ticket it is about"
            )
        return self


class Contest(Payload):
    """A10: a new fact or a reason."""

    reason: Prose = prose("异议理由", longest=1000)
    is_new_fact: bool = titled("有新的事实", default=False)


class MergeInto(Payload):
    """A11."""

    lead_ticket_id: IdField = code("并入的工单")
    same_fact: bool = titled("确认为同一事实")
    reason: Prose = prose("理由", longest=1000)

    @model_validator(mode="after")
    def _same(self) -> "MergeInto":
        if not self.same_fact:
            raise FieldFault("只有同一事实才能并单", "only the same fact is merged")
        return self


class Part(Payload):
    """One part of a split."""

    kind: RequestKind = titled("诉求类型")
    content: Prose = prose("内容")
    profile: str | None = code("适用规则", longest=24, default=None)


class Split(Payload):
    """A13: at least two parts; the first stays on this ticket."""

    parts: list[Part] = Field(min_length=2, max_length=10, title="各部分")


class Void(Payload):
    """A14."""

    reason: VoidReason = titled("作废原因")
    note: Line | None = one_line("说明", longest=200, default=None)


class Withdraw(Payload):
    """A15."""

    identity_check: IdentityCheck = titled("身份核验")
    reason: Prose = prose("撤回原因", longest=1000)


class Classification(Payload):
    """B1: the complete classification, and the catalogue row or NO_MATCH."""

    kind: RequestKind = titled("诉求类型")
    category_code: str = code("事项分类", ui="category", longest=12)
    category_version: str | None = code("分类版本", longest=20, default=None)
    title: Line | None = one_line("标题", longest=60, default=None)
    district_code: str | None = code("区", longest=12, default=None)
    town_code: str | None = code("镇街", longest=12, default=None)
    village_code: str | None = code("村居", longest=12, default=None)
    address_text: Line | None = one_line("地点", longest=200, default=None)
    occurred_at: AwareDatetime | None = titled("发生时间", default=None)
    occurred_until: AwareDatetime | None = titled("持续到", default=None)
    urgency: Urgency = titled("紧急程度")
    profile: str = code("适用规则", longest=24, default="standard")
    confidentiality: Confidentiality = titled("保密")
    merge_decision: MergeDecision = titled("查重结论")
    catalogue_row_id: IdField | None = code("派单目录条目", default=None)
    catalogue_no_match: bool = titled("目录无对应条目", default=False)
    is_beyond_duty: bool = titled("超出职责范围", default=False)
    beyond_duty_type: Line | None = one_line("超职责的类型", longest=40, default=None)
    respondent_kind: RespondentKind | None = titled("被反映对象类型", default=None)
    respondent_name: Line | None = personal("被反映对象名称或姓名")
    respondent_address: Line | None = personal("被反映对象地址", longest=200)
    respondent_phone: Line | None = personal("被反映对象电话", longest=30)
    respondent_unknown: bool = titled("被反映对象不明", default=False)
    accused_unit_id: IdField | None = code("被反映单位（不派给它）", ui="unit", default=None)
    real_name: bool = titled("实名反映（已核身份）", default=False)
    review_note: Prose | None = prose("审核说明", longest=1000, default=None)

    @model_validator(mode="after")
    def _row_or_none(self) -> "Classification":
        if (self.catalogue_row_id is None) is not self.catalogue_no_match:
            raise FieldFault(
                "请选择派单目录条目，或标明目录无对应条目",
                "choose a catalogue row, or say that none matches",
            )
        placed = self.district_code or self.town_code or self.address_text
        if (
            self.kind in {RequestKind.HELP, RequestKind.COMPLAINT, RequestKind.REPORT}
            and not placed
        ):
            raise FieldFault(
                "求助、投诉、举报须填写地点", "help, complaints and reports need a place"
            )
        return self


class Approve(ConsumerFields, EfficiencyFields, Classification):
    """B1: the classification with what its profile and respondent ask for (§5.1)."""


class ReturnToAgent(Payload):
    """B2."""

    defect_codes: list[Defect] = Field(min_length=1, max_length=10, title="缺陷")
    note: Prose | None = prose("说明", longest=1000, default=None)


class ChangeUrgency(Payload):
    """B7."""

    urgency: Urgency = titled("紧急程度")
    reason: Prose = prose("理由", longest=1000)


class NewClassification(Payload):
    """B8: the old values stand in the log by themselves."""

    kind: RequestKind = titled("诉求类型")
    category_code: str = code("事项分类", ui="category", longest=12)
    category_version: str | None = code("分类版本", longest=20, default=None)
    profile: str | None = code("适用规则", longest=24, default=None)
    respondent_kind: RespondentKind | None = titled("被反映对象类型", default=None)
    respondent_name: Line | None = personal("被反映对象名称或姓名")
    respondent_address: Line | None = personal("被反映对象地址", longest=200)
    respondent_phone: Line | None = personal("被反映对象电话", longest=30)
    respondent_unknown: bool = titled("被反映对象不明", default=False)
    accused_unit_id: IdField | None = code("被反映单位（不派给它）", ui="unit", default=None)
    reason: Prose = prose("理由", longest=1000)


class Reclassify(ConsumerFields, EfficiencyFields, NewClassification):
    """B8: the new classification with what its profile and respondent ask for (§5.1)."""


class SetConfidential(Payload):
    """B9."""

    level: Confidentiality = titled("保密级别")
    named_account_ids: list[IdField] = Field(default_factory=list, max_length=50, title="指定人员")
    reason: Prose | None = prose("理由", longest=1000, default=None)

    @model_validator(mode="after")
    def _named(self) -> "SetConfidential":
        if self.level is Confidentiality.NONE:
            raise FieldFault("解除保密请用“解除保密”", "use the action that clears secrecy")
        if self.level is Confidentiality.RESTRICTED and not self.named_account_ids:
            raise FieldFault("指定人员保密须列明人员", "a restricted ticket names its people")
        return self


class ClearConfidential(Payload):
    """B10: the citizen's consent, recorded or in words."""

    consent_ref: Line | None = one_line("同意录音编号", longest=80, default=None)
    consent_text: Prose | None = prose("诉求人同意的原话", longest=1000, default=None)

    @model_validator(mode="after")
    def _consent(self) -> "ClearConfidential":
        if not self.consent_ref and not self.consent_text:
            raise FieldFault(
                "须有诉求人同意的录音或文字",
                "the citizen's consent is needed, recorded or in words",
            )
        return self
