"""How people mistype (噪声生成): homophones, traditional characters, Cantonese wording, pinyin; repeatable.

The sounds are a table of our own (``q5_sounds.txt``, toneless), the Cantonese pairs too; neither is the table
that the product reads.
"""

import random
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from hotline.kit.text import is_chinese

SOUNDS = Path(__file__).with_name("q5_sounds.txt")
TYPO_SHARE = 0.05  # of the characters; at least one in a text
PINYIN_EVERY = 30  # characters: one word of two characters is typed in Latin letters
_CANTONESE = (
    "什么时候=几时 为什么=点解 怎么样=点样 没有人=冇人 多少钱=几多钱 出租车=的士 公交车=巴士 自行车=单车 摩托车=电单车 "
    "电动车=电鸡 我们=我哋 你们=你哋 他们=佢哋 什么=乜嘢 怎么=点样 没有=冇 现在=而家 晚上=夜晚 早上=朝早 中午=晏昼 睡觉=瞓觉 "
    "东西=嘢 这里=呢度 那里=嗰度 哪里=边度 这样=噉样 这个=呢个 那个=嗰个 昨天=寻日 今天=今日 明天=听日 知道=知 旁边=隔篱 "
    "邻居=隔篱屋 家里=屋企 回家=返屋企 停车=泊车 堵车=塞车 拥堵=塞车 下雨=落雨 孩子=细路 小孩=细路仔 老板=老细 工资=人工 "
    "打架=打交 下班=收工 非常=好鬼 一直=成日 经常=成日 不是=唔系 不能=唔可以 不到=唔到 帮忙=帮手 聊天=倾偈 害怕=惊 漂亮=靓 "
    "便宜=平 脏=污糟 吵=嘈 看=睇 说=讲 给=畀 找=搵 拿=攞 吃=食 喝=饮 骗=呃 谁=边个 没=冇 不=唔 在=喺 他=佢 她=佢 是=系 的=嘅 "
    "了=咗 还=仲 很=好"
)
Noise = Callable[[str, random.Random], str]


@cache
def _sounds() -> tuple[dict[str, str], dict[str, str]]:
    """Return the sound of every character, and all characters of every sound."""
    groups = dict(line.split() for line in SOUNDS.read_text(encoding="utf-8").splitlines())
    sound = {char: name for name, chars in groups.items() for char in chars}
    return sound, groups


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("s2hk")


@cache
def _wording() -> tuple[re.Pattern[str], dict[str, str]]:
    pairs = dict(pair.split("=") for pair in _CANTONESE.split())
    return re.compile("|".join(sorted(pairs, key=len, reverse=True))), pairs


def homophones(text: str, pick: random.Random) -> str:
    """Replace one character in twenty by another of the same sound."""
    sound, groups = _sounds()
    places = [i for i, char in enumerate(text) if len(groups.get(sound.get(char, ""), "")) > 1]
    if not places:
        return text
    chars = list(text)
    for place in pick.sample(places, max(1, min(len(places), round(TYPO_SHARE * len(text))))):
        others = groups[sound[chars[place]]].replace(chars[place], "")
        chars[place] = pick.choice(others)
    return "".join(chars)


def traditional(text: str, _pick: random.Random) -> str:
    """Write it as in Hong Kong."""
    found: str = _converter().convert(text)
    return found


def cantonese(text: str, _pick: random.Random) -> str:
    """Say it in Cantonese words."""
    pattern, pairs = _wording()
    return pattern.sub(lambda found: pairs[found[0]], text)


def pinyin(text: str, pick: random.Random) -> str:
    """Type one word of two characters in thirty characters in Latin letters."""
    sound, _ = _sounds()
    for _ in range(max(1, len(text) // PINYIN_EVERY)):
        places = [
            i
            for i in range(len(text) - 1)
            if text[i] in sound and text[i + 1] in sound and is_chinese(text[i])
        ]
        if places:
            at = pick.choice(places)
            text = f"{text[:at]}{sound[text[at]]}{sound[text[at + 1]]}{text[at + 2 :]}"
    return text


NOISES: dict[str, Noise] = {
    "homophones": homophones,
    "traditional": traditional,
    "cantonese": cantonese,
    "pinyin": pinyin,
}
