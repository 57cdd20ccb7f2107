"""Roles (角色) of the hotline and what each may do; the floor knows only the strings."""

from collections.abc import Mapping

from hotline.kit.auth.context import RoleBook
from hotline.kit.labels import LabelledEnum


class Role(LabelledEnum):
    """Roles of domain rules §2.2."""

    CITIZEN = "citizen", "市民/企业"
    AGENT = "agent", "话务员"
    SUPERVISOR = "supervisor", "班长"
    REVIEWER = "reviewer", "审核员"
    DISPATCHER = "dispatcher", "派单员"
    ADJUDICATOR = "adjudicator", "裁决员"
    COORDINATOR = "coordinator", "会商召集人"
    RESULT_REVIEWER = "result_reviewer", "结果审核员"
    FOLLOW_UP_AGENT = "follow_up_agent", "回访员"
    SUPERVISION_OFFICER = "supervision_officer", "督办员"
    UNIT_CLERK = "unit_clerk", "单位联络员"
    HANDLER = "handler", "承办人"
    UNIT_APPROVER = "unit_approver", "单位审批人"
    KNOWLEDGE_OWNER = "knowledge_owner", "知识责任单位"
    KNOWLEDGE_EDITOR = "knowledge_editor", "知识编辑"
    INSPECTOR = "inspector", "电子监察员"
    ANALYST = "analyst", "分析员"
    AUDITOR = "auditor", "审计员"
    PRIVACY_OFFICER = "privacy_officer", "个人信息保护负责人"
    ADMIN = "admin", "管理员"
    SYSTEM = "system", "系统"


# Held by every member of staff: reading is then narrowed to what is visible to the actor.
_STAFF = frozenset(
    {"ticket.read", "knowledge.read", "taxonomy.read", "organisation.read", "incident.read"}
)
_INCIDENTS = frozenset({"incident.manage", "incident.act"})

# The hotline's own people find and open a citizen's file; a unit sees a citizen only on its ticket.
_PEOPLE = frozenset({"personal.reveal", "citizen.read"})

# Hot topics of the whole city: who leads the day's work reads them, some of them decide.
_HOT = frozenset({"hot.read", "hot.act"})

# A fall of agreement is noted by whoever can do something about it: the rules, the tree, the dispatching.
_DRIFT = frozenset({"drift.read", "drift.act"})

PERMISSIONS: Mapping[Role, frozenset[str]] = {
    Role.CITIZEN: frozenset(),
    Role.AGENT: _STAFF
    | _PEOPLE
    | {"ticket.open", "ticket.answer", "ticket.decline", "knowledge.report", "incident.act"},
    Role.SUPERVISOR: _STAFF
    | _PEOPLE
    | _HOT
    | _DRIFT
    | _INCIDENTS
    | {
        "incident.approve",
        "ticket.open",
        "ticket.answer",
        "ticket.decline",
        "ticket.void",
        "ticket.urge",
        "caller.restrict",
        "call.supervise",
        "report.read",
        "ticket.export",
    },
    Role.REVIEWER: _STAFF
    | _PEOPLE
    | {"hot.read"}
    | _INCIDENTS
    | {"ticket.review", "ticket.merge", "ticket.split", "ticket.decline", "incident.approve"},
    Role.DISPATCHER: _STAFF
    | _PEOPLE
    | _DRIFT
    | {"hot.read"}
    | _INCIDENTS
    | {
        "ticket.dispatch",
        "ticket.recall",
        "ticket.decide_objection",
        "ticket.decide_extension",
        "catalogue.read",
    },
    Role.ADJUDICATOR: _STAFF | {"ticket.adjudicate", "ticket.consult", "catalogue.read"},
    Role.COORDINATOR: _STAFF
    | _INCIDENTS
    | {"ticket.consult", "ticket.adjudicate", "catalogue.read"},
    Role.RESULT_REVIEWER: _STAFF | {"ticket.review_result", "incident.act"},
    Role.FOLLOW_UP_AGENT: _STAFF | _PEOPLE | {"ticket.follow_up"},
    Role.SUPERVISION_OFFICER: _STAFF
    | _HOT
    | {"supervision.read", "supervision.act", "ticket.urge", "report.read", "ticket.export"},
    Role.UNIT_CLERK: _STAFF
    | {"ticket.sign", "ticket.object", "ticket.handle", "knowledge.report", "personal.reveal"}
    | {"incident.act"},
    Role.HANDLER: _STAFF | {"ticket.handle", "knowledge.report", "personal.reveal", "incident.act"},
    Role.UNIT_APPROVER: _STAFF
    | {"ticket.approve", "personal.reveal", "report.read", "ticket.export", "incident.approve"},
    Role.KNOWLEDGE_OWNER: _STAFF | {"knowledge.own", "knowledge.edit"},
    Role.KNOWLEDGE_EDITOR: _STAFF | {"knowledge.edit", "knowledge.publish"},
    Role.INSPECTOR: _STAFF
    | {"supervision.read", "supervision.inspect", "report.read", "ticket.export", "hot.read"},
    # Reads how well the city is served and suggested to, and by which rules; changes none of it (§2.2).
    Role.ANALYST: frozenset({"report.read", "report.export", "hot.read", "drift.read"})
    | {"taxonomy.read", "catalogue.read", "organisation.read"},
    Role.AUDITOR: frozenset({"audit.read", "report.read", "supervision.read", "organisation.read"}),
    Role.PRIVACY_OFFICER: _PEOPLE | frozenset({"audit.read", "personal.request", "personal.erase"}),
    Role.ADMIN: frozenset(
        {
            "account.manage",
            "organisation.read",
            "organisation.manage",
            "calendar.propose",
            "calendar.approve",
            "policy.propose",
            "policy.approve",
            "taxonomy.read",
            "taxonomy.manage",
            "catalogue.read",
            "catalogue.manage",
            "catalogue.approve",
            "knowledge.read",
            "channel.manage",
            "dead_letters.manage",
            "import.run",
            "health.read",
            *_DRIFT,
        }
    ),
    Role.SYSTEM: frozenset(),
}

# Handling a request may not be contracted out (domain rules §2.2, S [G1]).
VENDOR_DENIED: frozenset[str] = frozenset(
    {"ticket.sign", "ticket.object", "ticket.handle", "ticket.approve"}
)

# Nobody signs in as these: citizens use number and code, the system has no password.
NOT_ASSIGNABLE: frozenset[Role] = frozenset({Role.CITIZEN, Role.SYSTEM})


def permission_names() -> frozenset[str]:
    """Return every permission that some role holds."""
    return frozenset().union(*PERMISSIONS.values())


def role_book() -> RoleBook:
    """Return the table that bootstrap hands to sign-on."""
    return RoleBook(
        permissions={role.value: held for role, held in PERMISSIONS.items()},
        labels={role.value: role.label for role in Role},
        vendor_denied=VENDOR_DENIED,
        not_assignable=frozenset(role.value for role in NOT_ASSIGNABLE),
    )
