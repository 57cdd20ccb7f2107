"""Rows B and C of the transition table (审核·派单·签收·退单·裁决), domain rules §3.2."""

from hotline.roles import Role
from hotline.tickets import guards as g
from hotline.tickets.actions import Action
from hotline.tickets.transition import Row, Scope, names, steps
from hotline.tickets.vocabulary import OPEN, Status

_OPEN = tuple(s for s in Status if s in OPEN)
_DRAFT = (Status.DRAFT,)
_READY = (Status.READY,)

DISPATCHING: tuple[Row, ...] = (
    Row(
        "B1",
        Action.APPROVE,
        _DRAFT,
        _READY,
        (Role.REVIEWER, Role.SYSTEM),
        carries=names(
            "kind category_code district_code town_code address_text urgency profile "
            "confidentiality merge_decision catalogue_row_id catalogue_no_match"
        ),
        clocks=steps("■draft_review ⟳promise ▶dispatch"),
        guards=(g.not_author,),
        system_switch="auto_approve",
    ),
    Row(
        "B2",
        Action.RETURN_TO_AGENT,
        _DRAFT,
        (),
        (Role.REVIEWER,),
        carries=names("defect_codes note"),
        clocks=steps("⟳draft_review"),
    ),
    Row(
        "B3",
        Action.CALL_CONSULTATION,
        _READY,
        (),
        (Role.DISPATCHER,),
        carries=names("unit_ids question"),
        clocks=steps("▶consultation"),
        guards=(g.no_consultation,),
        switch="consultation",
    ),
    Row(
        "B4",
        Action.CONCLUDE_CONSULTATION,
        _READY,
        (),
        (Role.COORDINATOR,),
        carries=names("minutes lead_unit_id partner_unit_ids basis catalogue_feedback"),
        clocks=steps("■consultation"),
        guards=(g.consultation,),
    ),
    Row(
        "B5",
        Action.DISPATCH,
        _READY,
        (Status.DISPATCHED,),
        (Role.DISPATCHER, Role.SYSTEM),
        carries=names(
            "lead_unit_id partner_unit_ids catalogue_row_id dispatch_basis dispatch_note "
            "limit_days limit_basis no_push_down"
        ),
        clocks=steps(
            "■dispatch ⟳promise ▶case ▶sign ▶first_contact ▶return_window ▶progress ▶first_result "
            "▶partner"
        ),
        message="M13",
        system_switch="auto_dispatch",
    ),
    Row(
        "B6",
        Action.RECALL,
        (Status.DISPATCHED,),
        _READY,
        (Role.DISPATCHER,),
        carries=names("reason"),
        clocks=steps("■sign ■first_contact ■return_window ▶dispatch"),
        guards=(g.recall_window,),
        switch="recall",
    ),
    Row(
        "B7",
        Action.CHANGE_URGENCY,
        _OPEN,
        (),
        (Role.DISPATCHER, Role.SUPERVISOR),
        carries=names("urgency reason"),
        clocks=steps(
            "⟳promise ⟳draft_review ⟳dispatch ⟳sign ⟳first_contact ⟳return_window ⟳whistle_report "
            "⟳case ⟳first_result ⟳progress"
        ),
        message="M14",
    ),
    Row(
        "B8",
        Action.RECLASSIFY,
        _OPEN,
        (),
        (Role.REVIEWER, Role.DISPATCHER),
        carries=names("kind category_code reason"),
        clocks=steps("⟳promise ⟳case"),
        message="M15",
    ),
    Row(
        "B9",
        Action.SET_CONFIDENTIAL,
        _OPEN,
        (),
        (Role.CITIZEN, Role.AGENT, Role.REVIEWER),
        carries=names("level named_account_ids"),
        message="M00",
    ),
    Row(
        "B10",
        Action.CLEAR_CONFIDENTIAL,
        _OPEN,
        (),
        (Role.SUPERVISOR,),
        carries=names("consent_ref consent_text"),
        message="M00",
    ),
)

_UNIT = (Scope.LEAD, Scope.CHILD)

