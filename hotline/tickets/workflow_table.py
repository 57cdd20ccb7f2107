"""The transition table (工单流转表): every row of domain rules §3.2 as data, and its policy switches.

Rows G1–G3 belong to a call and come with the call centre; G4–G7 are kept per caller in ``crm``. Rows
whose id ends in a letter are the further actions of the rule row of that number; H1–H4 serve §2.2
(recusal), §4.8 (statutory stages), §3.3 (the second person) and §4.4 (calendar change).
"""

from collections.abc import Mapping

from hotline.tickets.table_anytime import ANYTIME
from hotline.tickets.table_dispatch import DISPATCHING, RETURNS
from hotline.tickets.table_handling import CLOSING, HANDLING
from hotline.tickets.table_intake import INTAKE
from hotline.tickets.transition import Row

TABLE: tuple[Row, ...] = INTAKE + DISPATCHING + RETURNS + HANDLING + CLOSING + ANYTIME

# Rows marked P: what an installation starts with; the label is shown to administrators.
SWITCHES: Mapping[str, tuple[bool, str]] = {
    "answer_now": (True, "话务员可直接答复办结"),
    "request_info": (True, "可要求诉求人补充"),
    "info_timeout": (True, "补充到期自动恢复"),
    "decline": (True, "可不予受理"),
    "contest": (True, "诉求人可对不受理提出异议"),
    "withdraw": (True, "诉求人可撤回"),
    "auto_approve": (False, "目录直接命中时系统自动审核"),
    "auto_dispatch": (False, "目录直接命中时系统自动派单"),
    "auto_redo": (True, "自动回访不满意时系统发起重办"),
    "consultation": (True, "派单前可会商"),
    "recall": (True, "可撤回派单"),
    "sign_timeout": (True, "逾期视同签收"),
    "whistle": (True, "镇街吹哨、部门报到"),
    "track": (True, "可列入跟踪"),
    "termination": (True, "单位可申请终止办理"),
    "skip_follow_up": (True, "可免回访办结"),
    "reopen": (True, "办结后可一键重办"),
    "raise": (True, "可提级办理"),
    "unreasonable": (True, "可申报不合理诉求"),
    "appeal": (True, "可考核申诉"),
}
DEFAULTS: Mapping[str, bool] = {name: on for name, (on, _label) in SWITCHES.items()}
