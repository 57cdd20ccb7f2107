"""Refusals of the vault (密钥库的拒绝)."""

from hotline.kit.errors import NotFound, Problem


class KeyDestroyed(Problem):
    """The person was erased; the content can never be read again."""

    status = 410
    code = "personal_data_erased"
    title_zh = "该个人信息已依法删除，无法恢复"
    title_en = "This personal data was erased for good"


class KeyUnknown(NotFound):
    """There is no data key of this id."""

    code = "subject_key_unknown"
    title_zh = "未找到数据密钥"
    title_en = "No such data key"
