"""The noise is what it says and repeatable; the benchmark measures losses, and skips loudly without data."""

import random
from pathlib import Path

import pytest

from benchmarks import q5_noise, q5_robust
from hotline.kit.text import normalise

TEXT = "我家楼下的烧烤店晚上很吵，孩子睡觉受影响，希望有人来处理，昨天已经反映过一次"


def pick() -> random.Random:
    return random.Random(1)


def test_homophones_change_a_few_characters_and_keep_the_length() -> None:
    noisy = q5_noise.homophones(TEXT, pick())
    changed = sum(a != b for a, b in zip(TEXT, noisy, strict=True))
    assert changed == round(q5_noise.TYPO_SHARE * len(TEXT))
    assert noisy == q5_noise.homophones(TEXT, pick())


def test_traditional_characters_come_back_as_simplified() -> None:
    noisy = q5_noise.traditional(TEXT, pick())
    assert noisy != TEXT
    assert normalise(noisy) == normalise(TEXT)


def test_cantonese_wording_and_pinyin_replace_words() -> None:
    assert "瞓觉" in q5_noise.cantonese(TEXT, pick())
    noisy = q5_noise.pinyin(TEXT, pick())
    assert sum(char.isascii() and char.isalpha() for char in noisy) >= 4


@pytest.mark.parametrize("name", q5_noise.NOISES)
def test_nothing_to_change_is_left_as_it_is(name: str) -> None:
    assert q5_noise.NOISES[name]("😀 123", pick()) == "😀 123"


def test_every_sound_has_characters_and_every_pair_two_sides() -> None:
    sound, groups = q5_noise._sounds()
    assert len(sound) > 1000
    assert all(groups.values())


def test_losses_are_relative_to_the_clean_share() -> None:
    texts = [TEXT, "好的"]
    found = q5_robust.losses(texts, lambda i, text: text == texts[i])
    assert found["clean_top1"] == 1.0
    assert found["homophones_loss"] == 1.0
    assert found["worst_loss"] == 1.0
    assert q5_robust.losses(texts, lambda _i, _t: True)["worst_loss"] == 0.0


def test_the_benchmark_runs_on_a_file_of_our_own(tmp_path: Path) -> None:
    lines = ["text,department,category_1,category_2,date"]
    for i in range(12):
        day = "20180101" if i < 8 else "20180401"
        lines += [
            f"市民来电反映：小区{i}门口的垃圾桶满了没人清运,环境卫生管理局,绿化市容,环境卫生,{day}",
            f"市民来电反映：第{i}路公交车等了一个小时都没来,公共交通集团有限公司,交通港口,公交巴士,{day}",
        ]
    path = tmp_path / "orders.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    result = q5_robust.run(tiny=True, path=path)
    assert result["cold"]["texts"] == 24
    assert result["trained"]["texts"] == 8
    assert result["trained"]["clean_top1"] == 1.0
    assert "SKIPPED" in q5_robust.run(path=tmp_path / "absent.csv")["skipped"]
