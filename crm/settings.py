"""Settings of citizen relations (市民关系设置), read from ``session.info["crm"]``."""

from datetime import timedelta

from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession


class CrmSettings(BaseModel):
    """Limits of the caller's side (domain rules §3.2 G, §3.5, §8)."""

    area_code: str = Field(
        "0757", pattern=r"^0\d{2,3}$", description="本市长途区号，补全 7、8 位固定电话"
    )
    restriction_hours: tuple[int, ...] = Field(
        (24, 168, 720), min_length=1, description="第一次、第二次、以后每次限制来电的小时数"
    )
    warnings_per_call: int = Field(3, ge=1, description="同一通电话最多警告几次")
    flood_per_day: int = Field(20, ge=1, description="一天来电多少次提示查看多次来电视图")
    flood_per_month: int = Field(50, ge=1, description="一月来电多少次提示查看多次来电视图")
    ticket_personal_years: int = Field(
        10, ge=1, le=100, description="归档满多少年后，工单中的个人信息去标识"
    )
    talk_months: int = Field(
        24, ge=6, le=1200, description="未形成工单的短信、网页会话保存多少个月后清除"
    )

    def restriction_lengths(self) -> tuple[timedelta, ...]:
        """Return the lengths of successive restrictions; the last one repeats."""
        return tuple(timedelta(hours=hours) for hours in self.restriction_hours)


def settings_of(session: AsyncSession) -> CrmSettings:
    """Return the settings that travel with the session, or the defaults."""
    found = session.info.get("crm")
    return found if isinstance(found, CrmSettings) else CrmSettings()
