"""One word per thing: the glossary knows every label and every event."""

import re

import pytest

from hotline.reference import vocabulary
from hotline.reference.wiring import product_events
from tests.docs.sources import DOCS, ROOT, pages, prose

GLOSSARY = DOCS / "glossary.md"
# Every Chinese term of the domain's own glossary (domain rules §1).
WORDS = """
政务服务便民热线 市民 诉求人 诉求 工单 诉求类型 事项分类 渠道 会话 消息 来电弹屏 漏接回拨 受理 立单 直办 即时答复 预审 审核
派单 改派 派单目录 三定 权责清单 镇街履职清单 承办 主办 协办 首接负责 属地 签收 退单 裁决 会商 吹哨 报到 办理 联系记录 阶段性进展
转派 加派 延期 中止 特别程序 挂账 答复 结果审核 打回 回访 满意度 评价 重办 办结 归档 催办 督办 书面通报 挂牌督办 约谈 提级办理
重复件 批量件 并单 不予受理 告知法定途径 转紧急热线 保密 脱敏 不合理诉求 考核申诉 恶意骚扰 老户 疑难 超职责 警示灯 黄牌 红牌
电子监察 效能投诉 事项 办件 补正 抄告 并联审批 联合验收 知识点 版本 三率 办理效能指数 消费投诉 违法举报 调休 法定节假日
涉企专席 方言专席 粤省心 即接即办
"""
PRODUCT = ("hotline", "channels", "routing", "knowledge", "crm")


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


def written() -> str:
    """The part of the glossary that people write."""
    return vocabulary.head_of(GLOSSARY.read_text(encoding="utf-8"))


@pytest.mark.parametrize("term", WORDS.split())
def test_every_term_of_the_domain_is_explained(term: str) -> None:
    rows = [line.split("|")[1] for line in written().splitlines() if line.startswith("| ")]
    assert any(term in row for row in rows)


def test_every_identifier_of_the_glossary_is_one_of_the_product() -> None:
    words: set[str] = set()
    for package in PRODUCT:
        for path in (ROOT / package).rglob("*.py"):
            words.update(re.findall(r"\w+", path.read_text(encoding="utf-8")))
    rows = [line.split("|")[2] for line in written().splitlines() if line.startswith("| ")]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert len(named) > 60
    assert named - words == set()


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
