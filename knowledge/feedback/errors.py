"""Refusals of feedback (反馈的拒绝)."""

from hotline.kit.errors import Conflict, NotFound


class DocumentUnknown(NotFound):
    """There is no such document, or the asker may not see it."""

    code = "document_unknown"
    title_zh = "没有这条内容"
    title_en = "There is no such document"


class ItemReportUnknown(NotFound):
    """There is no such report."""

    code = "item_report_unknown"
    title_zh = "没有这条事项纠错"
    title_en = "There is no such report"


class ItemReportSettled(Conflict):
    """The report is past this step."""

    code = "item_report_settled"
    title_zh = "该纠错已确认或已办结"
    title_en = "The report was acknowledged or settled already"
