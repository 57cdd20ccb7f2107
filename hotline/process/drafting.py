"""The first draft (工单草稿): what the contact left out is filled from the suggestion; a person confirms it."""

from dataclasses import replace
from typing import Any

from hotline.process.commands import IntakeCommand, Prepared
from hotline.process.titles import title_of
from hotline.tickets.opening import OpeningIn
from hotline.tickets.vocabulary import SourcePlatform, Status
from routing.places import Place
from routing.state import RoutingState
from routing.suggestion import Suggestion
from routing.taxonomy.tree import Confidentiality, RequestKind, Urgency

KIND_GATE = 0.5  # below it the kind is left to the reviewer, and the longest promise holds
_URGENCIES = list(Urgency)
HISTORICAL = "历史导入"


def prepared(command: IntakeCommand, suggestion: Suggestion, state: RoutingState) -> Prepared:
    """Fill what the contact left out from the suggestion; a person confirms it later."""
    kind = command.kind or _suggested_kind(suggestion)
    category = command.category_code or (
        suggestion.category[0].value if suggestion.category and not suggestion.unsure else None
    )
    secrecy = Confidentiality.NONE
    if command.confidential or suggestion.confidentiality.value != Confidentiality.NONE.value:
        secrecy = Confidentiality.CITIZEN_HIDDEN
    answer = OpeningIn(
        channel=command.channel,
        content=command.content,
        received_at=command.received_at,
        actor=command.actor,
        kind=kind,
        category_code=category,
        urgency=_urgency(command, suggestion),
        profile=_profile(command),
        confidentiality=secrecy,
        title=_title(command, suggestion, state),
        source_platform=command.source_platform,
        external_ref=command.external_ref,
        external_due_at=command.external_due_at,
        language=command.language,
        clocks=not command.historical,
        more=_columns(command, suggestion, state),
    )
    if command.historical:
        answer = _ended(answer, command)
    return Prepared(command, answer, suggestion, suggestion.to_json())


def _ended(opening: OpeningIn, command: IntakeCommand) -> OpeningIn:
    """Return a historical order as it is kept: closed, out of every figure, nothing but what was told.

    Nobody will confirm a suggestion on it (domain rules, rule 11), so the suggestion stands beside the
    ticket only. How and when it ended elsewhere is not known: outcome, rating and closing time stay empty,
    and without a reopen window no action is offered.
    """
    ended = {
        "status": Status.CLOSED.value,
        "labels": [HISTORICAL],
        "excluded_from_assessment": True,
        "exclusion_reason": HISTORICAL,
        "follow_up_wanted": False,
        "district_code": command.where.district_code,
        "town_code": command.where.town_code,
    }
    return replace(
        opening,
        kind=command.kind,
        category_code=command.category_code,
        urgency=command.urgency or Urgency.NORMAL,
        more={**opening.more, **ended},
    )


def _suggested_kind(suggestion: Suggestion) -> RequestKind | None:
    best = suggestion.kind[0] if suggestion.kind else None
    return RequestKind(best.value) if best and best.confidence >= KIND_GATE else None


def _urgency(command: IntakeCommand, suggestion: Suggestion) -> Urgency:
    """Rules may only raise the urgency a person gave."""
    told = command.urgency or Urgency.NORMAL
    heard = Urgency(suggestion.urgency.value)
    return max(told, heard, key=_URGENCIES.index)


def _profile(command: IntakeCommand) -> str:
    if command.source_platform is SourcePlatform.PROVINCE and command.external_due_at:
        return "province"
    return "standard"


def _title(command: IntakeCommand, suggestion: Suggestion, state: RoutingState) -> str:
    """Return the title; of several possible places the likeliest is told."""
    label = command.channel.label
    if not suggestion.place:
        return title_of(label, (), command.content)
    best = suggestion.place[0]
    code = best.value
    places = [Place(code[:6]), *([Place("", code)] if len(code) > 6 else [])]
    names = [state.gazetteer.label(place) for place in places]
    heard = {command.content[span.start : span.end] for span in best.evidence}
    return title_of(label, names, command.content, heard)


def _columns(command: IntakeCommand, suggestion: Suggestion, state: RoutingState) -> dict[str, Any]:
    """Return further columns of the ticket."""
    where = command.where
    district, town = _division(command, suggestion)
    return {
        "category_version": state.taxonomy.version or None,
        "district_code": district,
        "town_code": town,
        "village_code": where.village_code,
        "address_text": where.address,
        "latitude": where.latitude,
        "longitude": where.longitude,
        "answers": command.answers,
        "reply_wanted": command.reply_wanted,
        "follow_up_wanted": command.reply_wanted,
        "publish_allowed": command.publish_allowed,
        "conversation_id": command.conversation_id,
        "call_id": command.call_id,
        "agent_note": command.agent_note,
        "occurred_at": command.occurred_at,
        "occurred_until": command.occurred_until,
    }


def _division(command: IntakeCommand, suggestion: Suggestion) -> tuple[str | None, str | None]:
    """Return (district, town): what was given, else the one place the text names."""
    given = command.where
    if given.district_code or given.town_code:
        town = given.town_code
        return given.district_code or (town[:6] if town else None), town
    if len(suggestion.place) != 1:
        return None, None
    code = suggestion.place[0].value
    return code[:6], code if len(code) > 6 else None
