"""A real mail server on loopback (测试邮件服务器) that stores what arrives and misbehaves as told."""

import asyncio
import email
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailbox:
    """A server's handler: stores what arrives, and refuses or dawdles as told."""

    def __init__(self) -> None:
        self.stored: list[Envelope] = []
        self.rcpt_answer = self.data_answer = ""
        self.dawdle = 0.0
        self.hang_up = False

    async def handle_RCPT(  # noqa: N802 — aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if self.rcpt_answer:
            return self.rcpt_answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 — aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.data_answer:
            return self.data_answer
        self.stored.append(envelope)
        if self.hang_up:
            assert server.transport is not None
            server.transport.close()
        await asyncio.sleep(self.dawdle)
        return "250 OK queued"

    def texts(self) -> list[str]:
        """List the plain texts that arrived."""
        bodies = [mail.get_body(("plain",)) for mail in self.mails()]
        return [str(body.get_content()).strip() for body in bodies if body is not None]

    def mails(self) -> list[EmailMessage]:
        return [
            email.message_from_bytes(e.original_content or b"", policy=policy.default)
            for e in self.stored
        ]


@asynccontextmanager
async def serving(
    mailbox: Mailbox, *, port: int = 0, tls: ssl.SSLContext | None = None, **options: Any
) -> AsyncIterator[int]:
    """Serve on a loopback port (0: a free one); ``tls`` speaks TLS from the first byte."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(mailbox, hostname="mail.test", loop=loop, **options),
        "127.0.0.1",
        port,
        ssl=tls,
    )
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
