"""What can be refused at the editorial desk (编审业务错误)."""

from hotline.kit.errors import Conflict, Invalid, NotFound


class GapUnknown(NotFound):
    """No such gap."""

    code = "knowledge_gap_unknown"
    title_zh = "没有这个知识缺口"
    title_en = "No such gap"


class GapStale(Conflict):
    """Somebody else changed the gap meanwhile."""

    code = "knowledge_gap_stale"
    title_zh = "该缺口已被他人处理，请刷新后再操作"
    title_en = "The gap was changed meanwhile; reload it"


class GapStepIllegal(Conflict):
    """The step does not fit where the gap stands."""

    code = "knowledge_gap_step_illegal"
    title_zh = "当前状态不能进行此操作"
    title_en = "The step does not fit the state of the gap"


class GapEndInvalid(Invalid):
    """A gap ends with a published article, or with a reason why there will be none."""

    code = "knowledge_gap_end_invalid"
    title_zh = "须指明已发布的知识，或说明不予补充的理由"
    title_en = "Name a published article, or say why there will be none"
