"""What routing refuses (分类与派单目录业务错误)."""

from hotline.kit.errors import Conflict, Forbidden, Invalid, NotFound


class CategoryUnknown(NotFound):
    """No such category in the version in force."""

    code = "category_unknown"
    title_zh = "没有这个事项分类"
    title_en = "No such category"


class TaxonomyUnknown(NotFound):
    """No such version, or none is in force yet."""

    code = "taxonomy_unknown"
    title_zh = "没有这个分类版本"
    title_en = "No such version of the taxonomy"


class TaxonomyVersionTaken(Conflict):
    """The version's name is taken by another content."""

    code = "taxonomy_version_taken"
    title_zh = "该分类版本号已被使用"
    title_en = "The version of the taxonomy is taken"


class ResponsibilityUnknown(NotFound):
    """No such row of the dispatch catalogue."""

    code = "responsibility_unknown"
    title_zh = "派单目录中没有这一条"
    title_en = "No such row in the dispatch catalogue"


class RowDecided(Conflict):
    """The row has been decided already, or has ended."""

    code = "responsibility_decided"
    title_zh = "该条目已处理，不能再次操作"
    title_en = "The row has been decided already"


class RowsConflict(Conflict):
    """Another valid row says that another unit leads (domain rules §7.1)."""

    code = "responsibility_conflict"
    title_zh = "与现行条目冲突：同一事项、同一地区、同一时间只能有一个主办单位"
    title_en = "Another valid row names another lead"


class TwoPersonsNeeded(Forbidden):
    """Who proposes may not approve (四眼原则)."""

    code = "routing_two_persons_needed"
    title_zh = "提出人不能批准自己的修改"
    title_en = "The proposer may not approve"


class ContentInvalid(Invalid):
    """A row, rule or table is wrong; ``errors`` lists line and reason."""

    code = "routing_content_invalid"
    title_zh = "内容有误"
    title_en = "The content is not valid"


class ConditionInvalid(Invalid):
    """The condition of a catalogue row is not understood."""

    code = "condition_invalid"
    title_zh = "适用条件写法有误"
    title_en = "The condition is not valid"


class PolicyUnknown(NotFound):
    """No such version of the rules or of the wording table."""

    code = "routing_policy_unknown"
    title_zh = "没有这个规则版本"
    title_en = "No such version of the rules"


class HintUnknown(NotFound):
    """No such hint."""

    code = "catalogue_hint_unknown"
    title_zh = "没有这条学习提示"
    title_en = "No such hint"


class HintDecided(Conflict):
    """The hint was dealt with, or no longer holds."""

    code = "catalogue_hint_decided"
    title_zh = "该提示已处理或已不成立"
    title_en = "The hint has been dealt with already"


class MappingUnknown(NotFound):
    """No mapping between these versions of the tree."""

    code = "taxonomy_mapping_unknown"
    title_zh = "没有这两个分类版本的对照"
    title_en = "No mapping between these versions"


class NothingToLearn(Invalid):
    """The labelled texts cannot be learned from."""

    code = "nothing_to_learn"
    title_zh = "训练数据不能用"
    title_en = "The data cannot be learned from"


class ExampleUnknown(NotFound):
    """No such example."""

    code = "example_unknown"
    title_zh = "没有这条分类样例"
    title_en = "No such example"


class ExampleKnown(Conflict):
    """The same example stands already."""

    code = "example_known"
    title_zh = "这条分类样例已经有了"
    title_en = "The example is there already"


class ExampleWithdrawn(Conflict):
    """The example was withdrawn before."""

    code = "example_withdrawn"
    title_zh = "这条分类样例已经撤下"
    title_en = "The example has been withdrawn already"


class LimitProposalUnknown(NotFound):
    """No such proposed limit."""

    code = "limit_proposal_unknown"
    title_zh = "没有这条时限建议"
    title_en = "No such proposed limit"
