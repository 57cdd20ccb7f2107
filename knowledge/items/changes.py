"""What a version changes (事项变更): fields compared one by one, each with its Chinese name."""

from collections.abc import Mapping
from typing import Any

from knowledge import differences
from knowledge.differences import FieldChangeOut
from knowledge.items.schemas import ItemContent

STATE = "state"
LABELS: Mapping[str, str] = {
    "code": "事项编码",
    "situation_code": "情形编码",
    "version": "版本号",
    "change": "变更类型",
    "parent_code": "上级事项编码",
    "name": "事项名称",
    "main_name": "主项名称",
    "aliases": "俗称",
    "keywords": "关键词",
    "item_type": "事项类型",
    "level": "行使层级",
    "unit_code": "责任单位",
    "department": "部门名称",
    "deciding_body": "决定机构",
    "accepting_body": "受理机构",
    "division": "责任科室",
    "legal_basis": "设定依据",
    "legal_force": "依据类别",
    "applicant_kinds": "服务对象",
    "target": "适用对象",
    "conditions": "办理条件",
    "quantity": "数量限制",
    "materials": "申请材料",
    "statutory_limit": "法定时限",
    "promised_limit": "承诺时限",
    "fee": "收费",
    "result_document": "结果名称",
    "result_validity": "结果有效期",
    "windows": "办理窗口",
    "online_depth": "网办深度",
    "online_url": "网办地址",
    "online_booking": "网上预约",
    "visits": "到现场次数",
    "steps": "办理流程",
    "forms": "表格",
    "annual_check": "年检",
    "consult_phone": "咨询电话",
    "supervision_phone": "监督电话",
    "remedies": "救济途径",
    "publication": "公开类型",
    "themes": "主题",
    "category_code": "热线分类",
    "districts": "适用区划",
    "replaced_by": "替代事项",
    "external_ref": "外部编号",
    "valid_from": "生效日期",
    "valid_to": "失效日期",
    "more": "其他栏目",
    STATE: "事项状态",
}
_CONTENT_LABELS = {name: LABELS[name] for name in ItemContent.model_fields}


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the fields of two contents that differ, in the order of the form."""
    return differences.differing(before, after, ItemContent.model_fields)


def field_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[FieldChangeOut]:
    """Return the differing fields with both values."""
    return differences.field_changes(before, after, _CONTENT_LABELS)
