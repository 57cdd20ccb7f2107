"""What can be refused about calendars (工作日历业务错误)."""

from hotline.kit.errors import Conflict, Forbidden, Invalid, NotFound


class CalendarUnknown(NotFound):
    """No such calendar."""

    code = "calendar_unknown"
    title_zh = "没有这个工作日历"
    title_en = "No such working calendar"


class CalendarVersionUnknown(NotFound):
    """No such version of a calendar."""

    code = "calendar_version_unknown"
    title_zh = "没有这个日历版本"
    title_en = "No such calendar version"


class CalendarYearUnknown(NotFound):
    """The calendar has no table of that year."""

    code = "calendar_year_unknown"
    title_zh = "该工作日历没有这一年的放假安排"
    title_en = "The calendar has no table of that year"


class CalendarCodeTaken(Conflict):
    """Another calendar has this code."""

    code = "calendar_code_taken"
    title_zh = "日历编码已被使用"
    title_en = "The calendar code is taken"


class CalendarNotInForce(Conflict):
    """The calendar has no approved version yet."""

    code = "calendar_not_in_force"
    title_zh = "该工作日历尚无已批准的版本"
    title_en = "The calendar has no approved version yet"


class ProposalDecided(Conflict):
    """The proposal was approved or rejected already."""

    code = "calendar_proposal_decided"
    title_zh = "该提案已处理"
    title_en = "The proposal was decided already"


class ProposalOutdated(Conflict):
    """Another version came into force since the proposal was made."""

    code = "calendar_proposal_outdated"
    title_zh = "日历已有新版本生效，请重新提交"
    title_en = "Another version came into force meanwhile; propose again"


class DaysFollowAnother(Conflict):
    """The calendar takes its days from another one; only its hours may be proposed."""

    code = "calendar_days_follow"
    title_zh = "该日历的放假安排随另一日历，只能修改办公时间"
    title_en = "The calendar follows the days of another; only its hours may change"


class TwoPersonsDecide(Forbidden):
    """Who proposed a version may not approve it."""

    code = "calendar_two_persons"
    title_zh = "提交人与批准人须为不同的人"
    title_en = "The proposer may not approve the proposal"


class ArrangementInvalid(Invalid):
    """The table of a year contradicts itself; ``report`` lists why."""

    code = "calendar_arrangement_invalid"
    title_zh = "放假安排有误"
    title_en = "The arrangement of the year is not valid"


class UploadUnreadable(Invalid):
    """The uploaded file is no table of days."""

    code = "calendar_upload_unreadable"
    title_zh = "无法读取放假安排文件"
    title_en = "The file cannot be read as a table of days"
