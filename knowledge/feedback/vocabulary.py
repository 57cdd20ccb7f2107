"""Words of feedback (反馈用语): where a question came in, and what was thought of an answer."""

from hotline.kit.labels import LabelledEnum


class SearchChannel(LabelledEnum):
    """Where somebody searched."""

    CONSOLE = "CONSOLE", "坐席检索"
    ASSIST = "ASSIST", "坐席辅助"
    PORTAL = "PORTAL", "市民门户"
    CHAT = "CHAT", "在线会话"
    SMS = "SMS", "短信"
    VOICE = "VOICE", "电话"


class Verdict(LabelledEnum):
    """What somebody did with a document that was shown."""

    OPENED = "OPENED", "打开查看"
    HELPFUL = "HELPFUL", "有帮助"
    UNHELPFUL = "UNHELPFUL", "没有帮助"
    ADOPTED = "ADOPTED", "坐席采用"


class NoHelp(LabelledEnum):
    """Why a text did not help a citizen; a choice, so that nothing personal comes in."""

    NOT_ASKED = "NOT_ASKED", "答非所问"
    UNCLEAR = "UNCLEAR", "看不明白"
    INCOMPLETE = "INCOMPLETE", "内容不全"
    OUTDATED = "OUTDATED", "已经过时"
    WRONG_FACT = "WRONG_FACT", "内容有误"
    WRONG_CONTACT = "WRONG_CONTACT", "电话或地点不对"
