"""Where we call out to (出站地址): every address among the settings is held to the guard before the start."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from channels.settings import MailProviderName, SmsProviderName
from hotline.kit.netguard import (
    NetGuardSettings,
    Resolve,
    Target,
    UrlRefused,
    check_host,
    check_url,
    judged,
    resolve_by_system,
    with_own_machine,
)
from hotline.settings import PREFIX, Environment, Settings


class SettingRefused(UrlRefused):
    """A setting points at an address that we never call."""

    code = "setting_refused"
    title_zh = "设置中的出站地址不允许访问"
    title_en = "A setting points at an address that may not be called"


@dataclass(frozen=True)
class Outgoing:
    """One address that this installation calls, and the variable that says so; ``url`` may be host:port."""

    setting: str
    url: str

    def judged_by_text(self, guard: NetGuardSettings) -> Target:
        """Judge the address as written; raises ``SettingRefused`` (422) naming the variable."""
        try:
            if "//" in self.url:
                return check_url(self.url, guard)
            host, _, port = self.url.rpartition(":")
            return check_host(host, int(port), with_own_machine(guard))
        except UrlRefused as error:
            raise self._refusal(error) from error

    async def judged_by_name(
        self, guard: NetGuardSettings, *, resolve: Resolve = resolve_by_system
    ) -> None:
        """Judge what the name stands for now; raises ``SettingRefused``, ``OSError`` if for nothing."""
        target = self.judged_by_text(guard)
        try:
            await judged(target, guard, resolve)
        except UrlRefused as error:
            raise self._refusal(error) from error

    def _refusal(self, error: UrlRefused) -> SettingRefused:
        where = urlsplit(self.url).hostname or self.url
        return SettingRefused(
            f"{self.setting}（{where}）：{error.detail_zh}。"
            f"内网服务请先写入 {PREFIX}NETGUARD__ALLOW_HOSTS 或 {PREFIX}NETGUARD__ALLOW_NETWORKS",
            f"{self.setting} ({where}): {error.detail_en}. Name services of our own network in "
            f"{PREFIX}NETGUARD__ALLOW_HOSTS or {PREFIX}NETGUARD__ALLOW_NETWORKS first",
        )


def guard_of(settings: Settings) -> NetGuardSettings:
    """Return the guard; outside production this machine may be called: providers' twins live there."""
    if settings.environment is Environment.PRODUCTION:
        return settings.netguard
    return with_own_machine(settings.netguard)


def addresses(settings: Settings) -> list[Outgoing]:
    """List what this installation calls with these settings."""
    channels, found = settings.channels, []
    if channels.sms_provider is SmsProviderName.TWILIO:
        url = channels.twilio.api_base_url
        found.append(Outgoing(f"{PREFIX}CHANNELS__TWILIO__API_BASE_URL", url))
    if channels.mail_provider is MailProviderName.SMTP:
        server = f"{channels.smtp.host}:{channels.smtp.port}"
        found.append(Outgoing(f"{PREFIX}CHANNELS__SMTP__HOST", server))
    if settings.auth.oidc.issuer:
        found.append(Outgoing(f"{PREFIX}AUTH__OIDC__ISSUER", settings.auth.oidc.issuer))
    return found


def refuse_forbidden(settings: Settings) -> None:
    """Refuse to start with an address that we never call; raises ``SettingRefused`` (422)."""
    guard = guard_of(settings)
    for address in addresses(settings):
        address.judged_by_text(guard)
