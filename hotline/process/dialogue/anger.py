"""Anger (不满用语): words against us rather than about a matter; whoever says them is given to a person. Pure.

A complaint is angry by nature: 楼上天天半夜施工，气死我了 is a matter to register, not a reason to give up on
it. Only what is aimed at the hotline or at its machine counts, and an outburst that tells no matter at all.
"""

import re

from hotline.kit.text import normalise

OUTBURST = 14  # characters; whoever writes more tells what it is about
_US = "(你们?|您|12345|热线|客服|机器人|人工智能|系统|机器|自动回复|自动答复|ai)"
_AIMED = (
    rf"(垃圾|破|烂|鬼|傻|蠢|废物|弱智|智障|脑残|狗屁|没用的?)的?{_US}",
    rf"{_US}(真|太|就|都|这|们|是|个|一|群|帮|什么|简直){{0,4}}(废物|傻|蠢|笨|弱智|智障|脑残|没用|有病|骗子|饭桶|垃圾$)",
    "答非所问|驴唇不对马嘴|鸡同鸭讲|听不懂人话|不说人话|会不会说人话",
    "(跟|和|同|对)(你们?|您)(都?已经)?(说|讲|问)了?(几|多少|八百|好几|一百|n)(遍|次)",
    "(投诉|举报|曝光)(你们?(?!们?[区市省街镇局队所站])|12345|机器人|客服)(?!热线电话|号码)",
    "(你们?|您)(这|就|都)?(是|在)?(什么态度|敷衍|踢皮球|忽悠|耍我|糊弄)",
    r"(他|你)妈的|操你|去死吧?$|滚蛋|滚开|王八蛋|混蛋|傻逼|\bsb\b|fuck|bullshit|stupid|useless|idiot",
    "(唔|听唔)识听|食屎|仆街|废柴",
)
_BURSTS = "气死|火大|烦死|受够|忍无可忍|无语|太差劲|差评|骗人|敷衍|踢皮球|什么态度|(说|问)了?(几|多少|好几|八百)(遍|次)|^滚[吧啊呀远!。]*$|嬲|激死"
_ANGRY = re.compile("|".join(_AIMED))
_BURST = re.compile(_BURSTS)


def is_angry(text: str) -> bool:
    """Tell whether the words are aimed at us, or are an outburst that tells no matter."""
    plain = normalise(text).lower()
    if _ANGRY.search(plain):
        return True
    return len(plain) <= OUTBURST and _BURST.search(plain) is not None
