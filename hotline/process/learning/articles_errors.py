"""What can be refused when an answer is to become knowledge (答复转知识业务错误)."""

from hotline.kit.errors import Conflict, Invalid, NotFound


class FeedbackUnknown(NotFound):
    """The ticket is no answered consultation that waits, or is secret by now."""

    code = "article_feedback_unknown"
    title_zh = "该工单没有待转化的答复"
    title_en = "No answer of this ticket waits to become knowledge"


class FeedbackDecided(Conflict):
    """It was decided before, or somebody else changed it meanwhile."""

    code = "article_feedback_decided"
    title_zh = "该答复已处理或已被他人修改，请刷新"
    title_en = "It was decided or changed meanwhile; reload it"


class PersonalDataLeft(Invalid):
    """The text still names the citizen or somebody else of the ticket (domain rules §13.1)."""

    code = "personal_data_left"
    title_zh = "知识中仍含有诉求人或当事人的个人信息，请删除"
    title_en = "The text still holds personal data of the people concerned"
