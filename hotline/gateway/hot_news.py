"""News for managers (热点·质量提醒): a notice each, and a word on the sockets of those who are on duty.

The stream is each person's own, so that nobody hears what is not for him; it carries an id and counts. A
topic's end is told on the sockets only.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.gateway.streams import spread
from hotline.kit.outbox.subscriptions import Subscriptions
from hotline.process.drift.agreement import QUESTIONS, alerts_of
from hotline.process.hot import brief as hot_brief
from hotline.process.hot.models import HotSource, HotTopicRecord
from hotline.process.hot.names import load_names
from hotline.roles import Role
from hotline.supervision import notices
from hotline.supervision.notices import Audience, Words
from hotline.supervision.vocabulary import NoticeKind
from routing.events import AgreementFell, HotAlertsHeldBack, HotBriefMade, HotTopicTold
from routing.hot.state import HotChange

HOT_ROLES = (Role.SUPERVISOR, Role.DISPATCHER, Role.SUPERVISION_OFFICER, Role.ANALYST)
DRIFT_ROLES = (Role.SUPERVISOR, Role.ANALYST)
TOPIC, DRIFT = "HOT_TOPIC", "DRIFT"
MOST_TOLD = 5  # classes named in one notice


def register(table: Subscriptions) -> None:
    """Subscribe everything that tells managers of hot topics and drift."""
    table.on(HotTopicTold, "gateway.hot_topic_told", on_told)
    table.on(HotAlertsHeldBack, "gateway.hot_held_back", on_held_back)
    table.on(HotBriefMade, "process.hot_brief_mail", hot_brief.on_brief_made)
    table.on(AgreementFell, "gateway.drift_fell", on_fell)


async def on_told(session: AsyncSession, event: HotTopicTold) -> None:
    """Tell that a topic opened, grew or ended; the notice says nothing of any citizen."""
    row = await session.get_one(HotTopicRecord, event.topic_id)
    change = HotChange(event.change)
    title = (await load_names(session)).title(row.category_code, row.term, row.place_code)
    data = {
        "topic_id": row.id,
        "change": change.value,
        "title": title,
        "observed": row.observed,
        "expected": row.expected,
    }
    await spread(session, HOT_ROLES, event.name, data)
    if change is HotChange.ENDED:
        return
    words = Words(
        key=f"hot:{row.id}:{row.told_count}",
        kind=NoticeKind.HOT,
        title=f"{change.label}：{title}"[:120],
        body=_body(row),
        object_kind=TOPIC,
        object_id=row.id,
    )
    await notices.tell(session, words, [Audience(role=role.value) for role in HOT_ROLES])


def _body(row: HotTopicRecord) -> str:
    if row.source == HotSource.RISING.value:
        return f"当日已有 {row.observed} 件，前四周日均 {row.expected:.1f} 件，请关注。"
    return (
        f"{row.window_hours} 小时内 {row.observed} 人反映，往常约 {row.expected:.1f} 人，请关注。"
    )


async def on_held_back(session: AsyncSession, event: HotAlertsHeldBack) -> None:
    """Say once a day that further topics stand in the list only."""
    words = Words(
        key=f"hot_held_back:{event.day}",
        kind=NoticeKind.HOT,
        title="今日热点提醒已达上限",
        body="其余热点不再逐条提醒，请到热点列表查看。",
        object_kind=TOPIC,
        object_id=event.day,
    )
    await notices.tell(session, words, [Audience(role=role.value) for role in HOT_ROLES])


async def on_fell(session: AsyncSession, event: AgreementFell) -> None:
    """Tell that people agree less with the suggestions: one notice a question and week."""
    alerts = await alerts_of(session, event.alert_ids)
    label = QUESTIONS[event.question]
    told = "；".join(
        f"{alert.name} {alert.agreement:.0%}（此前 {alert.before:.0%}）"
        for alert in alerts[:MOST_TOLD]
    )
    more = f"等 {len(alerts)} 项" if len(alerts) > MOST_TOLD else ""
    words = Words(
        key=f"drift:{event.question}:{event.week}:{event.alert_ids[0]}",
        kind=NoticeKind.DRIFT,
        title=f"{label}建议的一致率下降（{event.week}）",
        body=f"{told}{more}。请核实是否出现新事项，必要时重新训练。",
        object_kind=DRIFT,
        object_id=event.week,
    )
    await notices.tell(session, words, [Audience(role=role.value) for role in DRIFT_ROLES])
    data = {"week": event.week, "question": event.question, "alerts": len(alerts)}
    await spread(session, DRIFT_ROLES, event.name, data)
