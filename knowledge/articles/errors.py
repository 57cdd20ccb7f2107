"""What can be refused about knowledge (知识库业务错误)."""

from hotline.kit.errors import Conflict, Forbidden, Invalid, NotFound


class ArticleUnknown(NotFound):
    """No such article, or none the reader may see."""

    code = "article_unknown"
    title_zh = "没有这条知识"
    title_en = "No such article"


class RevisionUnknown(NotFound):
    """No such revision of an article."""

    code = "revision_unknown"
    title_zh = "没有这个知识版本"
    title_en = "No such revision"


class ErrorReportUnknown(NotFound):
    """No such error report."""

    code = "error_report_unknown"
    title_zh = "没有这条纠错记录"
    title_en = "No such error report"


class ArticleFlagUnknown(NotFound):
    """No such flag on an article."""

    code = "article_flag_unknown"
    title_zh = "没有这条待核对记录"
    title_en = "No such flag"


class ArticleKeyTaken(Conflict):
    """Another article has this key."""

    code = "article_key_taken"
    title_zh = "知识编码已被使用"
    title_en = "The article key is taken"


class ArticleStale(Conflict):
    """Somebody else changed the article meanwhile."""

    code = "article_stale"
    title_zh = "该知识已被他人修改，请刷新后再操作"
    title_en = "The article was changed meanwhile; reload it"


class ArticleStepIllegal(Conflict):
    """The step does not fit the article's state."""

    code = "article_step_illegal"
    title_zh = "当前状态不能进行此操作"
    title_en = "The step does not fit the article's state"


class RevisionImmutable(Conflict):
    """A revision, once written, never changes; write a new one."""

    code = "revision_immutable"
    title_zh = "知识版本不可修改，请新建版本"
    title_en = "A revision never changes; write a new one"


class RevisionNotCitable(Conflict):
    """The revision may not be cited in an answer now; ``reason`` says why."""

    code = "revision_not_citable"
    title_zh = "该知识版本目前不能引用"
    title_en = "The revision may not be cited now"


class TwoPersonsNeeded(Forbidden):
    """Author, reviewer and publisher may not be the same person (domain rules §12.2)."""

    code = "two_persons_needed"
    title_zh = "审核与发布须由两人分别完成"
    title_en = "Review and publication need two persons"


class NotInCapacity(Forbidden):
    """The actor speaks neither for the owner unit nor for the hotline's editors."""

    code = "not_in_capacity"
    title_zh = "须由责任单位和热线编辑分别确认"
    title_en = "The owner unit and the hotline's editor must each approve"


class ContentInvalid(Invalid):
    """The content contradicts itself, for example it ends before it begins."""

    code = "content_invalid"
    title_zh = "知识内容有误"
    title_en = "The content is not valid"
