"""Refusals of uploads (附件的拒绝)."""

from hotline.kit.errors import Invalid, NotFound, TooLarge


class FileKindRefused(Invalid):
    """The content is of a kind that we do not accept, whatever its name says."""

    code = "file_kind_refused"
    title_zh = "不支持的文件类型，可上传图片、PDF、Word、Excel、音频或视频"
    title_en = "This kind of file is not accepted"


class FileBroken(Invalid):
    """The content does not keep what its kind promises."""

    code = "file_broken"
    title_zh = "文件已损坏或无法安全打开"
    title_en = "The file is broken or cannot be opened safely"


class FileTooLarge(TooLarge):
    """The file is larger than its kind may be."""

    code = "file_too_large"
    title_zh = "文件过大"
    title_en = "The file is too large"


class UploadUnknown(NotFound):
    """The upload does not exist, belongs to someone else, is attached already or was cleared away."""

    code = "upload_unknown"
    title_zh = "附件不存在或已失效，请重新上传"
    title_en = "No such upload; upload it again"
