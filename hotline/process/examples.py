"""Examples of action bodies (接口示例), checked against the payloads when the routes are built."""

from typing import Any

from hotline.tickets.models import Action

_UNIT = "01JD0000000000000000000001"

EXAMPLES: dict[Action, dict[str, Any]] = {
    Action.ANSWER_NOW: {
        "kind": "CONSULT",
        "category_code": "010101",
        "public_answer": "补领身份证请带户口簿到任一户籍窗口办理，20 个工作日内领取。",
        "article_revision_ids": ["01JD0000000000000000000002"],
    },
    Action.REQUEST_INFO: {"missing_fields": ["地点"], "question": "请问是哪条路、哪个小区门口？"},
    Action.DISPATCH: {
        "lead_unit_id": _UNIT,
        "dispatch_basis": "派单目录：夜间施工噪声由该单位负责",
    },
    Action.SIGN: {},
    Action.OBJECT: {
        "return_reason": "NOT_OUR_DUTY",
        "legal_basis": "《中华人民共和国噪声污染防治法》第八条",
        "suggested_unit_id": _UNIT,
        "explanation": "社会生活噪声由公安机关负责，本单位负责工业噪声。",
    },
    Action.LOG_CONTACT: {
        "contacted_at": "2026-03-04T09:30:00+08:00",
        "channel": "VOICE",
        "outcome": "REACHED",
        "summary": "已致电诉求人，约定今晚到现场查看。",
    },
    Action.NOTE_PROGRESS: {
        "public_text": "已约谈施工单位，要求停止夜间作业。",
        "next_step": "三日内复查",
        "next_date": "2026-03-09",
    },
    Action.REPLY: {
        "fact_true": "YES",
        "within_duty": True,
        "resolved": "YES",
        "handling_text": "3 月 4 日晚现场检查，责令立即停工并立案。",
        "public_answer": "经现场检查，施工单位确有夜间施工，已责令停工并立案处理。",
        "evidence": [{"file_id": "01JD0000000000000000000003", "kind": "HANDLING_PROOF"}],
    },
    Action.SEND_BACK: {
        "defect_codes": ["POINT_UNANSWERED"],
        "instruction": "请说明今后夜间施工如何避免。",
    },
    Action.URGE: {"source": "VOICE", "words": "三天了还没人来"},
    Action.COMMENT: {"text": "市民表示周末才有空。"},
}
