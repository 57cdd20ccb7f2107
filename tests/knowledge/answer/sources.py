"""Builders of sources, hits and cases for tests of answers."""

from datetime import date
from typing import Any

from knowledge.answer.cases import Case
from knowledge.answer.confidence import Calibration
from knowledge.answer.texts import ArticleText, ItemText, Standing, Text, Texts
from knowledge.articles.schemas import Details
from knowledge.audience import Audience
from knowledge.search.port import Candidate, DocumentKind
from knowledge.search.ranking import Ranked
from knowledge.understanding.grams import grams
from knowledge.understanding.question import ItemField, Question

DISTRICTS = {"440604": "禅城区", "440605": "南海区"}
ALWAYS = Calibration({"bias": 9.0}, 0.5, fitted=True)
NEVER = Calibration({"bias": -9.0}, 0.5, fitted=True)

CONTENT: dict[str, Any] = {
    "name": "居民身份证遗失补领",
    "target": "身份证丢失的本市居民",
    "conditions": ["本人到场", "采集指纹"],
    "materials": [
        {
            "name": "居民户口簿",
            "form": "PAPER",
            "copies": 1,
            "original": "ORIGINAL",
            "e_licence": True,
            "note": "没带的可用其他证件核对",
        },
        {"name": "一寸照片"},
    ],
    "statutory_limit": {"kind": "DAYS", "days": 60, "unit": "CALENDAR"},
    "promised_limit": {"kind": "DAYS", "days": 20, "unit": "WORKING", "note": "异地受理的三十天"},
    "fee": {"charged": True, "text": "工本费40元", "basis": "价格主管部门的规定"},
    "result_document": "居民身份证",
    "result_validity": "十年",
    "windows": [
        {
            "name": "祖庙派出所户政窗口",
            "address": "禅城区建新路118号",
            "district_code": "440604",
            "hours": "周一至周五 9:00–12:00",
            "phone": "0757-00002001",
        },
        {
            "name": "桂城派出所户政窗口",
            "address": "南海区南桂东路66号",
            "district_code": "440605",
            "hours": "周一至周六 9:00–12:00",
            "phone": "0757-00002004",
        },
    ],
    "online_depth": "PRECHECK",
    "online_url": "https://example.org/sfz",
    "visits": 1,
    "steps": [
        {"name": "受理", "limit": "当场", "note": "核对身份"},
        {"name": "制证", "limit": "20个工作日"},
    ],
    "forms": [{"name": "申领登记表"}],
    "legal_basis": ["中华人民共和国居民身份证法第十一条"],
    "consult_phone": "12345",
    "supervision_phone": "12389",
}


def standing(key: str, kind: DocumentKind, title: str, **more: Any) -> Standing:
    values: dict[str, Any] = {
        "id": f"{kind.value}:{key}",
        "kind": kind,
        "title": title,
        "version": 3,
        "revision_id": f"R{key}",
        "unit_code": "FS-GA",
        "unit_name": "佛山市公安局",
        "audience": Audience.PUBLIC,
        "valid_from": date(2025, 1, 1),
    }
    return Standing(**(values | more))


def item(key: str = "a", *, parent: str = "", code: str = "", **content: Any) -> ItemText:
    told = CONTENT | content
    return ItemText(
        standing(key, DocumentKind.ITEM, told["name"]), code or f"C-{key}", "", parent, told
    )


def article(key: str = "x", title: str = "身份证丢了怎么办", **more: Any) -> ArticleText:
    return ArticleText(
        standing(key, DocumentKind.ARTICLE, title, **more.pop("standing", {})),
        spoken=more.pop("spoken", "请尽快到派出所补领。"),
        answer=more.pop("answer", "本人到任一派出所补领。\n旧证同时失效。"),
        details=Details(**more.pop("details", {})),
        items=more.pop("items", ()),
        asked=more.pop("asked", ()),
    )


def question(words: str = "身份证丢了", intent: ItemField | None = None) -> Question:
    return Question(words, words, dict.fromkeys(grams(words), 1.0), intent=intent)


def hit(text: Text, score: float = 1.0) -> Ranked:
    found = Candidate(
        id=text.standing.id,
        kind=text.standing.kind,
        version=3,
        title=text.standing.title,
        line=text.standing.title,
        score=score,
    )
    return Ranked(found, score, {"base": score})


def case(*texts: Text, asked: Question | None = None, scores: Any = (), **more: Any) -> Case:
    """A case whose hits are ``texts`` in their order, one clearly behind the other unless told."""
    given = [*scores, *(0.5**n for n in range(len(scores), len(texts)))]
    family: dict[str, list[ItemText]] = more.pop("families", {})
    return Case(
        question=asked or question(),
        hits=[hit(text, score) for text, score in zip(texts, given, strict=True)],
        texts=Texts({t.standing.id: t for t in texts}, family, DISTRICTS),
        calibration=more.pop("calibration", ALWAYS),
        **more,
    )


def family(*members: ItemText) -> dict[str, list[ItemText]]:
    return {members[0].family: list(members)}
