"""The benchmark of the place names runs tiny and places every text."""

from benchmarks import gazetteer_20k


def test_every_text_is_placed() -> None:
    result = gazetteer_20k.run(tiny=True)
    assert result["names"] == 500
    assert result["texts_placed"] == result["texts"] == 400


def test_the_names_are_distinct() -> None:
    found = gazetteer_20k.entries(2000)
    assert len({place.name for place in found}) == 2000
