"""What actions of dispatch and adjudication carry (派单·退单·裁决表单): rows B and C."""

from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from hotline.kit.fieldfaults import FieldFault
from hotline.kit.inputs import IdField, Line, Prose
from hotline.kit.labels import LabelledEnum
from hotline.tickets.forms import FileRef, Payload, code, files, one_line, prose, titled
from hotline.tickets.payloads_intake import MAX_UNITS
from hotline.tickets.vocabulary import CloseOutcome, Fault, ReturnReason
from routing.taxonomy.tree import GroundCode


def _on_earth(value: str) -> str:
    """Return “latitude,longitude” in degrees; raises ``ValueError`` for anything else."""
    try:
        latitude, longitude = (float(part) for part in value.split(","))
    except ValueError:
        latitude = longitude = 999.0
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise FieldFault("请按“纬度,经度”填写，如 23.0218,113.1219", "write latitude,longitude")
    return f"{latitude:.6f},{longitude:.6f}"


MapPoint = Annotated[str, AfterValidator(_on_earth)]


class CallConsultation(Payload):
    """B3, C7, E7: who meets and about what."""

    unit_ids: list[IdField] = Field(
        min_length=1, max_length=MAX_UNITS, title="参加单位", json_schema_extra={"ui": "units"}
    )
    question: Prose = prose("会商问题", longest=2000)


class Ends(LabelledEnum):
    """How a consultation after two redo rounds ends."""

    LAST_REDO = "LAST_REDO", "最后一次重办"
    CLOSE = "CLOSE", "办结"


class Conclusion(Payload):
    """B4, C8, E8: the minutes and what they fix."""

    minutes: Prose = prose("会商纪要")
    lead_unit_id: IdField | None = code("主办单位", ui="unit", default=None)
    partner_unit_ids: list[IdField] = Field(
        default_factory=list,
        max_length=MAX_UNITS,
        title="协办单位",
        json_schema_extra={"ui": "units"},
    )
    basis: Prose | None = prose("职责依据", longest=2000, default=None)
    catalogue_feedback: Prose = prose("目录修订意见（或不修订的理由）", longest=1000)
    conclusion: Ends | None = titled("结论（重办后会商）", default=None)
    close_outcome: CloseOutcome | None = titled("办结方式", default=None)


class Ruling(Conclusion):
    """C8: a ruling names the lead and its basis."""

    lead_unit_id: IdField = code("主办单位", ui="unit")
    basis: Prose = prose("职责依据", longest=2000)


class Dispatch(Payload):
    """B5: one lead, any partners, and why."""

    lead_unit_id: IdField = code("主办单位", ui="unit")
    partner_unit_ids: list[IdField] = Field(
        default_factory=list,
        max_length=MAX_UNITS,
        title="协办单位",
        json_schema_extra={"ui": "units"},
    )
    catalogue_row_id: IdField | None = code("派单目录条目", default=None)
    dispatch_basis: Prose | None = prose("派单依据", longest=2000, default=None)
    dispatch_note: Prose | None = prose("派单说明", longest=1000, default=None)
    limit_days: int | None = Field(default=None, ge=1, le=365, title="目录规定时限（工作日）")
    limit_basis: Line | None = one_line("较长时限的法律依据", longest=300, default=None)
    no_push_down: bool = titled("不得下派镇街", default=False)

    @model_validator(mode="after")
    def _basis(self) -> "Dispatch":
        if not self.catalogue_row_id and not self.dispatch_basis:
            raise FieldFault(
                "请选择派单目录条目，或写明派单依据", "choose a catalogue row, or write the basis"
            )
        if self.lead_unit_id in self.partner_unit_ids:
            raise FieldFault("主办单位不能同时是协办单位", "the lead is not a partner as well")
        return self


class Sign(Payload):
    """C1: who works on it; without a handler the signing clerk does."""

    handler_id: IdField | None = code("承办人", ui="account", default=None)


class SignTimeout(Payload):
    """C2: whose part is deemed signed; the lead's unless said."""

    assignment_id: IdField | None = code("承办部分", default=None)


class Object(Payload):
    """C3: code, legal basis with article, suggested unit, and the proof its code demands (§7.5)."""

    return_reason: ReturnReason = titled("退单理由")
    legal_basis: Prose = prose("依据（写明条款）", longest=2000, shortest=4)
    suggested_unit_id: IdField | None = code("建议承办单位", ui="unit", default=None)
    explanation: Prose = prose("说明", longest=2000, shortest=8)
    duplicate_ticket_id: IdField | None = code("重复的工单", default=None)
    map_point: MapPoint | None = code("地图点位（纬度,经度）", longest=40, default=None)
    second_basis: Prose | None = prose(
        "另一单位的依据（职责交叉时）", longest=2000, shortest=4, default=None
    )
    suggested_partner_id: IdField | None = code("建议协办单位", ui="unit", default=None)
    ground_code: GroundCode | None = titled("不予受理事由", default=None)
    missing_field: Line | None = one_line("缺少的要素", longest=60, default=None)
    file_ids: list[FileRef] = files("佐证材料", most=10)


class Redispatch(Payload):
    """C5: the ruling, the new lead, and whose fault the wrong dispatch was."""

    ruling: Prose = prose("裁决意见", longest=2000)
    lead_unit_id: IdField = code("新主办单位", ui="unit")
    partner_unit_ids: list[IdField] = Field(
        default_factory=list,
        max_length=MAX_UNITS,
        title="协办单位",
        json_schema_extra={"ui": "units"},
    )
    basis: Prose = prose("职责依据", longest=2000)
    fault: Fault = titled("错派归因")
    catalogue_row_id: IdField | None = code("派单目录条目", default=None)
    catalogue_feedback: Prose | None = prose("目录修订意见", longest=1000, default=None)


class RejectObjection(Payload):
    """C6."""

    ruling: Prose = prose("驳回理由", longest=2000)


class Raise(Payload):
    """F5: the superior unit becomes the lead."""

    superior_unit_id: IdField = code("上级单位", ui="unit")
    reason: Prose = prose("理由", longest=2000)


class Confirm(Payload):
    """The second person agrees."""

    proposal_id: IdField = code("送审事项")
    note: Line | None = one_line("意见", longest=200, default=None)


class ReturnProposal(Payload):
    """The second person does not agree."""

    proposal_id: IdField = code("送审事项")
    reason: Prose = prose("退回理由", longest=1000)


class Reassign(Payload):
    """H1: another handler, also where somebody stands aside (recusal, domain rules §2.2)."""

    handler_id: IdField = code("承办人", ui="account")
    reason: Prose = prose("理由", longest=1000)
    is_recusal: bool = titled("回避", default=False)


class Recalculate(Payload):
    """H4: why the clocks are recomputed."""

    reason: Line = one_line("原因", longest=200)
    calendar_version: str | None = code("日历版本", longest=60, default=None)
