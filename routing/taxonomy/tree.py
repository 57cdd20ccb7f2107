"""Request kinds and the subject tree (诉求类型·事项分类): pure values that models and tickets import."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from hotline.kit.labels import LabelledEnum

MAX_LEVEL = 6


class RequestKind(LabelledEnum):
    """Six kinds, in the order in which domain rules §6.1 asks."""

    REPORT = "REPORT", "举报"
    COMPLAINT = "COMPLAINT", "投诉"
    HELP = "HELP", "求助"
    SUGGEST = "SUGGEST", "建议"
    CONSULT = "CONSULT", "咨询"
    PRAISE = "PRAISE", "表扬"


class Urgency(LabelledEnum):
    """How fast a matter must move."""

    NORMAL = "NORMAL", "一般"
    URGENT = "URGENT", "加急"
    EMERGENCY = "EMERGENCY", "紧急"


class Confidentiality(LabelledEnum):
    """Who may know (保密)."""

    NONE = "NONE", "不保密"
    CITIZEN_HIDDEN = "CITIZEN_HIDDEN", "隐去诉求人"
    RESTRICTED = "RESTRICTED", "指定人员"


class RespondentKind(LabelledEnum):
    """Against whom or what a request is directed (被反映对象)."""

    PERSON = "PERSON", "个人"
    FIRM = "FIRM", "企业或商户"
    UNIT = "UNIT", "单位"
    STAFF = "STAFF", "工作人员"


class GroundCode(LabelledEnum):
    """Grounds for declining or signposting (不予受理·告知途径), domain rules §6.3."""

    OTHER_REGION = "OTHER_REGION", "外地事项"
    PARTY_OR_JUDICIAL_BODY = "PARTY_OR_JUDICIAL_BODY", "党委人大政协司法机关事项"
    MILITARY = "MILITARY", "部队事项"
    LITIGATION = "LITIGATION", "诉讼事项"
    ARBITRATION = "ARBITRATION", "仲裁事项"
    DISCIPLINE = "DISCIPLINE", "纪检监察事项"
    RECONSIDERATION = "RECONSIDERATION", "行政复议事项"
    INFO_DISCLOSURE = "INFO_DISCLOSURE", "政府信息公开事项"
    PETITION = "PETITION", "信访已受理"
    NOTHING_NEW = "NOTHING_NEW", "同一事项无新情况"
    SECRET_OR_PRIVACY = "SECRET_OR_PRIVACY", "涉密或他人隐私"
    UNLAWFUL_OR_INDECENT = "UNLAWFUL_OR_INDECENT", "违法或违背公序良俗"
    BEYOND_GOVERNMENT = "BEYOND_GOVERNMENT", "非政府职责"
    INSUFFICIENT_INFO = "INSUFFICIENT_INFO", "信息不足"
    MALICIOUS = "MALICIOUS", "恶意骚扰"


class BasisKind(LabelledEnum):
    """Texts that give a unit its duty (职责依据), strongest first (domain rules §7.2.4)."""

    LAW = "LAW", "法律法规"
    DUTY_ORDER = "DUTY_ORDER", "三定方案"
    POWER_LIST = "POWER_LIST", "权责清单"
    TOWN_LIST = "TOWN_LIST", "镇街履职清单"
    RULING = "RULING", "裁决"
    AGREEMENT = "AGREEMENT", "会商约定"


@dataclass(frozen=True)
class Question:
    """What to ask for a category (要素提问): ``key`` names the answer, ``type`` the field of the form.

    ``options`` are the words to choose from, empty for free text.
    """

    key: str
    label: str
    required: bool = False
    options: tuple[str, ...] = ()
    label_en: str = ""
    type: str = "text"

    def to_json(self) -> dict[str, Any]:
        """Return the stored and published form."""
        return {
            "key": self.key,
            "label": self.label,
            "label_en": self.label_en,
            "type": self.type,
            "required": self.required,
            "options": list(self.options),
        }


@dataclass(frozen=True)
class Category:
    """One node of the tree; ``code`` grows by two digits a level (01, 0101, 010103)."""

    code: str
    parent_code: str | None
    level: int
    name: str
    name_en: str = ""
    scope_note: str = ""
    kind_hint: RequestKind | None = None
    keywords: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Taxonomy:
    """One version of the tree; parents stand before children in ``categories``."""

    version: str = ""
    categories: dict[str, Category] = field(default_factory=dict)

    @cached_property
    def children(self) -> dict[str | None, tuple[Category, ...]]:
        """Return the children of every code; ``None`` holds the first level."""
        grouped: dict[str | None, list[Category]] = {}
        for category in self.categories.values():
            grouped.setdefault(category.parent_code, []).append(category)
        return {parent: tuple(found) for parent, found in grouped.items()}

    @cached_property
    def _chains(self) -> dict[str, tuple[str, ...]]:
        chains: dict[str, tuple[str, ...]] = {}
        for code, category in self.categories.items():
            above = chains.get(category.parent_code or "", ())
            chains[code] = (code, *above)
        return chains

    def chain(self, code: str | None) -> tuple[str, ...]:
        """Return ``code`` and its superiors, nearest first; empty for an unknown code."""
        return self._chains.get(code or "", ())

    def is_leaf(self, code: str) -> bool:
        """Tell whether nothing stands under ``code``."""
        return code not in self.children

    def leaves(self) -> list[Category]:
        """List the categories that have no children."""
        return [c for c in self.categories.values() if self.is_leaf(c.code)]

    def label(self, code: str) -> str:
        """Return the names from the first level down: ``城市管理 / 市容环卫 / 垃圾清运``."""
        names = [self.categories[found].name for found in reversed(self.chain(code))]
        return " / ".join(names)

    def questions(self, code: str) -> tuple[Question, ...]:
        """Return the questions of a category: its own, then those of its superiors, each key once."""
        found: dict[str, Question] = {}
        for member in self.chain(code):
            for question in self.categories[member].questions:
                found.setdefault(question.key, question)
        return tuple(found.values())

    def walk(self) -> Iterator[Category]:
        """Yield the tree depth first."""
        waiting = list(reversed(self.children.get(None, ())))
        while waiting:
            category = waiting.pop()
            yield category
            waiting += reversed(self.children.get(category.code, ()))


def build(version: str, categories: Iterable[Category]) -> Taxonomy:
    """Return the tree with parents before children."""
    ordered = sorted(categories, key=lambda category: (category.level, category.code))
    return Taxonomy(version, {category.code: category for category in ordered})


def question_from(data: dict[str, Any]) -> Question:
    """Return a question from its JSON; raises ``KeyError`` or ``TypeError`` for another shape."""
    return Question(
        key=str(data["key"]),
        label=str(data["label"]),
        required=bool(data.get("required", False)),
        options=tuple(str(option) for option in data.get("options", ())),
        label_en=str(data.get("label_en", "")),
        type=str(data.get("type", "text")),
    )
