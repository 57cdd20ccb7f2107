"""The courses of the plans (情景分支): each is the plain way with one thing that goes differently."""

from collections.abc import Awaitable, Callable, Mapping

from hotline.simulation import forms
from hotline.simulation.course import Course
from hotline.simulation.rating import Rater
from hotline.simulation.scenario import Door, Plan
from hotline.simulation.tally import Played

Branch = Callable[[Course], Awaitable[None]]


async def plain(course: Course) -> None:
    """Review, dispatch, handling, rating, closing."""
    await course.approve()
    unit_id = await course.dispatch()
    await course.handle(unit_id)
    await course.finish()


async def redo(course: Course) -> None:
    """The citizen says that it is not solved; after a second round he is satisfied."""
    await course.approve()
    unit_id = await course.dispatch()
    await course.handle(unit_id)
    await course.finish(Rater.not_solved)
    page = await course.page("supervisor")
    if page["status"] != "HANDLING":
        course.note("免回访工单，没有重办")
        return
    await course.contact(unit_id)
    await course.reply(unit_id)
    await course.finish()


async def objection_rejected(course: Course) -> None:
    """The unit objects in vain and handles it."""
    unit_id = await _objected(course)
    await course.act(
        course.person("dispatcher"), "REJECT_OBJECTION", ruling="职责明确，驳回退单，请继续办理。"
    )
    await course.contact(unit_id)
    await course.reply(unit_id)
    await course.finish()


async def redispatched(course: Course) -> None:
    """The objection is right; another unit signs and handles it."""
    first = await _objected(course)
    second = await course.another(first)
    await course.act(course.person("dispatcher"), "REDISPATCH", **forms.redispatch(second))
    await course.handle(second)
    await course.finish()


async def _objected(course: Course) -> str:
    await course.approve()
    unit_id = await course.dispatch()
    await course.sign(unit_id)
    clerk = course.staff.in_unit("unit_clerk", unit_id)
    other = await course.another(unit_id)
    await course.act(clerk, "OBJECT", **forms.objection(other))
    approver = course.staff.in_unit("unit_approver", unit_id)
    await course.staff.confirm(approver, course.ticket_id)
    return unit_id


async def extension(course: Course) -> None:
    """More time is asked for and granted; urgent tickets have none."""
    await course.approve()
    unit_id = await course.dispatch()
    await course.sign(unit_id)
    await course.contact(unit_id)
    handler = course.staff.in_unit("handler", unit_id)
    if await course.offers(handler, "REQUEST_EXTENSION"):
        await course.act(handler, "REQUEST_EXTENSION", **forms.extension())
        approver = course.staff.in_unit("unit_approver", unit_id)
        await course.staff.confirm(approver, course.ticket_id)
        await course.act(course.person("dispatcher"), "GRANT_EXTENSION", note="同意")
    else:
        course.note("紧急件不能延期")
    await course.reply(unit_id)
    await course.finish()


async def sent_back(course: Course) -> None:
    """The result is not good enough; the second answer is."""
    await course.approve()
    unit_id = await course.dispatch()
    await course.handle(unit_id)
    reviewer = course.person("result_reviewer")
    fields = {"defect_codes": ["POINT_UNANSWERED"], "instruction": "请逐项答复后重新提交。"}
    await course.act(reviewer, "SEND_BACK", **fields)
    await course.reply(unit_id)
    await course.finish()


async def more_info(course: Course) -> None:
    """Something is missing; the citizen adds it by his own channel."""
    contact, receipt = course.played.contact, course.played.receipt
    asked = {"missing_fields": ["具体地点"], "question": "请补充具体地点和方便联系的时间。"}
    await course.act(course.person("reviewer"), "REQUEST_INFO", **asked)
    words = "补充：就在路口往东约一百米，白天都方便联系。"
    if contact.door is Door.SMS:
        await course.doors.write(contact, words)
    else:
        await course.doors.step(contact, receipt, "supplement", text=words)
    await course.until("DRAFT")
    await plain(course)


async def confidential(course: Course) -> None:
    """The unit sees the matter, never the person."""
    await course.approve()
    unit_id = await course.dispatch()
    await course.sign(unit_id)
    handler = course.staff.in_unit("handler", unit_id)
    page = await course.staff.look(handler, course.ticket_id)
    if not page["citizen"].get("hidden") or page["citizen"].get("phone"):
        raise course.tally.fault("保密工单向承办单位显示了诉求人")
    await course.contact(unit_id)
    await course.reply(unit_id)
    await course.finish()


async def answered(course: Course) -> None:
    """A consultation is answered on the spot and cites the knowledge base."""
    agent = course.person("agent")
    words = course.text.content[:200]
    hits = await course.staff.get(agent, "/api/articles/search", q=words, limit="1")
    revisions = [hit["revision_id"] for hit in hits]
    await course.act(agent, "ANSWER_NOW", **forms.answer_now(course.text, revisions))


async def declined(course: Course) -> None:
    """Another region's matter: the citizen is told the lawful way."""
    await course.act(course.person("reviewer"), "DECLINE", **forms.decline())


async def withdrawn(course: Course) -> None:
    """The citizen takes it back himself; what sounds like a report or a risk to safety stays."""
    contact, receipt = course.played.contact, course.played.receipt
    seen = await course.doors.track(contact, receipt)
    if "withdraw" not in seen.json().get("can", []):
        course.note("举报或有安全风险的事项不能撤回")
        await plain(course)
        return
    if contact.door is Door.SMS:
        await course.doors.write(contact, "撤回")
    else:
        await course.doors.step(contact, receipt, "withdraw", text="问题已自行解决")
    await course.until("WITHDRAWN")


async def merged(course: Course, twin: Played) -> None:
    """The twin's ticket joins this one, which goes on for both."""
    reviewer = course.person("reviewer")
    fields = {"lead_ticket_id": course.ticket_id, "same_fact": True, "reason": "同一地点同一事实"}
    await course.staff.act(reviewer, twin.ticket_id, "MERGE_INTO", **fields)
    await plain(course)


BRANCHES: Mapping[Plan, Branch] = {
    Plan.PLAIN: plain,
    Plan.REDO: redo,
    Plan.OBJECTION_REJECTED: objection_rejected,
    Plan.REDISPATCHED: redispatched,
    Plan.EXTENSION: extension,
    Plan.SENT_BACK: sent_back,
    Plan.MORE_INFO: more_info,
    Plan.CONFIDENTIAL: confidential,
    Plan.ANONYMOUS: plain,
    Plan.ON_BEHALF: plain,
    Plan.ANSWERED: answered,
    Plan.DECLINED: declined,
    Plan.WITHDRAWN: withdrawn,
}
