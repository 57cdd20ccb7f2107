"""Last year's orders draft a catalogue: only where history is clear, and never with a basis (目录草稿)."""

from datetime import date

from hotline.kit.sheets import read_rows, write_csv
from routing.catalogue.draft import COLUMNS, draft, lines
from routing.catalogue.files import read_drafts
from routing.catalogue.hints import HintRules
from routing.training.data import Sample
from routing.units import UnitBook, UnitRef
from tests.routing.city import TAXONOMY

UNITS = UnitBook(
    {c: UnitRef(c, c, f"{c}单位", 2, "BUREAU", f"/{c}/") for c in ("FS-CG", "FS-HB", "FS-SW")}
)


def orders(category: str, *units: tuple[str, int]) -> list[Sample]:
    labels = [{"category": category, "unit": unit} for unit, many in units for _ in range(many)]
    return [Sample("", one) for one in labels]


def test_only_a_clear_history_becomes_a_row() -> None:
    told = [
        *orders("010101", ("FS-CG", 9), ("FS-HB", 1)),
        *orders("010102", ("FS-CG", 9)),
        *orders("020101", ("FS-HB", 7), ("FS-CG", 3)),
        *orders("999999", ("FS-HB", 50)),
        *orders("030101", ("FS-??", 50)),
    ]
    clear, unclear = draft(told, TAXONOMY, UNITS, HintRules(cases=10, share=0.8))
    assert [(row.category_code, row.unit_code, row.cases) for row in clear] == [
        ("010101", "FS-CG", 10)
    ]
    assert [(row.category_code, row.share) for row in unclear] == [("010102", 1.0), ("020101", 0.7)]


def test_a_draft_has_no_basis_and_names_the_second_unit() -> None:
    clear, _ = draft(
        orders("010101", ("FS-CG", 9), ("FS-HB", 1)), TAXONOMY, UNITS, HintRules(1, 0.5)
    )
    (line,) = lines(clear, TAXONOMY, UNITS)
    assert tuple(line) == COLUMNS
    assert (line["basis"], line["历史占比"], line["历史其次"]) == ("", "90%", "FS-HB单位")
    assert line["历史事项"] == "城市管理 / 市容环卫 / 垃圾清运"


def test_the_draft_is_read_by_the_import_of_the_catalogue() -> None:
    clear, _ = draft(orders("010101", ("FS-CG", 9)), TAXONOMY, UNITS, HintRules(1, 0.5))
    raw = write_csv(COLUMNS, list(lines(clear, TAXONOMY, UNITS)))
    drafts, errors = read_drafts(read_rows(raw), UNITS, date(2026, 3, 4))
    assert errors == []
    assert [(one.row.category_code, one.row.lead_unit_id) for one in drafts] == [
        ("010101", "FS-CG")
    ]
