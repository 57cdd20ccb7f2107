"""Putting ranking models to use and back (启用与恢复排序模型); every change is written to the audit."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from knowledge.learn import ENOUGH, fair, impressions
from knowledge.learned import SHIPPED, RankingModel, Shelf
from knowledge.ranking.errors import ModelOutdated, ModelUnknown, ModelWorse, NothingBefore
from knowledge.ranking.schemas import ModelState, RankingModelOut, RankingOut, ShareOut
from knowledge.search.ranking import DEFAULTS

DAYS = 180  # of feedback that learning takes unless told otherwise, as ``hotline knowledge learn`` does


async def overview(session: AsyncSession, shelf: Shelf) -> RankingOut:
    """Return the models with their figures, and how many searches there are to learn from."""
    history, used = shelf.history(), shelf.in_use()
    models = [_told(model, state_of(model, shelf)) for model in shelf.stored()]
    standing = ModelState.IN_USE if used.version == SHIPPED.version else ModelState.EARLIER
    usable = fair(await impressions(session, days=DAYS))
    return RankingOut(
        in_use=used.version,
        genuine=not history or history[-1] == used.version,
        may_roll_back=bool(history),
        models=[*models, _told(SHIPPED, standing)],
        usable=len(usable),
        needed=ENOUGH,
        days=DAYS,
    )


def state_of(model: RankingModel, shelf: Shelf) -> ModelState:
    """Return what a stored model is good for beside the one in use."""
    used = shelf.in_use()
    if model.version == used.version:
        return ModelState.IN_USE
    if model.version in shelf.history():
        return ModelState.EARLIER
    if not _better(model.card):
        return ModelState.WORSE
    same = model.card.get("present") == dict(used.shares)
    return ModelState.CANDIDATE if same else ModelState.OUTDATED


def _better(card: Mapping[str, Any]) -> bool:
    return float(card.get("after", 0.0)) >= float(card.get("before", 1.0))


def _told(model: RankingModel, state: ModelState) -> RankingModelOut:
    shares = [
        ShareOut(feature=name, shipped=share, share=model.shares.get(name, 0.0))
        for name, share in DEFAULTS.items()
    ]
    known = {name: model.card[name] for name in _FIGURES if name in model.card}
    return RankingModelOut.model_validate(
        {"version": model.version, "state": state, "state_label": state.label, "shares": shares}
        | known
    )


_FIGURES = (
    "learned_at",
    "trained_on",
    "validated_on",
    "held_out",
    "held_out_from",
    "before",
    "after",
)


async def promote(session: AsyncSession, shelf: Shelf, *, version: str, actor: Actor) -> None:
    """Let a stored model rank from now on.

    Raises ``ModelUnknown`` (404), ``ModelWorse`` and ``ModelOutdated`` (409): only a model that ranked the
    held-out feedback not worse than the one in use is put to use.
    """
    model = next((one for one in shelf.stored() if one.version == version), None)
    if model is None:
        raise ModelUnknown
    used = shelf.in_use().version
    state = state_of(model, shelf)
    if state is ModelState.IN_USE:
        return
    if state is ModelState.WORSE:
        raise ModelWorse
    if state is not ModelState.CANDIDATE:
        raise ModelOutdated
    await _audited(session, actor, "ranking.promote", used, version)
    shelf.promote(version)


async def roll_back(session: AsyncSession, shelf: Shelf, *, actor: Actor) -> None:
    """Return to the model before; raises ``NothingBefore`` (409)."""
    history = shelf.history()
    if not history:
        raise NothingBefore
    before = history[-2] if len(history) > 1 else SHIPPED.version
    await _audited(session, actor, "ranking.roll_back", history[-1], before)
    shelf.roll_back()


async def _audited(
    session: AsyncSession, actor: Actor, action: str, before: str, after: str
) -> None:
    change = Change(
        action=action,
        object_kind="ranking_model",
        object_id=after,
        before={"version": before},
        after={"version": after},
    )
    await record_change(session, actor, change)
