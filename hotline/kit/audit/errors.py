"""Refusals of the audit (审计的拒绝)."""

from hotline.kit.errors import TooMany


class RevealLimitReached(TooMany):
    """The person has looked at personal data too often today."""

    code = "reveal_limit_reached"
    title_zh = "今日查看完整个人信息的次数已达上限"
    title_en = "The daily limit of revealing personal data is reached"
