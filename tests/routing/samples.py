"""Sentences for training tests, written for these tests alone."""

from itertools import product

from routing.training.data import Sample

_TEXTS = {
    ("HELP", "010101", "FS-CC-ZM"): (
        "小区门口的垃圾桶满了没人清运",
        "垃圾堆了三天发臭请来清理",
        "生活垃圾清运不及时",
        "垃圾站周围污水横流",
    ),
    ("COMPLAINT", "020101", "FS-HB"): (
        "楼下烧烤店油烟很大影响休息",
        "餐馆油烟直排熏得睡不着",
        "夜宵档炒菜油烟飘进家里",
        "饭店没有装油烟净化器",
    ),
    ("CONSULT", "030101", "FS-RS"): (
        "请问社保卡丢了怎么补办",
        "咨询社保卡补办需要什么材料",
        "社保卡激活在哪里办理",
        "想了解社保卡换卡流程",
    ),
    ("COMPLAINT", "010102", "FS-CG"): (
        "路边小贩占道经营堵住人行道",
        "水果摊占道摆摊影响通行",
        "夜市占道经营没人管",
        "流动商贩占用盲道摆卖",
    ),
}
_STARTS = ("你好，", "我要反映，", "市民来电：", "唉，")


def samples() -> list[Sample]:
    found = []
    for (kind, category, unit), texts in _TEXTS.items():
        for start, text in product(_STARTS, texts):
            labels = {"kind": kind, "category": category, "unit": unit}
            found.append(Sample(start + text, labels))
    return found
