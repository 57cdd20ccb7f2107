"""The desk's own things (个人设置): saved views, drafts, limits policy."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from sqlalchemy import delete, select

from hotline.kit import clock, rulebooks
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import CurrentActor, require
from hotline.kit.errors import Conflict, NotFound
from hotline.kit.http.sessions import ReadSession, WriteSession
from hotline.kit.ids import new_id
from hotline.kit.inputs import IdPath
from hotline.kit.rulebooks import NewVersion
from hotline.process.schemas import (
    DraftIn,
    PolicyDecisionIn,
    PolicyIn,
    PolicyOut,
    ViewIn,
    ViewOut,
)
from hotline.tickets import policies, queries
from hotline.tickets.papers import Draft, PolicyDocument, SavedView
from hotline.tickets.policy import DEFAULT

router = APIRouter(tags=["desk 个人与政策"])
Proposer = Annotated[Actor, Depends(require("policy.propose"))]
Approver = Annotated[Actor, Depends(require("policy.approve"))]
FormKey = Annotated[str, Path(pattern=r"^[A-Za-z0-9._:-]{1,80}$")]
MAX_VIEWS = 50
_SHIPPED_FROM = datetime(2026, 1, 1, tzinfo=clock.SHANGHAI)


@router.get("/api/views", summary="常用查询")
async def list_views(session: ReadSession, actor: CurrentActor) -> list[ViewOut]:
    """The caller's saved filters."""
    rows = await queries.list_views(session, account_id=actor.account_id or "")
    return [ViewOut(id=v.id, name=v.name, filters=v.filters) for v in rows]


@router.post("/api/views", status_code=201, summary="保存查询")
async def save_view(body: ViewIn, session: WriteSession, actor: CurrentActor) -> ViewOut:
    """Save filters under a name; the same name is replaced."""
    known = await queries.list_views(session, account_id=actor.account_id or "")
    view = next((v for v in known if v.name == body.name), None)
    if view is None:
        if len(known) >= MAX_VIEWS:
            raise Conflict(f"最多保存 {MAX_VIEWS} 个查询", f"at most {MAX_VIEWS} views")
        view = SavedView(id=new_id(), account_id=actor.account_id or "", name=body.name)
        session.add(view)
    view.filters, view.saved_at = body.filters, clock.now()
    await session.flush()
    return ViewOut(id=view.id, name=view.name, filters=view.filters)


@router.delete("/api/views/{view_id}", status_code=204, summary="删除查询")
async def drop_view(view_id: IdPath, session: WriteSession, actor: CurrentActor) -> None:
    """Delete one of the caller's views."""
    own = (SavedView.id == view_id, SavedView.account_id == actor.account_id)
    await session.execute(delete(SavedView).where(*own))


@router.put("/api/drafts/{key}", summary="保存表单草稿")
async def save_draft(
    key: FormKey, body: DraftIn, session: WriteSession, actor: CurrentActor
) -> dict[str, bool]:
    """Keep a form the caller has begun; the last save wins."""
    own = select(Draft).where(Draft.account_id == actor.account_id, Draft.key == key)
    draft = await session.scalar(own)
    if draft is None:
        draft = Draft(id=new_id(), account_id=actor.account_id or "", key=key)
        session.add(draft)
    draft.form, draft.saved_at = body.form, clock.now()
    return {"saved": True}


@router.get("/api/drafts/{key}", summary="取回表单草稿")
async def read_draft(key: FormKey, session: ReadSession, actor: CurrentActor) -> dict[str, Any]:
    """Return the caller's draft."""
    own = select(Draft.form).where(Draft.account_id == actor.account_id, Draft.key == key)
    form: dict[str, Any] | None = await session.scalar(own)
    if form is None:
        raise NotFound("没有这份草稿", "no such draft")
    return form


@router.delete("/api/drafts/{key}", status_code=204, summary="删除表单草稿")
async def drop_draft(key: FormKey, session: WriteSession, actor: CurrentActor) -> None:
    """Forget the caller's draft."""
    own = (Draft.account_id == actor.account_id, Draft.key == key)
    await session.execute(delete(Draft).where(*own))


@router.get("/api/policies", summary="时限政策")
async def list_policies(session: ReadSession, _actor: Proposer) -> list[PolicyOut]:
    """Every version of the limits, newest first; the shipped one stands at the end."""
    shipped = PolicyOut(
        number=DEFAULT.number,
        state=rulebooks.IN_FORCE,
        effective_from=_SHIPPED_FROM,
        reason="随程序提供",
        document=DEFAULT.document(),
    )
    return [*(_policy(row) for row in await policies.list_documents(session)), shipped]


@router.post("/api/policies", status_code=201, summary="提出时限政策")
async def propose_policy(body: PolicyIn, session: WriteSession, actor: Proposer) -> PolicyOut:
    """Propose new limits."""
    row = await policies.propose(
        session, actor, NewVersion(body.document, body.reason, body.effective_from)
    )
    return _policy(row)


@router.post("/api/policies/{number}/decision", summary="批准或不批准时限政策")
async def decide_policy(
    number: Annotated[int, Path(ge=1)],
    body: PolicyDecisionIn,
    session: WriteSession,
    actor: Approver,
) -> PolicyOut:
    """A second person brings the limits into force."""
    return _policy(await policies.decide(session, actor, number=number, accept=body.accept))


def _policy(row: PolicyDocument) -> PolicyOut:
    return PolicyOut(
        number=row.number,
        state=row.state,
        effective_from=row.effective_from,
        reason=row.reason,
        document=row.document,
    )
