"""Lines of articles (知识行): what a file's line or a push says, and what stands said in the same way."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError

from knowledge.articles.models import Article, Revision
from knowledge.articles.schemas import (
    ArticleIn,
    Body,
    CategoryCode,
    Cite,
    Code,
    Content,
    Details,
    ItemCode,
    Key,
    Line,
    Placement,
    Short,
    Spoken,
    Strict,
    Title,
)
from knowledge.audience import Audience
from knowledge.lines import Entry, LineInvalid, fault_of, read_entries
from knowledge.versions import Version

# A table may be headed in Chinese.
_HEADINGS = {
    "编码": "key",
    "版本号": "version",
    "标题": "title",
    "问法": "questions",
    "关键词": "keywords",
    "口径": "spoken",
    "答案": "answer",
    "条件": "conditions",
    "材料": "materials",
    "步骤": "steps",
    "费用": "fee",
    "地点": "place",
    "电话": "phone",
    "依据": "basis",
    "相关事项": "items",
    "引用": "cites",
    "分类": "category",
    "责任单位": "owner_unit_code",
    "公开范围": "audience",
    "区划": "districts",
    "生效日期": "valid_from",
    "失效日期": "valid_to",
    "复审日期": "review_by",
}
_LISTS = frozenset(
    (
        "questions",
        "keywords",
        "conditions",
        "materials",
        "steps",
        "basis",
        "items",
        "cites",
        "districts",
    )
)
# What a report calls each field.
LABELS: Mapping[str, str] = {
    ours: heading for heading, ours in _HEADINGS.items() if ours not in {"key", "version"}
}
PLACED = frozenset({"category", "owner_unit_code", "audience", "districts"})


def _cite(given: Any) -> Any:
    """Take ``item:field`` of a cell for what it says."""
    item, colon, cited = given.rpartition(":") if isinstance(given, str) else ("", "", "")
    return {"item": item, "field": cited} if colon else given


class ArticleLine(Strict):
    """What a line says; text and place are checked together by ``given``."""

    title: Title
    questions: list[Line] = Field(default_factory=list)
    keywords: list[Line] = Field(default_factory=list)
    spoken: Spoken
    answer: Body
    conditions: list[Line] = Field(default_factory=list)
    materials: list[Line] = Field(default_factory=list)
    steps: list[Line] = Field(default_factory=list)
    fee: Short = ""
    place: Short = ""
    phone: Short = ""
    basis: list[Line] = Field(default_factory=list)
    items: list[ItemCode] = Field(default_factory=list)
    cites: list[Annotated[Cite, BeforeValidator(_cite)]] = Field(default_factory=list)
    category: CategoryCode | None = None
    owner_unit_code: Code
    audience: Audience = Audience.PUBLIC
    districts: list[Code] = Field(default_factory=list)
    valid_from: date
    valid_to: date | None = None
    review_by: date | None = None

    def content(self) -> Content:
        """Return what the revision says."""
        return Content(
            title=self.title,
            questions=self.questions,
            keywords=self.keywords,
            spoken=self.spoken,
            answer=self.answer,
            details=Details(
                conditions=self.conditions,
                materials=self.materials,
                steps=self.steps,
                fee=self.fee,
                place=self.place,
                phone=self.phone,
                basis=self.basis,
            ),
            items=self.items,
            cites=self.cites,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            review_by=self.review_by,
        )

    def placement(self, unit_ids: Mapping[str, str]) -> Placement:
        """Return where the article belongs; ``unit_ids`` maps unit codes to ids."""
        return Placement(
            owner_unit_code=self.owner_unit_code,
            owner_unit_id=unit_ids.get(self.owner_unit_code),
            category_code=self.category,
            districts=self.districts,
            audience=self.audience,
        )


class ArticleRow(ArticleLine):
    """One line of an import file; a file without versions is compared by its content."""

    key: Key
    version: Version | None = None


class ArticlePush(ArticleLine):
    """A version as another system sends it; ``key`` may repeat the one of the address."""

    key: Key | None = None
    version: Version


def given(line: ArticleLine, key: str, unit_ids: Mapping[str, str]) -> ArticleIn:
    """Return what a line wants; raises ``LineInvalid`` (422), also for a unit that is not among ``unit_ids``."""
    try:
        wanted = ArticleIn(key=key, placement=line.placement(unit_ids), content=line.content())
    except ValidationError as error:
        raise fault_of(error) from error
    if wanted.placement.owner_unit_id is None:
        code = line.owner_unit_code[:40]
        raise LineInvalid(f"没有编码为 {code} 的单位", f"No unit with the code {code!r}")
    return wanted


def content_of(revision: Revision) -> Content:
    """Return what a stored text says; its attachments are no part of a line."""
    return Content(
        title=revision.title,
        questions=revision.questions,
        keywords=revision.keywords,
        spoken=revision.spoken,
        answer=revision.answer,
        details=Details.model_validate(revision.details),
        items=revision.items,
        cites=[Cite.model_validate(cite) for cite in revision.cites],
        valid_from=revision.valid_from,
        valid_to=revision.valid_to,
        review_by=revision.review_by,
    )


def place_of(article: Article) -> Placement:
    """Return where an article belongs."""
    return Placement(
        owner_unit_code=article.owner_unit_code,
        owner_unit_id=article.owner_unit_id,
        category_code=article.category_code,
        districts=article.districts,
        audience=Audience[article.audience],
    )


def line_of(content: Content, placement: Placement) -> dict[str, Any]:
    """Return text and place as a line says them, without the key, ready for JSON."""
    said = content.model_dump(mode="json", exclude={"attachments"})
    place = placement.model_dump(mode="json", exclude={"owner_unit_id"})
    return {**said.pop("details"), **said, "category": place.pop("category_code"), **place}


def read_articles(content: bytes) -> Iterator[Entry]:
    """Return the entries of a file: JSON lines, CSV or XLSX, headed by our names or their Chinese ones.

    Raises ``SheetUnreadable`` (422) for what is neither.
    """
    return read_entries(content, _LISTS, _HEADINGS)
