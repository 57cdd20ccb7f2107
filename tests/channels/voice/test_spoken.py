"""A caller hears numbers as people say them."""

import pytest

from channels.settings import VoiceSettings
from channels.voice import ivr
from channels.voice.plan import Language
from channels.voice.spoken import spoken
from channels.voice.twilio import TwilioVoice


@pytest.mark.parametrize(
    ("text", "mandarin", "cantonese"),
    [
        ("这里是12345热线", "这里是一二三四五热线", "这里是一二三四五热线"),
        ("拨打110、119或120", "拨打幺幺零、幺幺九或幺二零", "拨打一一零、一一九或一二零"),
        ("请按0；遇到危险，请按9", "请按0；遇到危险，请按9", "请按0；遇到危险，请按9"),
        ("3天内", "3天内", "3天内"),
    ],
)
def test_numbers_are_said_digit_by_digit(text: str, mandarin: str, cantonese: str) -> None:
    assert spoken(text, Language.MANDARIN) == mandarin
    assert spoken(text, Language.CANTONESE) == cantonese


@pytest.mark.parametrize("cantonese", [False, True])
def test_no_greeting_leaves_a_long_number_to_the_voice(cantonese: bool) -> None:
    plan = ivr.open_call(VoiceSettings(cantonese=cantonese)).plan
    document = TwilioVoice("https://hotline.example").render(plan)
    assert "一二三四五政务服务便民热线" in document
    assert "12345" not in document
    assert "110" not in document
