"""Settings of the channels (渠道设置): which provider serves which channel, and the limits of sending."""

from pathlib import Path
from typing import Self

from pydantic import BaseModel, Field, SecretStr, model_validator

from hotline.kit.labels import LabelledEnum

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class SmsProviderName(LabelledEnum):
    """Who carries text messages."""

    FAKE = "fake", "演示短信"
    TWILIO = "twilio", "Twilio 短信"


class MailProviderName(LabelledEnum):
    """Who carries e-mail."""

    FAKE = "fake", "演示邮件"
    SMTP = "smtp", "SMTP 邮件"


class MailSecurity(LabelledEnum):
    """How the connection to the mail server is protected."""

    STARTTLS = "starttls", "STARTTLS"
    IMPLICIT = "implicit", "隐式 TLS"
    NONE = "none", "不加密"


class TwilioSettings(BaseModel):
    """Access to Twilio; the token also proves that webhooks come from there."""

    account_sid: str = Field("", description="Account SID (AC…).")
    auth_token: SecretStr = Field(
        SecretStr(""), description="Account token; empty: every Twilio webhook is refused with 403."
    )
    shared_key_id: str = Field("", description="Id of a webhook shared key, if one is in use.")
    shared_key_secret: SecretStr = Field(
        SecretStr(""), description="Secret of that shared key; empty: such signatures are refused."
    )
    sms_from: str = Field("", description="Sender number in E.164 form.")
    messaging_service_sid: str = Field(
        "", description="Messaging service (MG…) that chooses the sender; wins over sms_from."
    )
    api_base_url: str = Field("https://api.twilio.com", description="Address of the REST API.")
    timeout_seconds: float = Field(10.0, gt=0, le=30, description="Hard limit of one REST call.")
    links_allowed: bool = Field(
        False, description="Texts may carry URLs (carriers of mainland China refuse them)."
    )


class SmtpSettings(BaseModel):
    """Access to the mail server for notices to departments."""

    host: str = Field("127.0.0.1", description="Mail server.")
    port: int = Field(587, description="Its port.")
    security: MailSecurity = Field(
        MailSecurity.STARTTLS, description="starttls, implicit or none (loopback only)."
    )
    username: str = Field("", description="Login; empty: no authentication.")
    password: SecretStr = Field(SecretStr(""), description="Password of that login.")
    sender: str = Field("12345@localhost.localdomain", description="Envelope sender and From.")
    sender_name: str = Field("12345政务服务便民热线", description="Name shown beside the sender.")
    ca_file: Path | None = Field(None, description="Extra certificate authority (PEM).")
    timeout_seconds: float = Field(20.0, gt=0, le=30, description="Limit of each step.")

    @model_validator(mode="after")
    def _never_in_clear(self) -> Self:
        if self.security is MailSecurity.NONE and self.host not in _LOOPBACK:
            msg = "security 'none' is accepted for a mail server on this machine only"
            raise ValueError(msg)
        return self


class VoiceSettings(BaseModel):
    """The first step of a call; sentences are spoken as written."""

    greeting: str = Field("您好，这里是12345政务服务便民热线。", description="First sentence.")
    recording_notice: str = Field(
        "为保证服务质量，本次通话可能被录音。", description="Told before anything is recorded."
    )
    emergency_notice: str = Field(
        "如遇危及生命安全的紧急情况，请挂机后直接拨打110、119或120。", description="Told at once."
    )
    cantonese: bool = Field(False, description="Speak and listen in Cantonese (粤语).")
    gather_seconds: int = Field(5, ge=2, le=30, description="Silence that ends the listening.")
    tries: int = Field(2, ge=1, le=5, description="How often a silent caller is asked.")


class ChannelsSettings(BaseModel):
    """All channels; provider sections are used only by the provider chosen here."""

    sms_provider: SmsProviderName = Field(SmsProviderName.FAKE, description="fake or twilio.")
    mail_provider: MailProviderName = Field(MailProviderName.FAKE, description="fake or smtp.")
    public_base_url: str = Field(
        "", description="Address providers call; empty: the general public_base_url."
    )
    webhook_body_cap: int = Field(65_536, description="Largest webhook body in bytes.")
    keep_raw_days: int = Field(
        366,
        ge=184,
        description="Days for which raw webhook bodies are kept (as network logs, never under 6 months).",
    )
    reconcile_after_seconds: int = Field(
        60,
        ge=1,
        description="Wait before an unknown result is looked up; longer than any time-out.",
    )
    reconcile_lookups: int = Field(
        3,
        ge=2,
        description="Look-ups that must all find nothing before a message counts as not sent.",
    )
    receipt_wait_seconds: int = Field(
        900, ge=1, description="Wait for a receipt where a provider offers no look-up."
    )
    retry_cap_seconds: int = Field(600, ge=1, description="Longest pause between two attempts.")
    give_up_after_hours: int = Field(
        48, ge=1, description="Age at which a message that never left is given up."
    )
    circuit_failures: int = Field(
        5, ge=1, description="Failures in a row after which a provider is left alone for a while."
    )
    circuit_open_seconds: int = Field(
        30, ge=1, description="How long it is left alone at first; doubles up to retry_cap_seconds."
    )
    twilio: TwilioSettings = Field(default_factory=TwilioSettings)
    smtp: SmtpSettings = Field(default_factory=SmtpSettings)
    voice: VoiceSettings = Field(default_factory=VoiceSettings)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        twilio = self.twilio
        sender = twilio.messaging_service_sid or twilio.sms_from
        access = twilio.account_sid and twilio.auth_token.get_secret_value()
        if self.sms_provider is SmsProviderName.TWILIO and not (access and sender):
            msg = (
                "sms_provider 'twilio' needs twilio.account_sid, twilio.auth_token and "
                "twilio.sms_from or twilio.messaging_service_sid"
            )
            raise ValueError(msg)
        return self
