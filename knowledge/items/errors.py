"""What can be refused about service items (服务事项业务错误)."""

from hotline.kit.errors import Conflict, Forbidden, Invalid, NotFound
from knowledge.versions import VersionOlder, VersionTaken


class ItemUnknown(NotFound):
    """No such item, or none the reader may see."""

    code = "service_item_unknown"
    title_zh = "没有这个事项"
    title_en = "No such service item"


class ItemVersionUnknown(NotFound):
    """The item has no version of this number."""

    code = "service_item_version_unknown"
    title_zh = "该事项没有这个版本"
    title_en = "The service item has no such version"


class ItemVersionOlder(VersionOlder):
    """A version arrives that is older than the one we hold; the highest wins (domain rules §11.2)."""

    code = "service_item_version_older"


class ItemVersionTaken(VersionTaken):
    """The same version number arrives with other content."""

    code = "service_item_version_taken"


class ItemBusy(Conflict):
    """Somebody else stored a version of the same item at the same moment."""

    code = "service_item_busy"
    title_zh = "同一事项正在被他人更新，请重发"
    title_en = "The service item is being changed by somebody else; send it again"


class ItemVersionWaits(Conflict):
    """A version counts at once while another one waits for its first day, and would displace it unseen."""

    code = "service_item_version_waits"
    title_zh = "该事项另有待生效的版本，请先撤回它，再送今天起有效的版本"
    title_en = "Another version of the service item waits for its first day; withdraw it before one that counts at once"


class NothingWaits(Conflict):
    """No version of the item waits for its first day, or another one than the reader saw."""

    code = "service_item_nothing_waits"
    title_zh = "该事项没有这个待生效的版本"
    title_en = "No such version of the service item waits for its first day"


class ItemVersionImmutable(Conflict):
    """A version received is never changed."""

    code = "service_item_version_immutable"
    title_zh = "已收到的事项版本不可修改"
    title_en = "A version received is never changed"


class ItemOfAnotherUnit(Forbidden):
    """An owner unit may change its own items only."""

    code = "service_item_of_another_unit"
    title_zh = "只能维护本单位的事项"
    title_en = "A unit may change its own items only"


class ItemInvalid(Invalid):
    """The item contradicts itself or names what does not exist."""

    code = "service_item_invalid"
    title_zh = "事项内容有误"
    title_en = "The service item is not valid"


class CatalogueUnreadable(Invalid):
    """The file is no catalogue that can be read."""

    code = "catalogue_unreadable"
    title_zh = "事项目录文件无法读取"
    title_en = "The catalogue file cannot be read"


class MappingUnusable(Invalid):
    """The columns cannot be understood."""

    code = "item_mapping_unusable"
    title_zh = "列对应关系有误"
    title_en = "The column mapping cannot be used"
