"""Suggestions in and out (联想数据格式): completions, related documents, what is wanted now."""

from pydantic import BaseModel, Field

from hotline.kit.labels import LabelledEnum
from knowledge.search.completion import Completion
from knowledge.search.port import DocumentKind


class Kinship(LabelledEnum):
    """Why one document belongs beside another."""

    CITES = "CITES", "互相引用"
    CATEGORY = "CATEGORY", "同类问题"
    UNIT = "UNIT", "同一单位"
    WORDS = "WORDS", "内容相近"


class CompletionOut(BaseModel):
    """One proposal of how to go on."""

    text: str = Field(examples=["身份证丢了怎么补办"])
    marks: list[tuple[int, int]] = Field(description="已输入的部分", examples=[[[0, 3]]])
    document: str = Field(examples=["ARTICLE:01K0000000000000000000000A"])
    kind: DocumentKind
    kind_label: str = Field(examples=["知识"])
    title: str = Field(examples=["身份证丢了怎么补办"])
    unit_code: str = Field(examples=["FS-GA"])


class SuggestOut(BaseModel):
    """What typing may go on to; ``did_you_mean`` only where little was found."""

    completions: list[CompletionOut]
    did_you_mean: str | None = Field(description="您是不是想输入", examples=["居住证签注"])


class RelatedOut(BaseModel):
    """A document that belongs beside the one that is shown."""

    document: str = Field(examples=["ITEM:01K0000000000000000000000A"])
    kind: DocumentKind
    kind_label: str = Field(examples=["服务事项"])
    title: str = Field(examples=["居民身份证遗失补领"])
    unit_code: str = Field(examples=["FS-GA"])
    why: Kinship
    why_label: str = Field(examples=["互相引用"])


class HotOut(BaseModel):
    """A public document that many people want in these days."""

    document: str = Field(examples=["ARTICLE:01K0000000000000000000000A"])
    kind: DocumentKind
    kind_label: str = Field(examples=["知识"])
    title: str = Field(examples=["台风天停课怎么通知"])
    heat: float = Field(description="热度，越近的日子越重", examples=[12.5])


def completion_out(one: Completion) -> CompletionOut:
    """Return a completion as the interface tells it."""
    found = one.found
    return CompletionOut(
        text=one.text,
        marks=list(one.marks),
        document=found.id,
        kind=found.kind,
        kind_label=found.kind.label,
        title=found.title,
        unit_code=found.unit_code,
    )
