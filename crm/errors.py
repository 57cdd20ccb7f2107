"""What can be refused about citizens (市民关系业务错误)."""

from hotline.kit.errors import Conflict, Forbidden, Invalid, NotFound


class CitizenUnknown(NotFound):
    """No such citizen."""

    code = "citizen_unknown"
    title_zh = "没有这位市民的记录"
    title_en = "No such citizen"


class CitizenStale(Conflict):
    """Somebody else changed the record meanwhile."""

    code = "citizen_stale"
    title_zh = "该市民资料已被他人修改，请刷新后再操作"
    title_en = "The citizen's record was changed meanwhile; reload it"


class CitizenErased(Conflict):
    """The person's data were erased."""

    code = "citizen_erased"
    title_zh = "该市民的个人信息已删除"
    title_en = "The citizen's personal data were erased"


class LegalHold(Conflict):
    """A legal hold beats every deletion (domain rules §13.2)."""

    code = "legal_hold"
    title_zh = "该记录处于依法保全期，不能删除"
    title_en = "The record is under legal hold"


class MergeIllegal(Conflict):
    """These two records cannot be merged or unmerged."""

    code = "citizen_merge_illegal"
    title_zh = "这两条市民记录不能合并或拆分"
    title_en = "These records cannot be merged or unmerged"


class ContactTaken(Conflict):
    """The number or address belongs to another citizen; merge the two instead."""

    code = "contact_taken"
    title_zh = "该联系方式已登记在另一位市民名下，请考虑合并"
    title_en = "The contact belongs to another citizen; consider merging"


class ContactInvalid(Invalid):
    """A phone number or address that is none."""

    code = "contact_invalid"
    title_zh = "联系方式格式有误"
    title_en = "The contact is not valid"


class FieldUnknown(Invalid):
    """Nothing to reveal under this name."""

    code = "field_unknown"
    title_zh = "没有登记这项信息"
    title_en = "This information is not on record"


class PurposeMissing(Invalid):
    """A reveal needs a purpose."""

    code = "purpose_missing"
    title_zh = "查看明文须填写用途"
    title_en = "A reveal needs a purpose"


class ConductIllegal(Conflict):
    """The step does not fit the caller's state or the actor's role; allowed actions are named."""

    code = "conduct_illegal"
    title_zh = "当前状态不能进行此操作"
    title_en = "The step is not allowed now"


class ConductIncomplete(Invalid):
    """The step lacks required fields; ``missing`` names them."""

    code = "conduct_incomplete"
    title_zh = "须补充必填内容"
    title_en = "Required fields are missing"


class SecondPersonNeeded(Forbidden):
    """The step needs a second person with the right role."""

    code = "second_person_needed"
    title_zh = "此操作须由两人共同决定"
    title_en = "The step needs a second person"


class NotOneself(Forbidden):
    """Who decided first may not decide on the objection."""

    code = "not_oneself"
    title_zh = "须由另一名班长复核"
    title_en = "Another supervisor must decide"


class NothingContested(Conflict):
    """There is no open objection, or it was raised before."""

    code = "nothing_contested"
    title_zh = "没有待复核的异议，或异议已提出过"
    title_en = "No open objection, or it was raised before"


class ProposalUnknown(NotFound):
    """No such proposal, or it is decided."""

    code = "proposal_unknown"
    title_zh = "没有待确认的提议"
    title_en = "No such open proposal"
