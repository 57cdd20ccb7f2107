"""What can be wrong with a command on an incident (批量件业务错误)."""

from hotline.kit.errors import Conflict, Forbidden, Invalid, NotFound


class IncidentUnknown(NotFound):
    """No such incident, or none of whose tickets the actor may see."""

    code = "incident_unknown"
    title_zh = "批量件不存在或您无权查看"
    title_en = "No such incident, or none you may see"


class IncidentStale(Conflict):
    """Somebody was faster; ``current_version`` tells which version stands now."""

    code = "incident_stale"
    title_zh = "批量件已被他人更新，请核对后再提交"
    title_en = "The incident was changed meanwhile"


class IncidentState(Conflict):
    """Not possible in the incident's present state."""

    code = "incident_state"
    title_zh = "当前状态不能进行此操作"
    title_en = "Not possible in the present state"


class MembersInvalid(Invalid):
    """Tickets that cannot join: unknown to the actor, over, or in another incident; ``tickets`` names them."""

    code = "members_invalid"
    title_zh = "有工单不能加入批量件"
    title_en = "A ticket cannot join the incident"


class ProofSourceInvalid(Invalid):
    """The ticket whose proofs are to serve for all is none of the incident, hidden, or has none."""

    code = "proof_source_invalid"
    title_zh = "不能使用这件工单的办理凭证"
    title_en = "The proofs of this ticket cannot serve for the others"


class MeasureUnknown(NotFound):
    """No such measure of the incident."""

    code = "measure_unknown"
    title_zh = "没有这项统一办理"
    title_en = "No such measure"


class MeasureState(Conflict):
    """The measure was decided already, runs, or has nothing left to retry."""

    code = "measure_state"
    title_zh = "这项统一办理当前不能这样处理"
    title_en = "Not possible in the measure's present state"


class OwnMeasure(Forbidden):
    """Nobody approves what he proposed himself (domain rules §3.3)."""

    code = "own_measure"
    title_zh = "不能审核自己提出的统一办理"
    title_en = "Nobody approves his own measure"


class WrongHand(Forbidden):
    """The kind of measure belongs to another role."""

    code = "wrong_hand"
    title_zh = "此类统一办理须由相应岗位进行"
    title_en = "This kind of measure belongs to another role"
