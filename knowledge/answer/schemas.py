"""Answers in and out (答复数据格式): typed, with examples; the public ones tell less of how they came about."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from hotline.kit.inputs import Prose
from hotline.kit.labels import LabelledEnum
from knowledge.answer import forms
from knowledge.answer.answers import Answer, AnswerKind, Asks, Option, Paragraph, Refusal, Source
from knowledge.answer.cases import Hit
from knowledge.answer.frames import Frame
from knowledge.answer.marking import snippet
from knowledge.answer.texts import ArticleText, ItemText, UnitText
from knowledge.audience import Audience
from knowledge.desk import Found
from knowledge.search.port import DocumentKind
from knowledge.understanding.question import ItemField, Question

MAX_WORDS = 5000
DocumentId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3,12}:[0-9A-Za-z._-]{1,64}$")]
DistrictCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{6,12}$")]


class Form(LabelledEnum):
    """For which channel an answer is put into words."""

    CARD = "CARD", "坐席卡片"
    CHAT = "CHAT", "聊天气泡"
    SMS = "SMS", "短信"
    SPEECH = "SPEECH", "语音播报"


class AnswerIn(BaseModel):
    """A question in any words."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"text": "补办身份证要带什么", "district": "440604"}]},
    )

    text: Annotated[Prose, StringConstraints(min_length=1, max_length=MAX_WORDS)]
    district: DistrictCode | None = Field(None, description="提问人所在区的代码")
    about: DocumentId | None = Field(None, description="从上一次答复的选项中选定的内容")
    field: ItemField | None = Field(None, description="想问哪一项；不填则从问句判断")
    form: Form = Form.CARD


class WhyOut(BaseModel):
    """Why a source was found."""

    line: str = Field(description="命中的名称、别名或问法", examples=["身份证不见了怎么办"])
    pieces: list[str] = Field(description="与问句相同的文字", examples=[["身份证"]])
    features: dict[str, float] = Field(
        default_factory=dict, description="排序依据（仅工作人员可见）", examples=[{"base": 0.91}]
    )


class SourceOut(BaseModel):
    """Where an answer comes from: owner, version, validity and marks."""

    id: str = Field(examples=["ARTICLE:01K0000000000000000000000A"])
    kind: DocumentKind
    kind_label: str = Field(examples=["知识"])
    title: str = Field(examples=["身份证丢了怎么补办"])
    version: int = Field(examples=[3])
    revision_id: str = Field(
        description="办理引用时保存的版本", examples=["01K0000000000000000000000B"]
    )
    unit_code: str = Field(examples=["FS-GA"])
    unit_name: str = Field(examples=["佛山市公安局"])
    valid_from: date | None
    valid_to: date | None
    updated_on: date | None
    out_of_district: bool = Field(description="不适用于提问人所在区")
    under_correction: bool = Field(description="正在核对更正")
    audience: Audience
    why: WhyOut


class ParagraphOut(BaseModel):
    """One line of an answer; ``marks`` are stretches that share words with the question."""

    text: str = Field(examples=["到任一派出所户政窗口补领。"])
    marks: list[tuple[int, int]] = Field(default_factory=list, examples=[[[7, 9]]])


class OptionOut(BaseModel):
    """One way to go on: send ``say`` again with ``about`` and ``district``."""

    label: str = Field(examples=["居民身份证遗失补领"])
    say: str = Field(examples=["办身份证要带什么"])
    about: str = Field(examples=["ITEM:01K0000000000000000000000C"])
    district: str = Field(examples=[""])


class QuestionOut(BaseModel):
    """How a question was understood."""

    text: str = Field(examples=["身份证不见了怎么办"])
    corrected: str | None
    intent: ItemField | None
    districts: list[str]


class BubbleOut(BaseModel):
    """One message of a chat."""

    text: str
    buttons: list[OptionOut]


class SmsOut(BaseModel):
    """A text message and how many parts it has."""

    text: str
    segments: int = Field(ge=1, le=2, examples=[2])


class AnswerOut(BaseModel):
    """One answer with its sources; ``hand_over`` tells that a person must take over."""

    label: str = Field(description="答复须注明的标签", examples=["自动答复"])
    kind: AnswerKind
    kind_label: str = Field(examples=["栏目答复"])
    title: str
    text: str
    paragraphs: list[ParagraphOut]
    cautions: list[str] = Field(description="须一并告知的提示")
    sources: list[SourceOut]
    options: list[OptionOut]
    asks: Asks | None
    refusal: Refusal | None
    field: ItemField | None
    field_label: str = Field(examples=["所需材料"])
    confidence: float = Field(ge=0, le=1, examples=[0.93])
    calibrated: bool = Field(description="把握程度是否按本索引校准过")
    hand_over: bool
    engine: str = Field(examples=["embedded"])
    degraded: bool = Field(description="由备用引擎答复")
    question: QuestionOut
    bubbles: list[BubbleOut] | None = None
    sms: SmsOut | None = None
    speech: str | None = None
    search_id: str = Field("", description="反馈时附上的检索标识")


