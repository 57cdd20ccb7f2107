"""Refusals of agent assist (坐席辅助的拒绝)."""

from hotline.kit.errors import Conflict


class AnswerSuperseded(Conflict):
    """What was shown is not what stands now; the agent looks again before he uses it."""

    code = "answer_superseded"
    title_zh = "该内容已更新或已停用，请刷新后再采用"
    title_en = "What was shown has changed or ended; look again before you use it"
