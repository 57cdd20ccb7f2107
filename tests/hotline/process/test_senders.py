"""Which of the citizen's tickets a text is about: the matter counts, not the place."""

import pytest

from hotline.process.senders import is_same_matter

MANHOLE = "禅城区祖庙街道同济路个井盖唔见咗，好危险，快啲嚟睇下"
LAMPS = "祖庙街道建新路有三盏路灯坏了，晚上很黑，老人不敢出门"


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("禅城区祖庙街道同济路路灯不亮", MANHOLE),
        ("佛山市禅城区祖庙街道同济路有人占道摆摊，一直到半夜", MANHOLE),
        ("祖庙街道建新路的垃圾桶满了三天没有人来收", LAMPS),
        ("同济路", MANHOLE),
    ],
)
def test_another_matter_of_the_same_place_is_another_matter(text: str, content: str) -> None:
    assert not is_same_matter(text, content)


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("同济路个井盖唔见咗，仲未有人嚟睇", MANHOLE),
        ("建新路那三盏路灯还是坏的，晚上很黑", LAMPS),
        ("三盏路灯坏了，老人不敢出门", LAMPS),
    ],
)
def test_the_same_matter_told_again_is_heard_as_such(text: str, content: str) -> None:
    assert is_same_matter(text, content)
