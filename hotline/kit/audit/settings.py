"""Settings of the audit (审计设置)."""

from pydantic import BaseModel, Field


class AuditSettings(BaseModel):
    """Limits of revealing personal data."""

    reveals_per_day: int = Field(
        30, ge=0, description="每人每天可查看完整个人信息的次数（北京时间自然日）"
    )
