"""Mail against a real server: every outcome of the wire gets its right name."""

import asyncio
import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from channels.delivery import DeliveryState, Reason
from channels.errors import HeaderInjectionRefused
from channels.mail.message import compose
from channels.mail.smtp import SmtpMail
from channels.messages import Attachment, ChannelKind, Outbound, Route, SendResult
from channels.settings import MailSecurity, SmtpSettings
from hotline.kit.netguard import NetGuardSettings
from tests.channels.mail.certificate import write_certificate
from tests.channels.mail.server import Mailbox, serving

AT = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_certificate(tmp_path_factory.mktemp("tls"))


def settings(port: int, **changes: Any) -> SmtpSettings:
    return SmtpSettings.model_validate(
        {"host": "127.0.0.1", "port": port, "security": "none", "timeout_seconds": 1.0, **changes}
    )


def outbound(text: str = "请于两个工作日内签收。", **changes: Any) -> Outbound:
    fields = {"subject": "关于季华路𠮷野家门口路灯不亮的签收提醒" * 2, **changes}
    route = Route(ChannelKind.EMAIL, "clerk@unit.example", text, **fields)
    return Outbound("01D", "01MESSAGE", route, AT)


async def deliver(port: int, **changes: Any) -> SendResult:
    return await SmtpMail(settings(port, **changes)).send(outbound())


async def test_a_chinese_mail_arrives_as_written(mailbox: Mailbox) -> None:
    async with serving(mailbox) as port:
        result = await SmtpMail(settings(port)).send(
            outbound(attachments=(Attachment("日报.pdf", "application/pdf", b"%PDF-1.7"),))
        )
    assert result.state is DeliveryState.ACCEPTED
    (mail,) = mailbox.mails()
    assert mail["Subject"] == "关于季华路𠮷野家门口路灯不亮的签收提醒" * 2
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == "<01MESSAGE@localhost.localdomain>"
    assert mail["To"] == "clerk@unit.example"
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content().strip() == "请于两个工作日内签收。"
    (file,) = mail.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("日报.pdf", b"%PDF-1.7")
    assert all(ord(char) < 128 for char in (mailbox.stored[0].original_content or b"").decode())


@pytest.mark.parametrize(
    ("rcpt", "data", "state", "reason", "temporary"),
    [
        ("450 later", "", DeliveryState.REJECTED, Reason.THROTTLED, True),
        ("550 nobody", "", DeliveryState.REJECTED, Reason.BAD_ADDRESS, False),
        ("", "451 later", DeliveryState.REJECTED, Reason.THROTTLED, True),
        ("", "554 no", DeliveryState.REJECTED, Reason.CONTENT_REFUSED, False),
        ("421 closing", "", DeliveryState.REJECTED, Reason.UNAVAILABLE, True),
    ],
)
async def test_a_refusal_is_named(
    mailbox: Mailbox, rcpt: str, data: str, state: DeliveryState, reason: Reason, temporary: bool
) -> None:
    mailbox.rcpt_answer, mailbox.data_answer = rcpt, data
    async with serving(mailbox) as port:
        result = await deliver(port)
    assert (result.state, result.reason, result.temporary) == (state, reason, temporary)
    assert not mailbox.stored


@pytest.mark.parametrize("mishap", ["dawdle", "hang_up"])
async def test_silence_after_the_content_is_unknown_though_it_was_stored(
    mailbox: Mailbox, mishap: str
) -> None:
    setattr(mailbox, mishap, 1.5 if mishap == "dawdle" else True)
    async with serving(mailbox) as port:
        result = await deliver(port, timeout_seconds=0.5)
        assert (result.state, result.reason) == (DeliveryState.UNKNOWN, Reason.NO_ANSWER)
        assert len(mailbox.stored) == 1


async def test_a_repetition_carries_the_same_message_id(mailbox: Mailbox) -> None:
    async with serving(mailbox) as port:
        adapter = SmtpMail(settings(port))
        await adapter.send(outbound())
        await adapter.send(Outbound("01OTHER", "01MESSAGE", outbound().route, AT))
    assert len({mail["Message-ID"] for mail in mailbox.mails()}) == 1


async def test_a_closed_door_was_certainly_not_passed() -> None:
    result = await deliver(1)
    assert (result.state, result.reason) == (DeliveryState.REJECTED, Reason.UNAVAILABLE)
    assert result.temporary
    assert result.provider_fault


