"""Mail as bytes (邮件成文): headers that no reader, filter or auto-responder can misunderstand. Pure."""

from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from channels.errors import HeaderInjectionRefused
from channels.messages import Outbound, Route
from channels.settings import SmtpSettings


def refuse_injection(route: Route) -> None:
    """Refuse line breaks in whatever becomes a header; raises ``HeaderInjectionRefused`` (422)."""
    headers = (route.subject or "", route.address, *(file.name for file in route.attachments))
    if any(mark in header for header in headers for mark in ("\r", "\n", "\x00")):
        raise HeaderInjectionRefused


def compose(outbound: Outbound, settings: SmtpSettings) -> bytes:
    """Return the message in wire form.

    The Message-ID comes from our message, not from the attempt: a repeated attempt is the same mail
    to every server and reader. ``Auto-Submitted`` keeps auto-responders quiet (RFC 3834).
    """
    route = outbound.route
    refuse_injection(route)
    domain = settings.sender.rpartition("@")[2]
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"] = Address(settings.sender_name, addr_spec=settings.sender)
    mail["To"] = route.address
    mail["Subject"] = route.subject or settings.sender_name
    mail["Date"] = format_datetime(outbound.requested_at)
    mail["Message-ID"] = f"<{outbound.message_id}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail["Content-Language"] = "zh-CN"
    mail.set_content(route.text + "\n", charset="utf-8", cte="base64")
    for file in route.attachments:
        kind, _, subkind = file.media_type.partition("/")
        mail.add_attachment(
            file.content, maintype=kind, subtype=subkind or "octet-stream", filename=file.name
        )
    return mail.as_bytes()
