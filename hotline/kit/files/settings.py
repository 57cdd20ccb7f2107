"""Settings of uploads (附件设置)."""

from pydantic import BaseModel, ConfigDict, Field


class FilesSettings(BaseModel):
    """Size caps in bytes, pixels and hours."""

    model_config = ConfigDict(extra="forbid")

    folder: str = Field("files", max_length=60, description="数据目录下的附件文件夹")
    max_image_bytes: int = Field(12_000_000, ge=1, description="单张图片上限（字节）")
    max_document_bytes: int = Field(20_000_000, ge=1, description="单个文档上限（字节）")
    max_media_bytes: int = Field(25_000_000, ge=1, description="单个音视频上限（字节）")
    max_pixels: int = Field(50_000_000, ge=1, description="图片像素上限，防止解压炸弹")
    max_side: int = Field(4096, ge=64, description="保存图片的最长边（像素），更大的按比例缩小")
    orphan_hours: int = Field(24, ge=1, description="未关联附件的保留时间（小时）")
