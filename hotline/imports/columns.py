"""Which column holds what (列对应): named by the user, else guessed from the headings in use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hotline.kit.errors import Invalid
from hotline.kit.labels import LabelledEnum


class MappingUnusable(Invalid):
    """The columns cannot be understood."""

    code = "mapping_unusable"
    title_zh = "列对应关系有误"
    title_en = "The column mapping cannot be used"


class Field(LabelledEnum):
    """What a column may hold; the value is the word used on the command line."""

    ID = "id", "原编号"
    TEXT = "text", "诉求内容"
    DATE = "date", "受理时间"
    UNIT = "unit", "承办单位"
    CATEGORY = "category", "事项分类"
    KIND = "kind", "诉求类型"
    CHANNEL = "channel", "受理渠道"
    PLACE = "place", "行政区划代码"
    ADDRESS = "address", "地址"
    PHONE = "phone", "联系电话"
    NAME = "name", "姓名"
    DUE = "due", "来源平台要求的办结时间"


_LEVELS = tuple(f"{n}级{what}" for n in "一二三" for what in ("", "分类", "类别"))
# Headings seen in exports of other systems, in lower case; the field's own word and label count too.
_HEADINGS: dict[Field, tuple[str, ...]] = {
    Field.ID: ("工单编号", "编号", "工单号", "流水号", "order_id", "number"),
    Field.TEXT: ("content", "内容", "工单内容", "来电内容", "诉求描述", "问题描述", "description"),
    Field.DATE: (
        "received_at",
        "日期",
        "受理日期",
        "登记日期",
        "登记时间",
        "来电时间",
        "created_at",
        "time",
    ),
    Field.UNIT: ("department", "部门", "处理部门", "承办部门", "主办部门", "主办单位", "agency"),
    Field.CATEGORY: (
        "category_1",
        "category_2",
        "category_3",
        "分类",
        "问题分类",
        "事项",
        "大类",
        "小类",
        *_LEVELS,
    ),
    Field.KIND: ("类型", "工单类型", "type"),
    Field.CHANNEL: ("渠道", "来源", "来源渠道", "source"),
    Field.PLACE: ("town_code", "district_code", "区划", "区划代码"),
    Field.ADDRESS: ("地点", "事发地址", "详细地址", "location"),
    Field.PHONE: ("电话", "手机", "来电号码", "联系方式", "tel"),
    Field.NAME: ("姓名", "市民姓名", "诉求人"),
    Field.DUE: ("要求办结时间", "截止时间", "due_at", "deadline"),
}


@dataclass(frozen=True)
class Columns:
    """The columns of every field, in the order of the file; several are joined by “ / ”. ``unused`` nobody knew."""

    by_field: Mapping[Field, tuple[str, ...]]
    unused: tuple[str, ...] = ()

    def value(self, cells: Mapping[str, str], wanted: Field) -> str:
        """Return the trimmed value of a field, empty when there is none."""
        parts = [cells.get(name, "").strip() for name in self.by_field.get(wanted, ())]
        return " / ".join(part for part in parts if part)

    def told(self) -> list[tuple[str, str]]:
        """Return (field, columns) for people."""
        return [(f"{f.label} {f.value}", "、".join(names)) for f, names in self.by_field.items()]


def columns_for(
    header: Sequence[str], wanted: Sequence[str] = (), needed: Sequence[Field] = (Field.TEXT,)
) -> Columns:
    """Return the columns of a file: ``wanted`` holds ``COLUMN=FIELD`` pairs, the rest is guessed.

    A field named by the user is never guessed as well. ``COLUMN=-`` leaves a column out.
    Raises ``MappingUnusable`` (422) for an unknown column or field, or when no column of a ``needed`` field is known.
    """
    named, left_out = _named(header, wanted)
    guessed = {
        heading: found
        for heading in header
        if heading not in named
        and heading not in left_out
        and (found := _guess(heading)) is not None
        and found not in named.values()
    }
    by_field: dict[Field, tuple[str, ...]] = {}
    for heading in header:
        found = named.get(heading) or guessed.get(heading)
        if found is not None:
            by_field[found] = (*by_field.get(found, ()), heading)
    lacking = [field for field in needed if field not in by_field]
    if lacking:
        raise _unknown(lacking, header)
    used = {heading for headings in by_field.values() for heading in headings}
    return Columns(by_field, tuple(h for h in header if h and h not in used | left_out))


def _unknown(lacking: Sequence[Field], header: Sequence[str]) -> MappingUnusable:
    options = " ".join(f"--map 列名={field.value}" for field in lacking)
    words = ", ".join(field.value for field in lacking)
    return MappingUnusable(
        f"不知道哪一列是{'、哪一列是'.join(field.label for field in lacking)}，"
        f"请用 {options} 指明；现有列：{'、'.join(header)}",
        f"say which column holds {words}: --map COLUMN=FIELD; columns: {', '.join(header)}",
    )


def _named(header: Sequence[str], wanted: Sequence[str]) -> tuple[dict[str, Field], set[str]]:
    named: dict[str, Field] = {}
    left_out: set[str] = set()
    known = "、".join(field.value for field in Field)
    for pair in wanted:
        heading, _, word = (part.strip() for part in pair.rpartition("="))
        if heading not in header:
            raise MappingUnusable(
                f"文件中没有“{heading}”这一列，现有：{'、'.join(header)}", f"no column {heading!r}"
            )
        if word == "-":
            left_out.add(heading)
            continue
        try:
            named[heading] = Field(word)
        except ValueError:
            raise MappingUnusable(
                f"没有名为“{word}”的字段，可用：{known}", f"no field {word!r}"
            ) from None
    return named, left_out


def _guess(heading: str) -> Field | None:
    word = heading.strip().lower()
    for field, headings in _HEADINGS.items():
        if word in (field.value, field.label, *headings):
            return field
    return None
