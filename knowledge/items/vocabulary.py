"""Words of a service item (服务事项用语): the kinds, levels and states of domain rules §11.1."""

from collections.abc import Mapping

from hotline.kit.labels import LabelledEnum


class ItemType(LabelledEnum):
    """What sort of item it is (事项类型)."""

    PERMIT = "PERMIT", "行政许可"
    CONFIRMATION = "CONFIRMATION", "行政确认"
    CERTIFICATE = "CERTIFICATE", "证照核发"
    PAYMENT = "PAYMENT", "行政给付"
    REGISTRATION = "REGISTRATION", "登记"
    FILING = "FILING", "备案"
    PUBLIC_SERVICE = "PUBLIC_SERVICE", "公共服务"
    REWARD = "REWARD", "行政奖励"
    RULING = "RULING", "行政裁决"
    OTHER = "OTHER", "其他行政权力"


class ItemLevel(LabelledEnum):
    """Which tier exercises it (行使层级)."""

    PROVINCE = "PROVINCE", "省级"
    CITY = "CITY", "市级"
    DISTRICT = "DISTRICT", "区县级"
    TOWN = "TOWN", "镇街级"
    VILLAGE = "VILLAGE", "村居级"


class ApplicantKind(LabelledEnum):
    """Who may apply (服务对象)."""

    PERSON = "PERSON", "个人"
    ENTERPRISE = "ENTERPRISE", "企业"
    ORGANISATION = "ORGANISATION", "其他组织"


class MaterialForm(LabelledEnum):
    """In which form a document is handed in (材料形式)."""

    PAPER = "PAPER", "纸质"
    ELECTRONIC = "ELECTRONIC", "电子"
    BOTH = "BOTH", "纸质或电子"


class CopyKind(LabelledEnum):
    """Original or copy (原件或复印件)."""

    ORIGINAL = "ORIGINAL", "原件"
    COPY = "COPY", "复印件"
    BOTH = "BOTH", "原件和复印件"


class MaterialSource(LabelledEnum):
    """Where a document comes from (材料来源)."""

    SELF = "SELF", "申请人自备"
    GOVERNMENT = "GOVERNMENT", "政府部门核发"
    THIRD_PARTY = "THIRD_PARTY", "其他机构出具"


class LimitKind(LabelledEnum):
    """How a limit is given (时限种类); what is neither days nor none of them stands in its note."""

    DAYS = "DAYS", "按天"
    ON_THE_SPOT = "ON_THE_SPOT", "即办"
    NONE = "NONE", "无时限"
    OTHER = "OTHER", "另有说明"


class DayKind(LabelledEnum):
    """Which days count (时限单位)."""

    WORKING = "WORKING", "工作日"
    CALENDAR = "CALENDAR", "自然日"


class OnlineDepth(LabelledEnum):
    """How far an item can be done online (网上办理深度)."""

    NONE = "NONE", "不能网上办理"
    INFO = "INFO", "网上查询和咨询"
    PRECHECK = "PRECHECK", "网上申报、预审"
    FULL = "FULL", "全程网上办理"


class VersionStanding(LabelledEnum):
    """What a version is among those of its item."""

    CURRENT = "CURRENT", "现行版本"
    WAITING = "WAITING", "待生效"
    PAST = "PAST", "历史版本"


class Publication(LabelledEnum):
    """Who may read the item (公开类型)."""

    PUBLIC = "PUBLIC", "公开"
    RESTRICTED = "RESTRICTED", "不公开"


class ItemChange(LabelledEnum):
    """What a version does to an item (变更类型)."""

    ADD = "ADD", "新增"
    ADJUST = "ADJUST", "调整"
    SPLIT = "SPLIT", "拆分"
    MERGE = "MERGE", "合并"
    ABOLISH = "ABOLISH", "取消"


class ItemState(LabelledEnum):
    """Whether an item still exists (事项状态)."""

    IN_FORCE = "IN_FORCE", "在用"
    ABOLISHED = "ABOLISHED", "已取消"


KINDS: Mapping[str, type[LabelledEnum]] = {
    "item_type": ItemType,
    "level": ItemLevel,
    "applicant_kinds": ApplicantKind,
    "form": MaterialForm,
    "original": CopyKind,
    "source": MaterialSource,
    "limit_kind": LimitKind,
    "day_kind": DayKind,
    "online_depth": OnlineDepth,
    "publication": Publication,
    "change": ItemChange,
    "state": ItemState,
}
