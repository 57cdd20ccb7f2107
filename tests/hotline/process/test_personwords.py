"""A person is called in many words; what merely contains 人工 is a matter. Own phrases, labelled."""

import pytest

from hotline.process.dialogue.hearing import Wish, hear
from hotline.process.personwords import asks_person, beside_person, only_asks_person
from hotline.process.textline import Intent, read

CALLS = """
人工 | 人工人工 | 人工，快点 | 不要机器人，找人工 | 能不能转人工 | 可以人工吗 | 帮我转人工谢谢 | 有真人吗
找个活人 | 接线员 | 我要客服 | 叫个人来听 | 搵真人 | 人工服務 | talk to a human please | operator
我不想跟机器人说话 | 不想跟你说话了 | 我不想和机器说话，找人 | 我不想跟机器人聊 | 转接人工客服！！ | 転人工
我要同人讲 | 叫你们领导 | 我要人工服务 | 怎么转人工？ | 怎么没有人工啊 | 人工！人工！ | 请给我接话务员
我要跟真人说话 | 有没有人工客服 | 唔该转人工 | 换个真人来 | 别跟我说了，转人工 | 你好，转人工 | call me back please
I want to speak to a real person | no bot, human please | 我想和人工聊 | 我想找真人客服谈 | 让真人来
要真人不要机器人 | 畀个真人我 | 转人工转人工 | 你能帮我转人工吗 | 怎样才能转人工 | 人工怎么转 | 能打电话给我吗 | 请回电
帮忙转人工 | 听不懂，转人工 | 你是机器人吗？我要人工 | 喂，有人工吗 | 不要自动回复，要人工 | customer service | 人工 快点 | 我要找你们主管 | 让我和人沟通一下
"""
BESIDE = """
物业一直不管，帮我转人工 | 身份证丢了，我要找人工客服 | 转人工，楼下烧烤店太吵了 | 听不明白你说的补贴，能不能找个真人
"""
MATTERS = """
人工流产要多少钱 | 人工智能补贴怎么申请 | 人工费谁来付 | 人工湖臭气熏天 | 外包人工太贵 | 人工授精能报销吗 | 人工耳蜗有补助吗
人工草坪味道大 | 人工降雨什么时候 | 找人工除草要多少钱 | 包工头拖欠人工工资 | 材料、人工都涨价，装修公司要加钱
移动的电话转人工，等了半小时没人接 | 淘宝客服不理我 | 我要投诉银行客服 | 接线员态度不好 | 人工窗口几点上班 | 请人工清理河道
找人来修路灯 | 派人来处理一下 | 有人在楼道堆放杂物 | human resources bureau phone | travel agent cheated me
小区的人工服务费怎么收 | 人工缴费在哪里办 | 打电话给我的人说是贷款 | 不想跟他说话了 | 我不想活了 | 自动售票机坏了没有人工
公司要人工打卡 | 能找人来看看吗 | 老婆不想跟我说话 | the operator of the bus was rude | can someone fix the road light
客服电话是多少 | 银行没有人工窗口 | 工作人员说要居住证 | 叫物业的人来听听 | 商家让客服打电话给我 | 我给客服打过电话
真人秀扰民 | 叫人来听课收钱是不是传销
"""


def listed(table: str) -> list[str]:
    return [one.strip() for line in table.splitlines() for one in line.split("|") if one.strip()]


@pytest.mark.parametrize("words", listed(CALLS))
def test_a_person_is_called_in_many_words(words: str) -> None:
    assert hear(words).wish is Wish.HUMAN
    assert not hear(words).angry
    assert read(words, ()).intent is Intent.HUMAN
    assert only_asks_person(words)


@pytest.mark.parametrize("words", listed(BESIDE))
def test_a_person_called_beside_a_matter_is_called_and_the_matter_is_kept(words: str) -> None:
    assert asks_person(words)
    assert hear(words).wish is Wish.HUMAN
    assert read(words, ()).intent is Intent.NEW_REQUEST
    assert len(beside_person(words)) >= 5


@pytest.mark.parametrize("words", listed(MATTERS))
def test_what_merely_contains_the_word_is_a_matter(words: str) -> None:
    assert not asks_person(words)
    assert hear(words).wish is not Wish.HUMAN


def test_a_very_long_message_is_read_in_reasonable_time() -> None:
    assert not asks_person("我要" * 1000 + "路灯")
    assert not asks_person("请帮我转接给" * 300)
    assert not asks_person("人工，" * 600 + "费")
    assert not asks_person("，".join(["人工" + "来听" * 10 + "费", "请" * 22 + "费"] * 40))
