"""Where a request comes from (来源地址), carried beside the request id for the audit."""

from contextvars import ContextVar

client_address: ContextVar[str | None] = ContextVar("client_address", default=None)
