"""What routing's interfaces take and give (分类与派单接口模型)."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, computed_field

from hotline.kit.inputs import IdField, Line, Prose
from hotline.kit.transfer import TransferReportOut
from routing.catalogue.condition_words import in_words
from routing.catalogue.files import Draft
from routing.catalogue.rows import Basis, Partner, Row
from routing.models import PolicyName
from routing.places import ALL
from routing.rules.ruleset import RuleKind, Severity
from routing.taxonomy.tree import BasisKind, Category, Taxonomy

CategoryCode = Annotated[str, Field(pattern=r"^(\d{2}){1,6}$", max_length=12, examples=["010103"])]
PlaceCode = Annotated[str, Field(pattern=r"^(ALL|\d{6}|\d{9}|\d{12})$", examples=["440604"])]


class Strict(BaseModel):
    """Unknown members are refused."""

    model_config = ConfigDict(extra="forbid")


class QuestionOut(BaseModel):
    """What to ask for a category."""

    key: str
    label: str
    label_en: str
    type: str
    required: bool
    options: list[str]


class CategoryOut(BaseModel):
    """One node of the tree with its children."""

    code: str
    name: str
    name_en: str
    level: int
    scope_note: str
    kind_hint: str | None
    has_questions: bool
    children: list["CategoryOut"]


class TreeOut(BaseModel):
    """The tree in force."""

    version: str
    categories: list[CategoryOut]


class CategoryDetailOut(BaseModel):
    """One category with what to ask, its superiors' questions included."""

    version: str
    code: str
    label: str
    name: str
    name_en: str
    scope_note: str
    kind_hint: str | None
    chain: list[str]
    questions: list[QuestionOut]


def tree_out(taxonomy: Taxonomy) -> TreeOut:
    """Return the tree for the outside."""
    roots = taxonomy.children.get(None, ())
    return TreeOut(
        version=taxonomy.version, categories=[_category_out(taxonomy, root) for root in roots]
    )


def _category_out(taxonomy: Taxonomy, category: Category) -> CategoryOut:
    return CategoryOut(
        code=category.code,
        name=category.name,
        name_en=category.name_en,
        level=category.level,
        scope_note=category.scope_note,
        kind_hint=category.kind_hint.value if category.kind_hint else None,
        has_questions=bool(taxonomy.questions(category.code)),
        children=[_category_out(taxonomy, c) for c in taxonomy.children.get(category.code, ())],
    )


def detail_out(taxonomy: Taxonomy, code: str) -> CategoryDetailOut:
    """Return one category for the outside; ``code`` exists."""
    category = taxonomy.categories[code]
    return CategoryDetailOut(
        version=taxonomy.version,
        code=code,
        label=taxonomy.label(code),
        name=category.name,
        name_en=category.name_en,
        scope_note=category.scope_note,
        kind_hint=category.kind_hint.value if category.kind_hint else None,
        chain=list(taxonomy.chain(code)),
        questions=[QuestionOut(**question.to_json()) for question in taxonomy.questions(code)],
    )


class BasisIn(Strict):
    """A text that gives the duty."""

    kind: BasisKind
    title: Line = Field(min_length=2, max_length=120, examples=["佛山市城市管理综合执法局三定方案"])
    article: Line = Field("", max_length=80, examples=["第三条"])


class PartnerIn(Strict):
    """A helping unit and its task."""

    unit_id: IdField
    task: Line = Field("", max_length=120)


class ResponsibilityIn(Strict):
    """A proposed catalogue row (domain rules §7.1)."""

    category_code: CategoryCode
    district_code: PlaceCode = ALL
    condition: Line | None = Field(None, max_length=300, examples=['respondent_kind == "FIRM"'])
    position: int = Field(0, ge=0, le=999)
    valid_from: date
    valid_to: date | None = None
    lead_unit_id: IdField
    partners: list[PartnerIn] = Field(default_factory=list, max_length=20)
    fallback_unit_id: IdField | None = None
    no_push_down: bool = False
    basis: list[BasisIn] = Field(default_factory=list, max_length=20)
    limit_override: int | None = Field(None, ge=1, le=365)
    limit_basis: Line = Field("", max_length=300)
    profile: Line | None = Field(None, max_length=40)
    must_review: bool = False
    review_by: date | None = None
    source_ruling_id: IdField | None = None
    supersedes_id: IdField | None = None

    def draft(self) -> Draft:
        """Return the pure form."""
        row = Row(
            id="",
            partners=tuple(Partner(p.unit_id, p.task) for p in self.partners),
            basis=tuple(Basis(b.kind, b.title, b.article) for b in self.basis),
            **self.model_dump(
                exclude={"partners", "basis", "review_by", "source_ruling_id", "supersedes_id"}
            ),
        )
        return Draft(
            row,
            review_by=self.review_by,
            source_ruling_id=self.source_ruling_id,
            supersedes_id=self.supersedes_id,
        )


class SaidOut(BaseModel):
    """One sentence in both languages."""

    zh: str = Field(description="中文", examples=["被反映对象类型为企业或商户"])
    en: str = Field(description="英文", examples=["respondent kind is Firm"])


class RowPartnerOut(BaseModel):
    """A helping unit of a row, and its task."""

    unit_id: str = Field(description="协办单位", examples=["01KB0000000000000000000000"])
    task: str = Field("", description="协办事项", examples=["配合清运"])


