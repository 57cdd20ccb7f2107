"""Parts of a ticket (工单各部分): where in it something was found."""

from hotline.kit.labels import LabelledEnum


class Part(LabelledEnum):
    """Where in a ticket something stands."""

    TITLE = "TITLE", "标题"
    CONTENT = "CONTENT", "诉求内容"
    REPLY = "REPLY", "答复与办理"
    CONVERSATION = "CONVERSATION", "对话记录"
