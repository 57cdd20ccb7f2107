"""Routing settings (分类与派单设置)."""

from pathlib import Path

from pydantic import BaseModel, Field


class RoutingSettings(BaseModel):
    """Where the model lives and when a suggestion is trusted."""

    model_dir: Path | None = Field(
        default=None, description="模型文件夹；默认为数据目录下的 models。"
    )
    minimum_confidence: float = Field(
        default=0.35,
        ge=0,
        le=1,
        description="分类把握低于此值时不作派单决定，转人工（由覆盖率-准确率曲线选定）。",
    )
    duplicate_days: int = Field(default=30, ge=1, le=365, description="疑似重复件的查找天数。")
    refresh_seconds: float = Field(
        default=5.0, gt=0, description="每隔多少秒查看分类、目录、地名、规则是否已变。"
    )
