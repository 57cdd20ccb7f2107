"""Settings of the procedure (流程设置), read from ``session.info["process"]``."""

from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

KEY = "process"


class ProcessSettings(BaseModel):
    """What the procedure does by itself."""

    dialogue_answers: bool = Field(
        True,
        description="短信是明确的办事提问且答案有把握时，先自动答复（附立案办法），不直接立案；关闭则一律立案",
    )


def settings_of(session: AsyncSession) -> ProcessSettings:
    """Return the settings that travel with the session, or the defaults."""
    found = session.info.get(KEY)
    return found if isinstance(found, ProcessSettings) else ProcessSettings()