RETURNS: tuple[Row, ...] = (
    Row(
        "C1",
        Action.SIGN,
        (Status.DISPATCHED,),
        (Status.HANDLING,),
        (Role.UNIT_CLERK,),
        carries=names("handler_id"),
        clocks=steps("■sign"),
        message="M16",
        scopes=(*_UNIT, Scope.PARTNER),
        guards=(g.pending_sign, g.not_reviewed),
        handling=True,
    ),
    Row(
        "C1b",
        Action.SIGN,
        (Status.HANDLING, Status.OBJECTED),
        (),
        (Role.UNIT_CLERK,),
        carries=names("handler_id"),
        clocks=steps("■sign"),
        scopes=(*_UNIT, Scope.PARTNER),
        guards=(g.pending_sign, g.not_reviewed),
        handling=True,
    ),
    Row(
        "C2",
        Action.SIGN_TIMEOUT,
        (Status.DISPATCHED,),
        (Status.HANDLING,),
        (Role.SYSTEM,),
        clocks=steps("■sign"),
        message="M16",
        switch="sign_timeout",
    ),
    Row(
        "C2b",
        Action.SIGN_TIMEOUT,
        (Status.HANDLING, Status.OBJECTED),
        (),
        (Role.SYSTEM,),
        clocks=steps("■sign"),
        switch="sign_timeout",
    ),
    Row(
        "C3",
        Action.OBJECT,
        (Status.DISPATCHED, Status.HANDLING),
        (Status.OBJECTED,),
        (Role.UNIT_CLERK,),
        approvers=(Role.UNIT_APPROVER,),
        carries=names(
            "return_reason legal_basis suggested_unit_id explanation duplicate_ticket_id map_point "
            "second_basis suggested_partner_id ground_code missing_field file_ids"
        ),
        clocks=steps("■sign ▶adjudicate"),
        message="M17",
        scopes=(Scope.LEAD,),
        guards=(g.may_object, g.not_reviewed),
        handling=True,
    ),
    Row(
        "C4",
        Action.WITHDRAW_OBJECTION,
        (Status.OBJECTED,),
        (Status.HANDLING,),
        (Role.UNIT_CLERK,),
        clocks=steps("■adjudicate ■consultation"),
        scopes=(Scope.LEAD,),
        guards=(g.not_reviewed,),
        handling=True,
    ),
    Row(
        "C5",
        Action.REDISPATCH,
        (Status.OBJECTED,),
        (Status.DISPATCHED,),
        (Role.DISPATCHER, Role.ADJUDICATOR),
        carries=names("ruling lead_unit_id partner_unit_ids basis fault catalogue_row_id"),
        clocks=steps(
            "■adjudicate ■consultation ⟳case ⟳promise ▶sign ▶first_contact ▶return_window ▶progress "
            "▶partner"
        ),
        message="M18",
        guards=(g.may_decide_objection,),
    ),
    Row(
        "C6",
        Action.REJECT_OBJECTION,
        (Status.OBJECTED,),
        (Status.HANDLING,),
        (Role.DISPATCHER, Role.ADJUDICATOR),
        carries=names("ruling"),
        clocks=steps("■adjudicate ■consultation"),
        guards=(g.may_decide_objection,),
    ),
    Row(
        "C7",
        Action.CALL_CONSULTATION,
        (Status.OBJECTED,),
        (),
        (Role.ADJUDICATOR,),
        carries=names("unit_ids question"),
        clocks=steps("▶consultation"),
        message="M17",
        guards=(g.no_consultation, g.not_ruled_unit),
    ),
    Row(
        "C8",
        Action.RULE,
        (Status.OBJECTED,),
        (Status.DISPATCHED, Status.HANDLING),
        (Role.COORDINATOR,),
        carries=names("minutes lead_unit_id partner_unit_ids basis catalogue_feedback"),
        clocks=steps(
            "■consultation ■adjudicate ⟳case ⟳promise ▶sign ▶first_contact ▶progress ▶partner"
        ),
        message="M18",
        guards=(g.consultation, g.not_ruled_unit),
    ),
    Row(
        "C9",
        Action.ADJUDICATE_TIMEOUT,
        (Status.OBJECTED,),
        (),
        (Role.SYSTEM,),
    ),
    Row(
        "C10",
        Action.LOG_CONTACT,
        (Status.OBJECTED,),
        (),
        (Role.HANDLER, Role.UNIT_CLERK),
        carries=names("contacted_at channel outcome summary number_ref recording_ref"),
        clocks=steps("■first_contact"),
        scopes=_UNIT,
        guards=(g.not_reviewed,),
        handling=True,
    ),
    Row(
        "C10b",
        Action.NOTE_PROGRESS,
        (Status.OBJECTED,),
        (),
        (Role.HANDLER, Role.UNIT_CLERK),
        carries=names("public_text internal_text next_step next_date"),
        clocks=steps("⟳progress ■first_result ■urge_reply"),
        message="M19",
        scopes=_UNIT,
        guards=(g.not_reviewed,),
        handling=True,
    ),
)
