"""One word per thing: the glossary knows every label and every event."""

from hotline.reference import vocabulary
from hotline.reference.wiring import product_events
from tests.docs.sources import DOCS, pages, prose

GLOSSARY = DOCS / "glossary.md"


def test_every_enum_member_is_in_the_glossary_with_its_chinese_label() -> None:
    vocabulary.load()
    text = GLOSSARY.read_text(encoding="utf-8")
    missing = [
        f"{enum.__qualname__}.{member.name}"
        for enum in vocabulary.enums()
        for member in enum
        if f"`{member.value}` {member.label}" not in text
    ]
    assert missing == []


def test_every_event_is_in_the_glossary() -> None:
    vocabulary.load()
    text = GLOSSARY.read_text(encoding="utf-8")
    assert [e.name for e in product_events() if f"| `{e.name}` |" not in text] == []


def test_every_enum_and_event_says_what_it_is() -> None:
    vocabulary.load()
    assert [e.__qualname__ for e in vocabulary.enums() if not e.__doc__] == []
    assert [e.name for e in product_events() if not e.__doc__] == []


def test_pages_have_a_title_in_both_languages() -> None:
    wrong = []
    for page in pages():
        if page.parent.name == "decisions":
            continue
        title = prose(page).lstrip().splitlines()[0]
        has_chinese = any("\u4e00" <= char <= "\u9fff" for char in title)
        has_english = any(char.isascii() and char.isalpha() for char in title)
        if not (title.startswith("# ") and has_chinese and has_english):
            wrong.append(page.name)
    assert wrong == []
