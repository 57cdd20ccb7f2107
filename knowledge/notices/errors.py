"""What can be refused about notices (通知公告业务错误)."""

from hotline.kit.errors import Conflict, Forbidden, NotFound


class NoticeUnknown(NotFound):
    """No such notice, or none the reader may see."""

    code = "knowledge_notice_unknown"
    title_zh = "没有这条通知公告"
    title_en = "No such notice"


class NoticeKeyTaken(Conflict):
    """Another notice has this key."""

    code = "knowledge_notice_key_taken"
    title_zh = "通知公告编码已被使用"
    title_en = "The key of the notice is taken"


class NoticeStale(Conflict):
    """Somebody else changed the notice meanwhile."""

    code = "knowledge_notice_stale"
    title_zh = "该通知公告已被他人修改，请刷新后再操作"
    title_en = "The notice was changed meanwhile; reload it"


class NoticeStepIllegal(Conflict):
    """The step does not fit where the notice stands."""

    code = "knowledge_notice_step_illegal"
    title_zh = "当前状态不能进行此操作"
    title_en = "The step does not fit the state of the notice"


class SecondPersonNeeded(Forbidden):
    """Nobody publishes what he wrote himself (domain rules §2.2, §12.2)."""

    code = "knowledge_notice_second_person"
    title_zh = "须由起草人以外的人发布"
    title_en = "Somebody other than the author must publish"
