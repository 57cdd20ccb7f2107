"""Small talk (寒暄与空话): words that greet, thank, call a person or announce a matter, and look for nothing; pure."""

import re

from hotline.kit.labels import LabelledEnum
from hotline.kit.text import normalise
from knowledge.understanding.grams import fold


class Talk(LabelledEnum):
    """What is said by words that look for nothing."""

    NOTHING = "NOTHING", "无内容"
    GREETING = "GREETING", "问候"
    COURTESY = "COURTESY", "客套话"
    TICKET = "TICKET", "要求登记"
    HUMAN = "HUMAN", "找人工"


# Possessive: 没有了没有了… may be read in a hundred ways, and a message of it must not stop the house.
GREETING = re.compile(
    "(?:你好呀|hi|hello|hey|你?您?好|你们好|大家好|哈喽|(还|仲)?在(吗|嘛|线吗)|有人吗|有冇人|在不在|早上好|上午好|中午好|下午好|晚上好|早晨|"
    "你(是|系)(谁|什么|咩|边个|机器人|真人)(人|来的)?[吗嘛呀啊]?|喂|请问|想问下?|我想咨询(一下)?|咨询(一下)?|我有(个|一个)?问题(想问|要问)?|[,，。!！~～?？ ])++"
)
TICKET = re.compile(
    "(我?(要|想|需要|帮我|请帮我|请)?(投诉|反映|举报|立案|登记|开单|提交诉求|登记诉求|建工单|开工单|留言)"
    "(一下|个?问题|情况|一件事|诉求|工单)?)[了吧啊。! ]*"
)
_COURTESY = re.compile(
    "(?:好嘅|好滴|好的?|确认|确定|提交|没错|行|可以|是的?|对的?|收到|知道了?|明白了?|了解|不用了?|唔使|没有了?|没事了?|"
    "谢谢|多谢晒?|感谢|谢了|辛苦了?晒?|唔该晒?|再见|拜拜|嗯|哦|噢|okay|ok|yes|no|thank you|thanks?|thx|bye|"
    "你们?|您|大家|了|啦|[👍🙏👌🌹😊]|[,，。.!！~ ])++"
)
_HUMAN = re.compile(
    "我?(要|想|请|帮我|麻烦)?(转接?|找|接|要)?(人工|真人|话务员|客服)(服务|客服|坐席)?[吧啊。! ]*"
    "|转接?|human|agent|operator"
)
_FEW_DIGITS = 4  # a longer number may be one to look up: 12329
_WHOLE = ((Talk.TICKET, TICKET), (Talk.HUMAN, _HUMAN), (Talk.COURTESY, _COURTESY))


def talk_of(words: str) -> Talk | None:
    """Return what words say that look for nothing, or ``None`` where something may be looked for.

    A single character and a few digits look for nothing: they stand in hundreds of lines.
    """
    plain = normalise(words).strip()
    if GREETING.fullmatch(plain) and fold(plain):
        return Talk.GREETING
    for talk, pattern in _WHOLE:
        if pattern.fullmatch(plain) and fold(plain):
            return talk
    said = fold(plain)
    if len(said) <= 1 or (said.isdecimal() and len(said) <= _FEW_DIGITS):
        return Talk.NOTHING
    return None