async def test_a_black_hole_is_left_after_the_time_limit() -> None:
    async def swallow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()  # says nothing until the client leaves
        writer.close()

    server = await asyncio.start_server(swallow, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    started = asyncio.get_running_loop().time()
    result = await deliver(port, timeout_seconds=0.3)
    assert asyncio.get_running_loop().time() - started < 3
    assert (result.state, result.reason) == (DeliveryState.REJECTED, Reason.UNAVAILABLE)
    server.close()
    await asyncio.sleep(0.05)


def server_tls(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    return context


def _check_password(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any
) -> AuthResult:
    right = (data.login, data.password) == (b"hotline", b"secret")
    return AuthResult(success=right, handled=False)


@pytest.mark.parametrize(
    ("password", "trusted", "state", "reason"),
    [
        ("secret", True, DeliveryState.ACCEPTED, Reason.NONE),
        ("wrong", True, DeliveryState.REJECTED, Reason.CREDENTIALS_REFUSED),
        ("secret", False, DeliveryState.REJECTED, Reason.UNAVAILABLE),
    ],
)
async def test_starttls_and_login_are_required_and_strangers_not_trusted(
    mailbox: Mailbox,
    certificate: tuple[Path, Path],
    password: str,
    trusted: bool,
    state: DeliveryState,
    reason: Reason,
) -> None:
    options: dict[str, Any] = {
        "tls_context": server_tls(certificate),
        "require_starttls": True,
        "authenticator": _check_password,
        "auth_required": True,
    }
    async with serving(mailbox, **options) as port:
        result = await deliver(
            port,
            security=MailSecurity.STARTTLS,
            username="hotline",
            password=password,
            ca_file=certificate[0] if trusted else None,
        )
    assert (result.state, result.reason) == (state, reason)
    assert len(mailbox.stored) == (1 if state is DeliveryState.ACCEPTED else 0)


async def test_implicit_tls_works(mailbox: Mailbox, certificate: tuple[Path, Path]) -> None:
    async with serving(mailbox, tls=server_tls(certificate)) as port:
        result = await deliver(port, security=MailSecurity.IMPLICIT, ca_file=certificate[0])
    assert result.state is DeliveryState.ACCEPTED


async def test_a_server_without_starttls_never_sees_the_mail_in_clear(mailbox: Mailbox) -> None:
    async with serving(mailbox) as port:
        result = await deliver(port, security=MailSecurity.STARTTLS)
    assert (result.state, result.temporary) == (DeliveryState.REJECTED, True)
    assert not mailbox.stored


def test_an_open_connection_is_accepted_for_this_machine_only() -> None:
    with pytest.raises(ValueError, match="on this machine only"):
        SmtpSettings(host="mail.example", security=MailSecurity.NONE)


@pytest.mark.parametrize(
    "route",
    [
        Route(ChannelKind.EMAIL, "a@b.example", "x", subject="签收\r\nBcc: all@b.example"),
        Route(ChannelKind.EMAIL, "a@b.example", "x", subject="签收\nX: y"),
        Route(ChannelKind.EMAIL, "a@b.example\r\nBcc: all@b.example", "x"),
        Route(
            ChannelKind.EMAIL,
            "a@b.example",
            "x",
            attachments=(Attachment("a\nb", "text/plain", b""),),
        ),
    ],
)
def test_added_headers_are_refused_before_anything_is_stored(route: Route) -> None:
    check: Callable[[Route], None] = SmtpMail(settings(25)).check
    with pytest.raises(HeaderInjectionRefused):
        check(route)
    with pytest.raises(HeaderInjectionRefused):
        compose(Outbound("01D", "01M", route, AT), settings(25))


@pytest.mark.parametrize("host", ["169.254.169.254", "10.0.0.25", "0.0.0.0", "[::ffff:a9fe:a9fe]"])
async def test_a_mail_server_inside_our_network_needs_the_guards_leave(host: str) -> None:
    result = await deliver(25, host=host.strip("[]"), security="starttls")
    assert (result.state, result.reason) == (DeliveryState.REJECTED, Reason.ADDRESS_FORBIDDEN)
    assert result.temporary


async def test_an_allowed_inner_mail_server_is_called(mailbox: Mailbox) -> None:
    async with serving(mailbox) as port:
        allowed = SmtpMail(settings(port), NetGuardSettings(allow_hosts=["mail.gov.internal"]))
        assert "mail.gov.internal" in allowed.guard.allow_hosts
        result = await allowed.send(outbound())
    assert result.state is DeliveryState.ACCEPTED
