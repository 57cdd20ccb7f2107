"""Refusals of the bot (自动对话错误)."""

from hotline.kit.errors import Invalid, NotFound


class ChatUnknown(NotFound):
    """No such chat, or its words were erased."""

    code = "chat_unknown"
    title_zh = "会话不存在或已删除，请重新开始"
    title_en = "No such chat; please start again"


class SameKeyOtherWords(Invalid):
    """The key of a message was used before for other words."""

    code = "chat_key_reused"
    title_zh = "消息标识已用于另一条消息"
    title_en = "The key was used for another message"


class DialogueUnknown(NotFound):
    """No conversation of the bot waits for a person under this id."""

    code = "dialogue_unknown"
    title_zh = "没有待接手的会话"
    title_en = "No conversation waits here"
