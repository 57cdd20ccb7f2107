"""Settings of the audit (审计设置)."""

from pydantic import BaseModel, ConfigDict, Field

DEFAULT_REVEALS_PER_DAY = 30


class AuditSettings(BaseModel):
    """Limits of revealing personal data; bootstrap puts them into the sessions' ``info``."""

    model_config = ConfigDict(extra="forbid")

    reveals_per_day: int = Field(
        DEFAULT_REVEALS_PER_DAY,
        ge=0,
        description="每人每天可查看完整个人信息的次数（北京时间自然日）",
    )
