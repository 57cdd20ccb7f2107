"""Statutory stages of market matters (消费投诉·违法举报法定阶段), domain rules §4.8, §4.9."""

from collections.abc import Mapping

from sqlalchemy import select

from hotline.tickets import clockwork, consumer, deadlines
from hotline.tickets.actions import Action
from hotline.tickets.clockwork import Start
from hotline.tickets.deed import Deed, refused
from hotline.tickets.effects import Effect
from hotline.tickets.models import ClockChange
from hotline.tickets.payloads_handling import RecordStage
from hotline.tickets.standing import FINAL_STAGES
from hotline.tickets.vocabulary import ClockId, Stage

# From which stage one comes to which; ``None`` is a ticket without a recorded stage.
CONSUMER: Mapping[Stage | None, tuple[Stage, ...]] = {
    None: (Stage.RECEIVED, Stage.ACCEPTED, Stage.REFUSED, Stage.WITHDRAWN),
    Stage.RECEIVED: (Stage.ACCEPTED, Stage.REFUSED, Stage.WITHDRAWN),
    Stage.ACCEPTED: (Stage.MEDIATING, Stage.AGREED, Stage.TERMINATED, Stage.WITHDRAWN),
    Stage.MEDIATING: (Stage.AGREED, Stage.TERMINATED, Stage.WITHDRAWN),
}
REPORT: Mapping[Stage | None, tuple[Stage, ...]] = {
    None: (Stage.RECEIVED, Stage.CHECKING, Stage.CASE_OPENED, Stage.NOT_OPENED),
    Stage.RECEIVED: (Stage.CHECKING, Stage.CASE_OPENED, Stage.NOT_OPENED),
    Stage.CHECKING: (Stage.CHECKING, Stage.CASE_OPENED, Stage.NOT_OPENED),
    Stage.CASE_OPENED: (Stage.REPORTER_TOLD,),
    Stage.NOT_OPENED: (Stage.REPORTER_TOLD,),
}
# Which clock a stage ends and which it starts.
_ENDS: Mapping[Stage, tuple[ClockId, ...]] = {
    Stage.ACCEPTED: (ClockId.CONSUMER_ACCEPT,),
    Stage.REFUSED: (ClockId.CONSUMER_ACCEPT,),
    Stage.AGREED: (ClockId.CONSUMER_MEDIATION,),
    Stage.TERMINATED: (ClockId.CONSUMER_MEDIATION,),
    Stage.WITHDRAWN: (ClockId.CONSUMER_ACCEPT, ClockId.CONSUMER_MEDIATION),
    Stage.CASE_OPENED: (ClockId.REPORT_CHECK,),
    Stage.NOT_OPENED: (ClockId.REPORT_CHECK,),
    Stage.REPORTER_TOLD: (ClockId.REPORT_NOTICE,),
}
_STARTS: Mapping[Stage, ClockId] = {
    Stage.ACCEPTED: ClockId.CONSUMER_MEDIATION,
    Stage.TERMINATED: ClockId.CONSUMER_NOTICE,
    Stage.CASE_OPENED: ClockId.REPORT_NOTICE,
    Stage.NOT_OPENED: ClockId.REPORT_NOTICE,
}


def next_stages(profile_name: str, stage: Stage | None) -> tuple[Stage, ...]:
    """Return the stages that may follow."""
    table = REPORT if profile_name == "violation_report" else CONSUMER
    return table.get(stage, ())


def check_final(deed: Deed) -> None:
    """Refuse a reply before the statutory procedure has ended (§4.8)."""
    if not deed.profile.statutory:
        return
    stage = Stage[deed.ticket.stage] if deed.ticket.stage else None
    if stage not in FINAL_STAGES:
        raise refused(
            "stage", "法定程序尚未终结，不能答复", "the statutory procedure has not ended"
        )


async def record_stage(deed: Deed, given: RecordStage) -> None:
    """H2: one step; the promise follows the mediation period."""
    stage = Stage[deed.ticket.stage] if deed.ticket.stage else None
    following = next_stages(deed.ticket.profile, stage)
    if given.stage not in following:
        words = "、".join(s.label for s in following) or "无"
        raise refused("stage", f"下一阶段只能是：{words}", "this stage does not follow")
    ground = given.ground or given.refusal_ground or given.termination_ground
    if given.stage in {Stage.REFUSED, Stage.TERMINATED} and not ground:
        raise refused("ground", "请写明理由", "a ground is needed")
    for running in deed.find(*_ENDS.get(given.stage, ())):
        clockwork.stop(deed, running)
    deed.ticket.stage = given.stage.value
    consumer.note_stage(deed, given.stage, given)
    if given.extra_days is not None:
        await _extended_check(deed, given.extra_days)
    if given.stage in _STARTS:
        await _begin(deed, _STARTS[given.stage])


async def _begin(deed: Deed, clock: ClockId) -> None:
    """Start the clock of a stage for the lead; a report without a real name needs no notice."""
    if clock is ClockId.REPORT_NOTICE and not deed.ticket.real_name:
        return
    limit = deed.profile.limits[clock]
    row = await clockwork.start(deed, Start(clock, limit, deed.at, part=deed.require_lead()))
    for promise in deed.find(ClockId.PROMISE):
        # Both use the same limit and mode (§4.1), so that a pause or a new holiday moves both alike.
        if row.due_at >= promise.due_at:
            await clockwork.relimit(deed, promise, limit, row.due_at)


async def _extended_check(deed: Deed, days: int) -> None:
    """A check may last 15 WD more with the head's approval (§4.9)."""
    for running in deed.find(ClockId.REPORT_CHECK):
        calendar = await deed.calendar(running.unit_id)
        before = select(ClockChange.id).where(
            ClockChange.clock_id == running.id,
            ClockChange.reason == deed.row.action.value,
        )
        if await deed.session.scalar(before.limit(1)) is not None:
            raise refused("extra_days", "核查期限只能延长一次", "extended once already")
        due_at = deadlines.extend(calendar, running.due_at, days)
        await clockwork.move(deed, running, due_at, deed.row.action.value)
        for promise in deed.find(ClockId.PROMISE):
            later = max(promise.due_at, due_at)
            await clockwork.move(deed, promise, later, deed.row.action.value)


EFFECTS: Mapping[Action, Effect] = {Action.RECORD_STAGE: record_stage}
