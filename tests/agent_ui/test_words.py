"""English for every word of the server that the console shows (英文对照), and one Chinese wording for each code."""

import inspect
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import crm.conduct
import crm.models
import hotline.process.dispatching.why
import hotline.process.hot.models
import hotline.process.incidents.vocabulary
import hotline.process.search.parts
import hotline.process.seen.models
import hotline.process.seen.schemas
import hotline.roles
import hotline.supervision.models
import hotline.supervision.vocabulary
import hotline.tickets.models
import hotline.tickets.payloads_closing
import hotline.tickets.vocabulary
import routing.automatic
import routing.catalogue.check
import routing.catalogue.models
import routing.decide
import routing.extract.entities
import routing.hot.state
import routing.models
import routing.rules.ruleset
import routing.taxonomy.mapping
import routing.taxonomy.models
import routing.taxonomy.tree
from channels.messages import ChannelKind
from channels.voice.ivr import CallbackReason
from hotline.kit.labels import LabelledEnum
from hotline.process.dialogue.state import Why
from hotline.tickets.forms import fields_of
from hotline.tickets.models import Action
from hotline.tickets.payloads import PAYLOADS
from hotline.tickets.policy import DEFAULT
from hotline.tickets.vocabulary import ClockId
from knowledge.answer.answers import AnswerKind
from knowledge.search.port import DocumentKind
from knowledge.suggest.schemas import Kinship
from knowledge.understanding.question import ItemField
from routing.taxonomy.tree import Urgency

LOCALES = Path(__file__).parents[2] / "agent_ui/web/src/locales"
SOURCES: tuple[ModuleType, ...] = (
    hotline.tickets.models,
    hotline.tickets.payloads_closing,
    hotline.tickets.vocabulary,
    routing.models,
    routing.taxonomy.mapping,
    routing.taxonomy.models,
    routing.taxonomy.tree,
    crm.conduct,
    crm.models,
    hotline.roles,
    hotline.process.hot.models,
    hotline.process.incidents.vocabulary,
    hotline.process.search.parts,
    hotline.process.seen.models,
    hotline.process.seen.schemas,
    hotline.process.dispatching.why,
    routing.automatic,
    routing.catalogue.check,
    routing.catalogue.models,
    routing.decide,
    routing.extract.entities,
    routing.hot.state,
    hotline.supervision.models,
    hotline.supervision.vocabulary,
    routing.rules.ruleset,
)


# Of other modules only these are shown by the console.
SEARCH: tuple[type[LabelledEnum], ...] = (
    AnswerKind,
    ChannelKind,
    DocumentKind,
    ItemField,
    Kinship,
    Why,
)


def read(name: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads((LOCALES / name).read_text(encoding="utf-8"))
    return found


def enums() -> dict[str, type[LabelledEnum]]:
    found = {}
    for module in SOURCES:
        for name, member in vars(module).items():
            if inspect.isclass(member) and issubclass(member, LabelledEnum):
                found[name] = member
    return found


def labels() -> set[str]:
    found = {m.label for kind in enums().values() for m in kind if kind is not Action}
    for model in PAYLOADS.values():
        for spec in fields_of(model):
            found |= {spec.label, *(label for _, label in spec.options)}
    found |= {reason.label for reason in CallbackReason}
    found |= {member.label for kind in SEARCH for member in kind}
    found |= {clock.label_on(urgency) for clock in ClockId for urgency in Urgency}
    found |= set(DEFAULT.profile_labels().values())
    return found | {b for p in DEFAULT.profiles for b in p.suspension_bases.values()} - {""}


def test_every_action_has_an_english_name() -> None:
    english = read("words.en.json")["action"]
    assert [a.label for a in Action if not english.get(a.label)] == []


def test_every_label_of_the_server_has_an_english_word() -> None:
    english = read("words.en.json")["word"]
    assert sorted(label for label in labels() if label and not english.get(label)) == []


def test_the_console_says_each_code_as_the_server_does() -> None:
    known = {name: {m.value: m.label for m in kind} for name, kind in enums().items()}
    assert read("codes.zh-CN.json") == {group: known[kind] for group, kind in GROUPS.items()}


GROUPS = {
    "status": "Status",
    "kind": "RequestKind",
    "urgency": "Urgency",
    "confidentiality": "Confidentiality",
    "channel": "Channel",
    "platform": "SourcePlatform",
    "evidence": "EvidenceKind",
    "group": "SpecialGroup",
    "light": "Light",
    "citizen_kind": "CitizenKind",
    "list": "ListKind",
    "respondent_kind": "RespondentKind",
    "stage": "Stage",
    "decline_ground": "GroundCode",
    "fact_true": "FactTrue",
    "resolved": "Resolution",
    "reply_kind": "ReplyKind",
    "close_outcome": "CloseOutcome",
    "supervise_level": "SuperviseLevel",
    "unreasonable_state": "FilingState",
    "appeal_state": "AppealState",
    "relation": "Relation",
    "disposition": "Disposition",
    "speaks": "Language",
    "conduct": "ConductState",
    "check_point": "CheckPoint",
    "basis": "BasisKind",
}
