"""What staff write (填写内容): the fields of every action of the play, said once."""

from datetime import datetime
from typing import Any

from hotline.kit import clock
from hotline.simulation.choosing import Choice
from hotline.simulation.scenario import Text
from hotline.tickets.payloads_closing import CheckPoint
from routing.taxonomy.tree import RequestKind

Page = dict[str, Any]
ANSWER = "经现场核实，您反映的情况属实。我单位已安排人员处理完毕，并将继续跟进巡查。感谢您的反映。"
CHECKLIST = [point.value for point in CheckPoint]
SATISFIED = {"contacted": "YES", "resolved": "YES", "rating": "SATISFIED"}
NOT_SOLVED = {
    "contacted": "YES",
    "resolved": "NO",
    "rating": "DISSATISFIED",
    "reasons": ["NOT_SOLVED"],
}
_PLACED = {RequestKind.HELP, RequestKind.COMPLAINT, RequestKind.REPORT}


def approval(page: Page, text: Text) -> Page:
    """B1: what an experienced reviewer sees in the text; urgency and secrecy stay as they are.

    A place that the text's labels do not name is taken from the draft, as the reviewer's form shows it.
    """
    secrecy = page["confidentiality"]
    if text.kind is RequestKind.REPORT and secrecy == "NONE":
        secrecy = "CITIZEN_HIDDEN"
    place: Page = {"district_code": text.district or None, "town_code": text.town or None}
    if not text.district:
        place = {name: page.get(name) for name in place}
    if text.kind in _PLACED and not any(place.values()):
        place["address_text"] = "佛山市（地点待核实）"
    return {
        "kind": text.kind.value,
        "category_code": text.category,
        "urgency": page["urgency"],
        "profile": page["profile"],
        "confidentiality": secrecy,
        "merge_decision": "NO_DUPLICATE",
        "catalogue_no_match": True,
        "respondent_unknown": page.get("respondent_name") is None,
        **place,
    }


def by_row(choice: Choice) -> Page:
    """B5 by the catalogue: its lead, its partners."""
    return {"lead_unit_id": choice.unit_id, "catalogue_row_id": choice.row_id}


def by_hand(choice: Choice) -> Page:
    """B5 where no row of the catalogue can be used."""
    basis = f"派单目录无可用条目，{choice.way.label}派单，提请核对目录。"
    return {"lead_unit_id": choice.unit_id, "dispatch_basis": basis}


def reached(at: datetime) -> Page:
    """D1."""
    return {
        "contacted_at": at.isoformat(),
        "channel": "VOICE",
        "outcome": "REACHED",
        "summary": "电话联系诉求人，核实情况并说明办理安排。",
    }


def reply(file_id: str, page: Page) -> Page:
    """D16: solved, with a photo."""
    fields = {
        "fact_true": "YES",
        "within_duty": True,
        "resolved": "YES",
        "handling_text": "已派员到现场核实并处理。",
        "public_answer": ANSWER,
        "evidence": [{"file_id": file_id, "kind": "HANDLING_PROOF"}],
    }
    if any(part["role"] == "PARTNER" for part in page["assignments"]):
        fields["partners_explained"] = "协办单位已电话反馈意见，并入本次答复。"
    return fields


def objection(other_unit_id: str) -> Page:
    """C3."""
    return {
        "return_reason": "NOT_OUR_DUTY",
        "legal_basis": "《市容环境卫生责任区管理办法》第五条",
        "suggested_unit_id": other_unit_id,
        "explanation": "该事项的管理职责不在本单位，建议由职能单位办理。",
    }


def redispatch(unit_id: str) -> Page:
    """C5."""
    return {
        "ruling": "经研究，异议成立，改派有关单位办理。",
        "lead_unit_id": unit_id,
        "basis": "按单位职责分工及会商意见确定。",
        "fault": "DISPATCHER",
    }


def extension() -> Page:
    """D9."""
    return {
        "days": 2,
        "reason_code": "SITE_WORK",
        "legal_basis": "本市诉求办理规程关于延期的规定",
        "plan": "两个工作日内完成现场施工并复查。",
        "told_citizen": True,
        "told_proof": "已电话告知诉求人延期原因和新的期限。",
    }


def decline() -> Page:
    """A9."""
    return {
        "ground_code": "OTHER_REGION",
        "lawful_path": "请拨打事发地区号加12345反映。",
        "words_told": "此事发生在外地，本市热线不便受理，请向当地热线反映。",
        "legal_basis": "本市热线受理范围规定",
    }


def answer_now(text: Text, revision_ids: list[str]) -> Page:
    """A2: a consultation answered from the knowledge base, else from a named source."""
    fields: Page = {
        "kind": "CONSULT",
        "category_code": text.category,
        "public_answer": "您咨询的事项已按现行规定解答，所需材料和办理地点已一并告知。",
        "article_revision_ids": revision_ids,
    }
    if not revision_ids:
        fields |= {"answer_source": "主管部门公开办事指南", "source_reason": "知识库暂无此条"}
    return fields


def window_intake(text: Text, phone: str) -> Page:
    """A14: a request written down at a window."""
    return {"channel": "VISIT", "content": text.content, "contact": {"phone": phone}}


def now() -> datetime:
    """Return the time of the play: the real one."""
    return clock.now()
