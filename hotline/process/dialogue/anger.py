"""Anger (不满用语): words against us rather than about a matter; whoever says them is given to a person. Pure.

A complaint is angry by nature: 楼上天天半夜施工，气死我了 is a matter to register, not a reason to give up on
it. Only what is aimed at the hotline or at its machine counts, and an outburst that tells no matter at all.
"""

import re

from hotline.kit.text import normalise

OUTBURST = 14  # characters; whoever writes more tells what it is about
_US = "(你们?|您|12345|热线|客服|机器人|人工智能|系统|机器|自动回复|自动答复|ai)"
_TIMES = "了?(两|三|四|五|六|七|八|九|十|几|好几|多少|无数|[0-9]+|n)(遍|次)了?"
_DIRT = "鬼|垃圾|破|烂|狗屁|废物"
_AIMED = (
    rf"(垃圾|破|烂|鬼|傻|蠢|废物|弱智|智障|脑残|狗屁|没用的?)的?{_US}",
    rf"{_US}(真|太|就|都|这|们|是|个|一|群|帮|什么|简直){{0,4}}(废物|傻|蠢|笨|弱智|智障|脑残|没用|有病|骗子|饭桶|垃圾$)",
    "(问|说|讲)了?(你们?|您)(几|多少|八百|好几|无数|一百|[三四五六七八九十]|[0-9]+)(遍|次)|你们?(是)?在?逗我|你会不会说话",
    "(你们?|您)(这|的)*(回答|答复|回复)(有什么用|没用|等于没|跟没)",
    "答非所问|驴唇不对马嘴|鸡同鸭讲|听不懂人话|不说人话|会不会说人话",
    "(跟|和|同|对)(你们?|您)(都?已经)?(说|讲|问)了?(几|多少|八百|好几|一百|n)(遍|次)",
    "(投诉|举报|曝光)(你们?(?!们?[区市省街镇局队所站])|12345|机器人|客服)(?!热线电话|号码)",
    "(你们?|您)(这|就|都)?(是|在)?(什么态度|敷衍|踢皮球|忽悠|耍我|糊弄)",
    r"(他|你)妈的|操你|去死吧?$|滚蛋|滚开|王八蛋|混蛋|傻逼|\bsb\b|fuck|bullshit|stupid|useless|idiot",
    "(唔|听唔)识听|食屎|仆街|废柴",
    rf"^我?(都|已经|在这)*(问|说|讲){_TIMES}.{{0,3}}(还是?|都|也|仍然?|依然|你)+(不对|不行|没用|不懂|不会|听不懂|没答|答不|答错|错)",
    rf"(你们?|您|机器人)(这|都|刚才|到底|究竟)*(答|回答|回复|说|讲|回)(的|得|了)?(都|是|这|些|个)*(什么|乜|一堆)?(({_DIRT})(东西|玩意儿?|话|回答|答复|$)|屁|废话)",
    r"^我?(跟你们?|和你们?|同你|在这|都|已经|这)*(说|讲|问|聊|扯|答)了?(半天|大半天|这么久|这么多).{0,4}(没用|白|不懂|没懂|不对|没答|没说清|等于没)",
)
_CLAUSE = rf"^(你|你们|您|真是?|这|这个|这是|都是|都|什么|个|一个|回的|答的)*(没用|无用|冇用|{_DIRT})的?(东西|玩意儿?|回答|答复|回复)[啊呀嘛吗哦!。！]*$"
_BURSTS = (
    _CLAUSE
    + "|^(这|你|你们|您|说的|答的|回的|都|是)*什么玩意儿?[啊呀嘛吗!。！]*$|跟没说一样|等于没[说答]|^白问|^(真是?|简直|就是|在)*浪费(我的?)?时间"
    + "|气死|火大|烦死|受够|忍无可忍|无语|太差劲|差评|骗人|敷衍|踢皮球|什么态度|(说|问)了?(几|多少|好几|八百)(遍|次)|^滚[吧啊呀远!。]*$|嬲|激死"
)
_ANGRY = re.compile("|".join(_AIMED))
_BURST = re.compile(_BURSTS)


def is_angry(text: str) -> bool:
    """Tell whether the words are aimed at us, or are an outburst that tells no matter."""
    plain = normalise(text).lower()
    if _ANGRY.search(plain):
        return True
    return len(plain) <= OUTBURST and _BURST.search(plain) is not None
