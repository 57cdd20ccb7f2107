"""The registry (渠道登记): which adapter serves which channel; one line an adapter."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from channels.base import Capability, MessageProvider, TelephonyProvider
from channels.errors import UnsupportedByChannel
from channels.fake import FakeMail, FakeSms
from channels.mail.smtp import SmtpMail
from channels.messages import ChannelKind
from channels.settings import ChannelsSettings, MailProviderName, SmsProviderName
from channels.sms.twilio import TwilioSms
from channels.voice.twilio import TwilioVoice
from hotline.kit.netguard import STRICT, NetGuardSettings

INFO_KEY = "channels"
Builder = Callable[[ChannelsSettings, str, NetGuardSettings], MessageProvider]

SMS: Mapping[SmsProviderName, Builder] = {
    SmsProviderName.FAKE: lambda _settings, _base, _guard: FakeSms(),
    SmsProviderName.TWILIO: lambda settings, base, guard: TwilioSms(settings.twilio, base, guard),
}
MAIL: Mapping[MailProviderName, Builder] = {
    MailProviderName.FAKE: lambda _settings, _base, _guard: FakeMail(),
    MailProviderName.SMTP: lambda settings, _base, guard: SmtpMail(settings.smtp, guard),
}


@dataclass(frozen=True)
class Channels:
    """The adapters of this process; it travels with every session as ``session.info["channels"]``.

    ``twilio_sms`` and ``telephony`` answer Twilio's webhooks whoever carries outgoing messages.
    """

    settings: ChannelsSettings
    public_base_url: str
    providers: Mapping[ChannelKind, MessageProvider]
    twilio_sms: MessageProvider
    telephony: TelephonyProvider

    def provider(self, channel: ChannelKind) -> MessageProvider:
        """Return the provider of ``channel``; raises ``UnsupportedByChannel`` (422) if none sends there."""
        provider = self.providers.get(channel)
        if provider is None:
            raise UnsupportedByChannel(
                f"{channel.label}渠道不能发送消息", f"{channel.value} cannot carry messages"
            )
        return provider

    def capabilities(self, channel: ChannelKind) -> frozenset[Capability]:
        """Return what ``channel`` can do here (for example whether a text may carry a link)."""
        provider = self.providers.get(channel)
        return provider.capabilities if provider else frozenset()

    async def close(self) -> None:
        """Give back every connection."""
        for provider in (*self.providers.values(), self.twilio_sms, self.telephony):
            await provider.close()


def build(
    settings: ChannelsSettings,
    *,
    public_base_url: str,
    guard: NetGuardSettings = STRICT,
) -> Channels:
    """Build the adapters chosen by ``settings``; opens no connection. ``guard`` judges where they call."""
    base = (settings.public_base_url or public_base_url).rstrip("/")
    sms = SMS[settings.sms_provider](settings, base, guard)
    twilio_sms = sms if isinstance(sms, TwilioSms) else TwilioSms(settings.twilio, base, guard)
    return Channels(
        settings=settings,
        public_base_url=base,
        providers={
            ChannelKind.SMS: sms,
            ChannelKind.EMAIL: MAIL[settings.mail_provider](settings, base, guard),
        },
        twilio_sms=twilio_sms,
        telephony=TwilioVoice(base),
    )


def channels_of(session: AsyncSession) -> Channels:
    """Return the adapters that travel with the session."""
    channels: Channels = session.info[INFO_KEY]
    return channels
