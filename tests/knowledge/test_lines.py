"""Files of entries: one report for all kinds, wrong and repeated lines told by number."""

from knowledge.differences import SHOWN, FieldChangeOut
from knowledge.lines import Entry, EntryReport, Taken, read_entries, take_each
from knowledge.versions import Outcome

FEE = FieldChangeOut(field="fee", label="费用", before="", after="10 元")


async def changed(entry: Entry) -> Taken:
    return Taken(str(entry.cells["key"]), "名称", Outcome.CHANGED, [FEE], ("请核对", "look again"))


async def test_the_second_line_of_a_key_is_refused_and_names_the_first() -> None:
    report = EntryReport()
    entries = [Entry(2, {"key": "a"}), Entry(3, {"key": "b"}), Entry(5, {"key": "a"})]
    await take_each(entries, "key", report, changed)
    assert report.changed == ["a", "b"]
    (refusal,) = report.refused
    assert (refusal.row, refusal.key, refusal.reason) == (5, "a", "编码与第 2 行重复")


async def test_a_report_tells_every_key_and_the_fields_of_the_first() -> None:
    report = EntryReport(dry_run=True)
    entries = [Entry(number, {"key": str(number)}) for number in range(SHOWN + 1)]
    await take_each(entries, "key", report, changed)
    told = report.told()
    assert (told.dry_run, len(told.changed), len(told.changes)) == (True, SHOWN + 1, SHOWN)
    assert told.changes[0].model_dump() == {
        "key": "0",
        "name": "名称",
        "fields": [FEE.model_dump()],
    }
    assert told.warnings[0].reason == "请核对"


def test_columns_may_be_headed_in_chinese_in_tables_and_lines() -> None:
    headings = {"编码": "key", "问法": "questions"}
    for content in ("编码,问法\na,一；二\n", '{"编码": "a", "问法": ["一", "二"]}'):
        (entry,) = read_entries(content.encode(), frozenset({"questions"}), headings)
        assert entry.cells == {"key": "a", "questions": ["一", "二"]}