class RowBasisOut(BaseModel):
    """A text that gives the duty."""

    kind: BasisKind = Field(description="依据类别", examples=["DUTY_ORDER"])
    title: str = Field(description="名称", examples=["佛山市城市管理综合执法局三定方案"])
    article: str = Field("", description="条款", examples=["第三条"])


class ResponsibilityOut(BaseModel):
    """A stored catalogue row."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    category_code: str
    category_version: str
    district_code: str
    condition: str | None
    position: int
    valid_from: date
    valid_to: date | None
    lead_unit_id: str
    partners: list[RowPartnerOut]
    fallback_unit_id: str | None
    no_push_down: bool
    basis: list[RowBasisOut]
    limit_override: int | None
    limit_basis: str
    profile: str | None
    must_review: bool
    status: str
    source_ruling_id: str | None
    review_by: date
    supersedes_id: str | None
    proposed_by: str | None
    proposed_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    decision_note: str
    ended_by: str | None
    ended_at: datetime | None

    @computed_field(description="适用条件的说法；无条件时为空")  # type: ignore[prop-decorator]
    @property
    def condition_words(self) -> SaidOut | None:
        """Say the condition to people."""
        if self.condition is None:
            return None
        said = in_words(self.condition)
        return SaidOut(zh=said.zh, en=said.en)


class DecideIn(Strict):
    """Which proposed rows, and why."""

    row_ids: list[IdField] = Field(min_length=1, max_length=500)
    note: Prose = Field("", max_length=300)


class NoteIn(Strict):
    """A reason."""

    note: Prose = Field(min_length=1, max_length=300)


class EndIn(NoteIn):
    """The last valid day of a row."""

    last_day: date


class FaultOut(BaseModel):
    """One finding about the catalogue."""

    finding: str
    label: str
    said_en: str = Field(description="英文说法", examples=["No unit is answerable (010103)"])
    subject: str
    rows: list[str]
    is_error: bool


class LineErrorOut(BaseModel):
    """Why a line of a file cannot be used."""

    model_config = ConfigDict(from_attributes=True)

    line: int
    reason: str
    reason_en: str


class CatalogueReportOut(BaseModel):
    """What an import did, or would do."""

    added: int
    superseded: int
    unchanged: int
    stored: bool
    row_ids: list[str]
    errors: list[LineErrorOut]
    faults: list[FaultOut]


class ImportReportOut(BaseModel):
    """What an import of limits or places did, or would do."""

    model_config = ConfigDict(from_attributes=True)

    added: int
    changed: int
    unchanged: int
    errors: list[LineErrorOut]
    stored: bool


class SuggestIn(Strict):
    """A text to be judged, at most as long as what staff may register."""

    text: str = Field(max_length=10_000, examples=["楼下烧烤店每晚油烟很大"])
    channel: Line = Field("VOICE", max_length=20)
    place_hint: Line = Field("", max_length=200)


class PolicyIn(Strict):
    """A proposed version of the rules, of the must-route list (lists) or of the wording (a mapping)."""

    content: list[dict[str, Any]] | dict[str, str]
    note: Prose = Field(min_length=1, max_length=300)


class PolicyOut(BaseModel):
    """A version of the rules or of the wording table."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: PolicyName
    number: int
    state: str = Field(validation_alias=AliasChoices("standing", "state"))
    note: str
    proposed_by: str | None
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None


class PolicyImportOut(TransferReportOut):
    """What a file changes in the version in force; ``policy`` is the proposal that holds it."""

    policy: PolicyOut | None


class PolicyDetailOut(PolicyOut):
    """A version with its content."""

    content: Any


class BenchIn(Strict):
    """Rules to be tried on texts; without ``content`` those in force."""

    texts: list[Annotated[str, Field(max_length=10_000)]] = Field(min_length=1, max_length=200)
    content: list[dict[str, Any]] | None = None


class BenchRuleOut(BaseModel):
    """A rule that applies, in words, and where."""

    rule: str = Field(description="规则编号", examples=["fire"])
    label: str = Field(description="规则的说法", examples=["火情，先转 119"])
    label_en: str = Field(description="规则的说法（英文）", examples=["Fire: 119 first"])
    kind: RuleKind = Field(description="预警类型", examples=["DANGER_TO_LIFE"])
    kind_label: str = Field(description="预警类型名称", examples=["危及生命安全"])
    severity: Severity = Field(description="预警级别", examples=["EMERGENCY"])
    severity_label: str = Field(description="预警级别名称", examples=["紧急"])
    start: int = Field(description="在原文中的起点", ge=0, examples=[2])
    end: int = Field(description="在原文中的终点（不含）", ge=0, examples=[4])


class BenchRowOut(BaseModel):
    """A text with the rules that apply and the span of each."""

    text: str = Field(description="所试的话", examples=["仓库起火"])
    rules: list[BenchRuleOut] = Field(description="命中的规则")


class RuleErrorOut(BaseModel):
    """Why a rule cannot be used."""

    model_config = ConfigDict(from_attributes=True)

    number: int = Field(description="第几条，从 1 起；0 为整份", ge=0, examples=[3])
    rule_id: str = Field(description="规则编号", examples=["fire"])
    reason: str = Field(description="原因", examples=["编号重复"])
    reason_en: str = Field(description="原因（英文）", examples=["the id stands there twice"])


class BenchOut(BaseModel):
    """The result of a trial."""

    rows: list[BenchRowOut] = Field(description="逐句结果")
    errors: list[RuleErrorOut] = Field(description="不能使用的规则")