class HitOut(SourceOut):
    """One search result."""

    score: float = Field(examples=[1.21])
    snippet: ParagraphOut


class SearchOut(BaseModel):
    """Search results, best first."""

    hits: list[HitOut]
    engine: str
    degraded: bool
    question: QuestionOut
    search_id: str = Field("", description="反馈时附上的检索标识")


def answer_out(answer: Answer, form: Form = Form.CARD, *, public: bool = False) -> AnswerOut:
    """Return an answer as the interface tells it, in the form that was asked for."""
    shown = AnswerOut(
        label=Frame.AUTOMATIC.label,
        kind=answer.kind,
        kind_label=answer.kind.label,
        title=answer.title,
        text=answer.text,
        paragraphs=[_paragraph(p) for p in answer.paragraphs],
        cautions=list(forms.cautions(answer)),
        sources=[source_out(source, public=public) for source in answer.sources],
        options=[_option(option) for option in answer.options],
        asks=answer.asks,
        refusal=answer.refusal,
        field=answer.field,
        field_label=answer.field.label if answer.field else "",
        confidence=answer.confidence,
        calibrated=answer.calibrated,
        hand_over=answer.hands_over,
        engine=answer.engine,
        degraded=answer.degraded,
        question=_question(answer.question),
    )
    return shown.model_copy(update=_formed(answer, form))


def _formed(answer: Answer, form: Form) -> dict[str, object]:
    if form is Form.CHAT:
        made = forms.bubbles(answer)
        return {
            "bubbles": [
                BubbleOut(text=b.text, buttons=[_option(o) for o in b.buttons]) for b in made
            ]
        }
    if form is Form.SMS:
        text = forms.sms(answer)
        return {"sms": SmsOut(text=text, segments=forms.segments(text))}
    return {"speech": forms.speech(answer)} if form is Form.SPEECH else {}


def search_out(found: Found, hits: list[Hit], *, public: bool = False) -> SearchOut:
    """Return search results as the interface tells them."""
    return SearchOut(
        hits=[_hit(hit, found.question, public=public) for hit in hits],
        engine=found.engine,
        degraded=found.degraded,
        question=_question(found.question),
    )


def source_out(source: Source, *, public: bool = False) -> SourceOut:
    """Return a source; a citizen is not told the features."""
    return SourceOut(
        id=source.id,
        kind=source.kind,
        kind_label=source.kind.label,
        title=source.title,
        version=source.version,
        revision_id=source.revision_id,
        unit_code=source.unit_code,
        unit_name=source.unit_name,
        valid_from=source.valid_from,
        valid_to=source.valid_to,
        updated_on=source.updated_on,
        out_of_district=source.out_of_district,
        under_correction=source.under_correction,
        audience=source.audience,
        why=WhyOut(
            line=source.why.line,
            pieces=list(source.why.pieces),
            features={} if public else {k: round(v, 4) for k, v in source.why.features.items()},
        ),
    )


def _hit(hit: Hit, question: Question, *, public: bool) -> HitOut:
    text, marks = snippet(_told(hit), question)
    shown = source_out(hit.source, public=public)
    return HitOut(
        **shown.model_dump(),
        score=hit.score,
        snippet=ParagraphOut(text=text, marks=list(marks)),
    )


def _told(hit: Hit) -> str:
    if isinstance(hit.text, ArticleText):
        return hit.text.spoken
    if isinstance(hit.text, ItemText):
        content = hit.text.content
        return content.target or Frame.ENUM.label.join(m.name for m in content.materials)
    if isinstance(hit.text, UnitText):
        return hit.text.duties or Frame.ENUM.label.join(n.name for n in hit.text.numbers)
    return "\n".join(hit.text.paragraphs)


def _paragraph(paragraph: Paragraph) -> ParagraphOut:
    return ParagraphOut(text=paragraph.text, marks=list(paragraph.marks))


def _option(option: Option) -> OptionOut:
    return OptionOut(
        label=option.label, say=option.say, about=option.document, district=option.district
    )


def _question(question: Question) -> QuestionOut:
    return QuestionOut(
        text=question.text,
        corrected=question.corrected,
        intent=question.intent,
        districts=list(question.districts),
    )
