"""E-mail out by SMTP (邮件发送): one recipient a delivery, encrypted, every outcome named.

What fails before DATA was certainly not sent. What fails while or after DATA may have been sent:
UNKNOWN, and a repetition carries the same Message-ID (at least once is the honest promise).
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPConnectResponseError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from channels.base import Capability, MessageProvider
from channels.delivery import DeliveryState, Reason
from channels.mail.message import compose, refuse_injection
from channels.messages import ChannelKind, Outbound, Route, SendResult
from channels.settings import MailSecurity, SmtpSettings
from hotline.kit.netguard import (
    STRICT,
    NetGuardSettings,
    UrlRefused,
    connected,
    with_own_machine,
)

_QUIT_SECONDS = 2.0


class SmtpMail(MessageProvider):
    """Notices by a mail server."""

    name = "smtp"
    channel = ChannelKind.EMAIL
    capabilities = frozenset(
        {
            Capability.SEND,
            Capability.REPEAT_SAFE,
            Capability.LINKS,
            Capability.SUBJECT,
            Capability.ATTACHMENTS,
        }
    )

    def __init__(
        self,
        settings: SmtpSettings,
        guard: NetGuardSettings = STRICT,
    ) -> None:
        """Remember the access data; each delivery opens its own connection.

        A relay on this machine is an ordinary mail server; any other inner one needs the guard's leave.
        """
        self.settings = settings
        self.guard = with_own_machine(guard)
        self.timeout_seconds = settings.timeout_seconds + 15  # the steps have limits of their own

    def check(self, route: Route) -> None:
        """Refuse what mail cannot carry and every attempt to add headers."""
        super().check(route)
        refuse_injection(route)

    async def try_send(self, outbound: Outbound) -> SendResult:
        """Connect, greet, and hand the mail over."""
        content = compose(outbound, self.settings)
        try:
            async with self._connected() as client:
                await client.mail(self.settings.sender)
                await client.rcpt(outbound.route.address)
                return await _hand_over(client, content)
        except SMTPResponseException as error:
            return _refused(error)
        except UrlRefused as error:
            return _not_sent(Reason.ADDRESS_FORBIDDEN, type(error).__name__)
        except (SMTPException, OSError) as error:  # OSError: a certificate we do not trust, too
            return _not_sent(Reason.UNAVAILABLE, type(error).__name__)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[SMTP]:
        settings = self.settings
        encrypted = settings.security is not MailSecurity.NONE
        async with asyncio.timeout(settings.timeout_seconds):
            to_judged_address = await connected(settings.host, settings.port, self.guard)
        client = SMTP(
            hostname=settings.host,  # the name on its certificate
            sock=to_judged_address,
            timeout=settings.timeout_seconds,
            use_tls=settings.security is MailSecurity.IMPLICIT,
            start_tls=settings.security is MailSecurity.STARTTLS,
            tls_context=_trust(settings) if encrypted else None,
        )
        try:
            await client.connect()
            if settings.username:
                await client.login(settings.username, settings.password.get_secret_value())
            yield client
            with suppress(SMTPException):
                await client.quit(timeout=_QUIT_SECONDS)
        finally:
            client.close()


async def _hand_over(client: SMTP, content: bytes) -> SendResult:
    try:
        await client.data(content)
    except (SMTPServerDisconnected, SMTPTimeoutError) as error:
        return SendResult(
            DeliveryState.UNKNOWN,
            Reason.NO_ANSWER,
            provider_fault=True,
            detail=type(error).__name__,
        )
    return SendResult(DeliveryState.ACCEPTED)


def _trust(settings: SmtpSettings) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if settings.ca_file is not None:
        context.load_verify_locations(settings.ca_file)
    return context


def _refused(error: SMTPResponseException) -> SendResult:
    """Translate a refusal: 4xx is for now, 5xx is for good, our own access is for the operator."""
    if isinstance(error, SMTPAuthenticationError | SMTPSenderRefused):
        return _not_sent(Reason.CREDENTIALS_REFUSED, str(error.code))
    if isinstance(error, SMTPConnectError | SMTPConnectResponseError) or error.code == 421:
        return _not_sent(Reason.UNAVAILABLE, str(error.code))
    is_address = isinstance(error, SMTPRecipientRefused)
    if error.code < 500:
        return SendResult(
            DeliveryState.REJECTED, Reason.THROTTLED, temporary=True, detail=str(error.code)
        )
    reason = Reason.BAD_ADDRESS if is_address else Reason.CONTENT_REFUSED
    return SendResult(DeliveryState.REJECTED, reason, detail=str(error.code))


def _not_sent(reason: Reason, detail: str) -> SendResult:
    return SendResult(
        DeliveryState.REJECTED, reason, temporary=True, provider_fault=True, detail=detail
    )
