"""Settings of e-supervision (监察设置)."""

from pydantic import BaseModel, Field


class SupervisionSettings(BaseModel):
    """Where anchors go, and whether people are also told by text message."""

    anchor_mail_to: tuple[str, ...] = Field(
        (), description="E-mail addresses outside this system that receive every anchor (锚点)."
    )
    staff_sms: bool = Field(
        True, description="Also tell reminders, red lights, cards and orders by text message."
    )
