"""What can be refused about the directory (名录业务错误)."""

from hotline.kit.errors import Conflict, NotFound


class WindowUnknown(NotFound):
    """No such window."""

    code = "directory_window_unknown"
    title_zh = "没有这个窗口"
    title_en = "No such window"


class NumberUnknown(NotFound):
    """No such published number."""

    code = "directory_number_unknown"
    title_zh = "没有这个公布号码"
    title_en = "No such published number"


class ChangeUnknown(NotFound):
    """No such change of a number."""

    code = "directory_change_unknown"
    title_zh = "没有这条号码变更"
    title_en = "No such change"


class NumberTaken(Conflict):
    """The number stands in the ledger already."""

    code = "directory_number_taken"
    title_zh = "该号码已在台账中"
    title_en = "The number is in the ledger already"


class DirectoryStale(Conflict):
    """Somebody else changed the row meanwhile."""

    code = "directory_stale"
    title_zh = "内容已被他人修改，请刷新后再操作"
    title_en = "The row was changed meanwhile; reload it"


class NothingToAnnounce(Conflict):
    """The change was announced there already, or need not be."""

    code = "directory_nothing_to_announce"
    title_zh = "该渠道无须公告或已公告"
    title_en = "Nothing is to be announced through this channel"
