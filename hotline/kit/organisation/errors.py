"""What can be refused about the organisation (组织机构业务错误)."""

from hotline.kit.errors import Conflict, Invalid, NotFound


class UnitUnknown(NotFound):
    """No such unit."""

    code = "unit_unknown"
    title_zh = "没有这个单位"
    title_en = "No such unit"


class UnitMemberUnknown(NotFound):
    """No such duty of a person."""

    code = "unit_member_unknown"
    title_zh = "没有这条任职记录"
    title_en = "No such member"


class UnitCodeTaken(Conflict):
    """Another unit has this code."""

    code = "unit_code_taken"
    title_zh = "单位编码已被使用"
    title_en = "The unit code is taken"


class UnitStale(Conflict):
    """Somebody else changed the unit meanwhile."""

    code = "unit_stale"
    title_zh = "该单位已被他人修改，请刷新后再操作"
    title_en = "The unit was changed meanwhile; reload it"


class UnitClosed(Conflict):
    """The unit is closed."""

    code = "unit_closed"
    title_zh = "该单位已撤销"
    title_en = "The unit is closed"


class UnitHasChildren(Conflict):
    """A unit with active subordinate units cannot be closed."""

    code = "unit_has_children"
    title_zh = "该单位还有下级单位，不能撤销"
    title_en = "The unit still has subordinate units"


class UnitCycle(Conflict):
    """A unit cannot be placed under itself or under its own subordinate."""

    code = "unit_cycle"
    title_zh = "不能隶属于自身或自己的下级"
    title_en = "A unit cannot be under itself or its own subordinate"


class UnitInvalid(Invalid):
    """The unit contradicts itself or its superior."""

    code = "unit_invalid"
    title_zh = "单位信息有误"
    title_en = "The unit is not valid"


class ImportUnreadable(Invalid):
    """The uploaded file is no table of units."""

    code = "unit_import_unreadable"
    title_zh = "无法读取单位文件"
    title_en = "The file cannot be read as a table of units"
