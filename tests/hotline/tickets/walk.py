"""Random walks over a ticket: who may do what now, and a payload that every action accepts."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from hotline.kit import clock
from hotline.kit.auth.actor import SYSTEM, Actor
from hotline.kit.calendars import queries as calendars
from hotline.kit.ids import new_id
from hotline.tickets import policies, queries, service, standing, workflow
from hotline.tickets.actions import Action
from hotline.tickets.models import Ticket
from hotline.tickets.papers import Proposal, TicketLink
from hotline.tickets.payloads_handling import NoteProgress
from hotline.tickets.stages import next_stages
from hotline.tickets.vocabulary import Stage, Status
from tests.hotline.tickets import city as c

REASON = {"reason": "经核对有此必要"}
PLAIN: dict[str, dict[str, Any]] = {
    "ANSWER_NOW": {
        "kind": "CONSULT",
        "category_code": "010101",
        "public_answer": "可在窗口办理。",
        "answer_source": "窗口指南",
        "source_reason": "知识库暂无",
    },
    "REQUEST_INFO": {"missing_fields": ["地点"], "question": "请问在哪条路？"},
    "SUPPLY_INFO": {"text": "在祖庙路口"},
    "INFO_TIMEOUT": {"reminders": 2},
    "HAND_OFF": {"line": "119", "handoff_mode": "THREE_WAY", "place": "祖庙路"},
    "CONFIRM_RECEIVED": {"receiver": "王警官"},
    "DECLINE": {
        "ground_code": "OTHER_REGION",
        "lawful_path": "拨打当地12345",
        "words_told": "此事由外市办理",
        "legal_basis": "属地管理",
    },
    "CONTEST": REASON,
    "VOID": {"reason": "TEST"},
    "WITHDRAW": {"identity_check": "SAME_NUMBER", "reason": "已解决"},
    "RETURN_TO_AGENT": {"defect_codes": ["UNCLEAR"]},
    "SIGN": {},
    "WITHDRAW_OBJECTION": {},
    "REJECT_OBJECTION": {"ruling": "属该单位职责"},
    "ADJUDICATE_TIMEOUT": {},
    "RETURN_UP": {"reason": "不属本辖区", "legal_basis": "职责清单"},
    "PARTNER_REPLY": {"result": "已配合检查"},
    "REPORT_IN": {"who_came": "李队", "opinion": "同意整改"},
    "GRANT_EXTENSION": {},
    "RESUME": {},
    "SEND_BACK": {"defect_codes": ["TONE"], "instruction": "请改写"},
    "ACCEPT_RESULT": {"checklist": c.CHECKLIST},
    "CLOSE": {"close_outcome": "RESOLVED", **c.SATISFIED},
    "ORDER_REDO": {"trigger": "UNRESOLVED", "instruction": "请再处理", "resolved": "NO"},
    "REOPEN": {"reason": "又坏了"},
    "RATE_AGAIN": {"rating": "DISSATISFIED"},
    "SEAL": {},
    "URGE": {"source": "VOICE"},
    "ISSUE_URGE_NOTICE": {"document_no": "CB202600001", **REASON},
    "SUPERVISE": {"level": "LISTED", "document_no": "DB202600001", **REASON},
    "ADD_CITIZEN_INFO": {"text": "昨晚又停电"},
    "COMMENT": {"text": "已电话沟通"},
    "REVEAL": {"field": "contact_number", "purpose": "联系诉求人"},
    "REVOKE_UNREASONABLE": {**REASON, "finding": "复核不成立"},
    "UPHOLD_APPEAL": {**REASON, "adjustment": "不计超期"},
    "REASSIGN": {"handler_id": "01JD0000000000000000000009", **REASON},
}
CONSULTED = {"minutes": "会商一致", "catalogue_feedback": "无需修订"}


async def payload(city: c.City, ticket: Ticket, action: str) -> dict[str, Any]:
    """A payload the action accepts on this ticket."""
    if action in PLAIN:
        return PLAIN[action]
    maker = MAKERS.get(action)
    return dict(REASON) if maker is None else await maker(city, ticket)


async def _approve(city: c.City, ticket: Ticket) -> dict[str, Any]:
    hidden = {"confidentiality": ticket.confidentiality}
    market = c.CONSUMER if ticket.profile == c.CONSUMER["profile"] else {}
    told = {**c.APPROVED, **market, "kind": ticket.kind or "HELP"}
    return {**told, **hidden, "profile": ticket.profile}


async def _dispatch(city: c.City, _ticket: Ticket) -> dict[str, Any]:
    return {
        "lead_unit_id": city.id("town"),
        "partner_unit_ids": [city.id("office")],
        "dispatch_basis": "目录",
    }


async def _redispatch(city: c.City, ticket: Ticket) -> dict[str, Any]:
    other = "police" if ticket.lead_unit_id != city.id("police") else "bureau"
    return {
        "ruling": "改派",
        "lead_unit_id": city.id(other),
        "basis": "三定",
        "fault": "DISPATCHER",
    }


async def _rule(city: c.City, ticket: Ticket) -> dict[str, Any]:
    return {**CONSULTED, "lead_unit_id": ticket.lead_unit_id, "basis": "三定"}


async def _object(city: c.City, ticket: Ticket) -> dict[str, Any]:
    other = "police" if ticket.lead_unit_id != city.id("police") else "office"
    return {
        "return_reason": "NOT_OUR_DUTY",
        "legal_basis": "条例第八条",
        "suggested_unit_id": city.id(other),
        "explanation": "不属于本单位职责范围",
    }


async def _conclude(city: c.City, ticket: Ticket) -> dict[str, Any]:
    if ticket.status != Status.FOLLOWING_UP:
        return {**CONSULTED, "lead_unit_id": city.id("office"), "basis": "三定"}
    return {**CONSULTED, "conclusion": "CLOSE", "close_outcome": "EXPLAINED"}


async def _consult(city: c.City, _ticket: Ticket) -> dict[str, Any]:
    return {"unit_ids": [city.id("office"), city.id("police")], "question": "谁负责"}


async def _contact(_city: c.City, _ticket: Ticket) -> dict[str, Any]:
    told = {"channel": "VOICE", "outcome": "REACHED", "summary": "已联系"}
    return {"contacted_at": clock.now(), **told}


async def _attempt(_city: c.City, _ticket: Ticket) -> dict[str, Any]:
    return {"channel": "VOICE", "attempted_at": clock.now(), "outcome": "NO_ANSWER"}


async def _progress(_city: c.City, _ticket: Ticket) -> dict[str, Any]:
    later = clock.local_date(clock.now() + timedelta(days=3))
    given = NoteProgress(public_text="正在处理", next_step="复查", next_date=later)
    return given.model_dump()


async def _down(city: c.City, ticket: Ticket) -> dict[str, Any]:
    lead = await city.session.get(type(city.units["city"]), ticket.lead_unit_id)
    assert lead is not None
    child = {"town": "village", "bureau": "team"}.get(lead.code, "village")
    calendar = await calendars.load(city.session)
    due = ticket.due_at or clock.now()
    return {
        "unit_id": city.id(child),
        "due_at": calendar.subtract_days(due, 1),
        "town_list_basis": "履职清单第三项",
        **REASON,
    }


async def _return_up(city: c.City, ticket: Ticket) -> dict[str, Any]:
    part = [p for p in await city.parts(ticket) if p.parent_id and p.status == "OBJECTED"]
    return {"assignment_id": part[0].id if part else new_id(), "accepted": True, **REASON}


async def _partner(city: c.City, _ticket: Ticket) -> dict[str, Any]:
    return {"unit_id": city.id("police"), "task": "现场执法"}


async def _whistle(city: c.City, _ticket: Ticket) -> dict[str, Any]:
    told = {"place": "祖庙路", "question": "联合整治", "meeting_at": clock.now()}
    return {"unit_ids": [city.id("bureau")], **told}


async def _extend(_city: c.City, _ticket: Ticket) -> dict[str, Any]:
    return {
        "days": 2,
        "reason_code": "COMPLEX",
        "legal_basis": "办法第十条",
        "plan": "下周完成",
        "told_citizen": True,
        "told_proof": "已致电告知",
    }


async def _suspend(_city: c.City, _ticket: Ticket) -> dict[str, Any]:
    end = clock.now() + timedelta(days=10)
    return {"basis": "TESTING", "expected_end_at": end, "document": "检测委托书", **REASON}


async def _track(_city: c.City, _ticket: Ticket) -> dict[str, Any]:
    return {
        "why_impossible": "需列入年度改造",
        "measures": "改造线路",
        "responsible": "张工",
        "milestones": "第三季度开工",
        "promised_date": clock.local_date(clock.now() + timedelta(days=90)),
        "told_citizen": True,
        "told_proof": "已致电告知",
    }


async def _reply(city: c.City, ticket: Ticket) -> dict[str, Any]:
    files = await c.evidence(city, ticket)
    return {**c.REPLY, "evidence": files, "partners_explained": "协办仍在处理"}


async def _terminate(city: c.City, ticket: Ticket) -> dict[str, Any]:
    return {
        "evidence": await c.evidence(city, ticket),
        "ground_code": "BEYOND_GOVERNMENT",
        "explanation_given": "已解释",
        "public_answer": "此事不属政府职责，建议协商。",
    }


async def _stage(_city: c.City, ticket: Ticket) -> dict[str, Any]:
    now = Stage[ticket.stage] if ticket.stage else None
    following = next_stages(ticket.profile, now)
    return {"stage": following[-1].value if following else "RECEIVED", "ground": "依法"}


async def _split(_city: c.City, _ticket: Ticket) -> dict[str, Any]:
    return {"parts": [{"kind": "HELP", "content": "路灯"}, {"kind": "CONSULT", "content": "补贴"}]}


async def _urgency(_city: c.City, ticket: Ticket) -> dict[str, Any]:
    return {"urgency": "URGENT" if ticket.urgency == "NORMAL" else "NORMAL", **REASON}


async def _reclassify(_city: c.City, ticket: Ticket) -> dict[str, Any]:
    kind = "COMPLAINT" if ticket.kind == "HELP" else "HELP"
    return {"kind": kind, "category_code": "0102", **REASON}


async def _secret(_city: c.City, _ticket: Ticket) -> dict[str, Any]:
    return {"level": "CITIZEN_HIDDEN"}


async def _clear(_city: c.City, _ticket: Ticket) -> dict[str, Any]:
    return {"consent_text": "我同意公开"}


async def _raise(city: c.City, _ticket: Ticket) -> dict[str, Any]:
    return {"superior_unit_id": city.id("city"), **REASON}


async def _file(city: c.City, ticket: Ticket) -> dict[str, Any]:
    files = [e["file_id"] for e in await c.evidence(city, ticket)]
    told = {"efforts": "多次解释", "contacts": "三次上门"}
    return {"ground": "IMPOSSIBLE", "file_ids": files, **told}


async def _appeal(city: c.City, ticket: Ticket) -> dict[str, Any]:
    ticket.returns_total = max(ticket.returns_total, 1)
    files = [e["file_id"] for e in await c.evidence(city, ticket)]
    told = {"item": "OBJECTION", "ground": "裁决所引条款已废止", "published_at": clock.now()}
    return {**told, "file_ids": files}


async def _second(city: c.City, ticket: Ticket) -> dict[str, Any]:
    query = select(Proposal).where(Proposal.ticket_id == ticket.id, Proposal.state == "PENDING")
    row = (await city.session.scalars(query)).first()
    return {"proposal_id": row.id if row else new_id()}


async def _returned(city: c.City, ticket: Ticket) -> dict[str, Any]:
    return {**await _second(city, ticket), **REASON}


async def _measures(_city: c.City, _ticket: Ticket) -> dict[str, Any]:
    return {"measures": "限期整改", "finish_date": clock.local_date()}


async def _skip(city: c.City, ticket: Ticket) -> dict[str, Any]:
    ticket.reply_wanted = False
    return {"reason": "NO_REPLY_WANTED", "close_outcome": "RESOLVED", "checklist": c.CHECKLIST}


async def _other(city: c.City, _ticket: Ticket) -> dict[str, Any]:
    return {"ticket_id": (await city.open()).id, "relation": "RELATED"}


async def _linked(city: c.City, ticket: Ticket) -> dict[str, Any]:
    query = select(TicketLink).where(TicketLink.ticket_id == ticket.id)
    row = (await city.session.scalars(query)).first()
    known = {"ticket_id": row.other_id, "relation": row.relation} if row else {}
    return {"ticket_id": new_id(), "relation": "RELATED"} | known


async def _late(city: c.City, ticket: Ticket) -> dict[str, Any]:
    parts = [p for p in await city.parts(ticket) if p.status == "PENDING_SIGN"]
    return {"assignment_id": parts[-1].id} if parts else {}


async def _merge(city: c.City, _ticket: Ticket) -> dict[str, Any]:
    return {"lead_ticket_id": (await city.open()).id, "same_fact": True, **REASON}


MAKERS: dict[str, Any] = {
    "APPROVE": _approve,
    "DISPATCH": _dispatch,
    "REDISPATCH": _redispatch,
    "RULE": _rule,
    "OBJECT": _object,
    "CONCLUDE_CONSULTATION": _conclude,
    "CALL_CONSULTATION": _consult,
    "LOG_CONTACT": _contact,
    "RECORD_ATTEMPT": _attempt,
    "NOTE_PROGRESS": _progress,
    "TRANSFER_DOWN": _down,
    "DECIDE_RETURN_UP": _return_up,
    "ADD_PARTNER": _partner,
    "WHISTLE": _whistle,
    "REQUEST_EXTENSION": _extend,
    "SUSPEND": _suspend,
    "TRACK": _track,
    "REPLY": _reply,
    "PROPOSE_TERMINATION": _terminate,
    "RECORD_STAGE": _stage,
    "SPLIT": _split,
    "CHANGE_URGENCY": _urgency,
    "RECLASSIFY": _reclassify,
    "SET_CONFIDENTIAL": _secret,
    "CLEAR_CONFIDENTIAL": _clear,
    "RAISE": _raise,
    "FILE_UNREASONABLE": _file,
    "FILE_APPEAL": _appeal,
    "CONFIRM": _second,
    "RETURN_PROPOSAL": _returned,
    "REPLY_SUPERVISION": _measures,
    "ACCEPT_WITHOUT_FOLLOW_UP": _skip,
    "LINK": _other,
    "UNLINK": _linked,
    "SIGN_TIMEOUT": _late,
    "MERGE_INTO": _merge,
}
CAST = [
    "agent",
    "supervisor",
    "reviewer",
    "dispatcher",
    "adjudicator",
    "coordinator",
    "result_reviewer",
    "follow_up_agent",
    "supervision_officer",
]
WAYS = frozenset(
    {
        Action.CONFIRM,
        Action.LOG_CONTACT,
        Action.GRANT_EXTENSION,
        Action.REQUEST_EXTENSION,
        Action.TRACK,
        Action.UNTRACK,
        Action.SUSPEND,
        Action.RESUME,
        Action.RECORD_STAGE,
        Action.TRANSFER_DOWN,
        Action.ADD_PARTNER,
        Action.CALL_CONSULTATION,
        Action.CHANGE_URGENCY,
        Action.RECLASSIFY,
    }
)
ENDS = frozenset(
    {
        Action.HAND_OFF,
        Action.WITHDRAW,
        Action.MERGE_INTO,
        Action.VOID,
        Action.DECLINE,
        Action.ANSWER_NOW,
    }
)
UNIT_CAST = ("unit_clerk", "handler", "unit_approver")


def actors(city: c.City) -> list[Actor]:
    """Everybody who may have something to do."""
    hotline = [city.person(role) for role in CAST] + [city.person(CAST[-1], name="2")]
    units = [
        city.person(role, unit)
        for unit in ("bureau", "police", "town", "office", "village", "team", "city")
        for role in UNIT_CAST
    ]
    hats = [
        city.person("handler+unit_approver+result_reviewer", unit) for unit in ("bureau", "town")
    ]
    return [*hotline, *units, *hats, city.citizen, SYSTEM]


async def moves(city: c.City, ticket: Ticket, choice: int) -> list[tuple[Action, Actor]]:
    """What the table offers now to five of the people who may do something, beginning at ``choice``."""
    whole = await standing.load_whole(city.session, ticket)
    policy = await policies.numbered(city.session, ticket.policy_number)
    facts = standing.facts_of(whole, policy, clock.now())
    found: list[tuple[Action, Actor]] = []
    everybody = actors(city)
    start = choice % len(everybody)
    for actor in everybody[start:] + everybody[:start]:
        if len({who.account_id for _, who in found}) == 5:
            break
        if not await queries.is_visible(city.session, actor=actor, ticket_id=ticket.id):
            continue
        who = await standing.standing_of(city.session, whole, actor)
        rows = workflow.allowed(facts, who, clock.now(), policy.switches)
        found += [(row.action, actor) for row in rows]
    return found


def pick(offered: list[tuple[Action, Actor]], choice: int, status: Status) -> tuple[Action, Actor]:
    """Two times of three a move that may change the status or open a way to it, else any."""
    if choice % 3:
        far = [m for m in offered if m[0] in WAYS or workflow.lookup(status, m[0]).targets]
        far = [m for m in far if m[0] not in ENDS or choice % 7 == 0] or offered
        names = sorted({action for action, _ in far})
        name = names[choice % len(names)]
        offered = [move for move in far if move[0] is name]
    elif choice % 7:
        offered = [m for m in offered if m[0] not in ENDS] or offered
    return offered[choice % len(offered)]


async def do(city: c.City, ticket: Ticket, action: Action, actor: Actor) -> Ticket:
    """Take one move."""
    given = await payload(city, ticket, action.value)
    return await service.act(
        city.session,
        ticket_id=ticket.id,
        action=action,
        actor=actor,
        payload=given,
        version=ticket.version,
    )
