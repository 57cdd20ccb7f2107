"""The guard of outgoing calls (出站防护): no address inside our own network unless it was allowed.

Names are resolved here, every address is judged, and the connection goes to the judged address: a name
that answers differently the second time gains nothing. TLS still checks the certificate of the name.
"""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpx
from pydantic import BaseModel, ConfigDict, Field, field_validator

from hotline.kit.errors import Invalid

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
_NAT64 = ip_network("64:ff9b::/96")
_NAME = re.compile(r"[a-z0-9_]([a-z0-9._-]{0,251}[a-z0-9])?")
_DEFAULT_PORTS = {"https": 443, "http": 80}
RESOLVE_SECONDS = 4.0  # well below any provider's own limit
OWN_MACHINE = ("127.0.0.1", "::1", "localhost")


class UrlRefused(Invalid):
    """An outgoing address that we do not call."""

    code = "url_refused"
    title_zh = "不允许访问该地址"
    title_en = "This address may not be called"


class NetGuardSettings(BaseModel):
    """Exceptions for services inside our own network, such as the mail server or the provincial exchange."""

    model_config = ConfigDict(extra="forbid")

    allow_hosts: list[str] = Field(
        [], description="允许访问的内网主机名（精确匹配），同时允许 http"
    )
    allow_networks: list[str] = Field([], description="允许访问的内网网段（CIDR），仅限 https")
    timeout_seconds: float = Field(10.0, gt=0, description="每次出站调用的时限（秒）")

    @field_validator("allow_networks")
    @classmethod
    def _networks(cls, value: list[str]) -> list[str]:
        for text in value:
            ip_network(text)
        return value


STRICT = NetGuardSettings()


def with_own_machine(settings: NetGuardSettings) -> NetGuardSettings:
    """Return ``settings`` with this machine's own services allowed besides, by http too."""
    hosts = [*settings.allow_hosts, *OWN_MACHINE]
    return settings.model_copy(update={"allow_hosts": hosts})


@dataclass(frozen=True)
class Target:
    """One judged destination."""

    scheme: str
    host: str
    port: int
    allowed: bool


def check_url(url: str, settings: NetGuardSettings) -> Target:
    """Judge an address by its text alone (when someone types it into a form).

    Only https, or http to an allowed host; no user name in the address. Raises ``UrlRefused`` (422).
    """
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise UrlRefused("地址格式不正确", "Not a valid address") from error
    host = parsed.raw_host.decode("ascii").rstrip(".").lower()
    port = parsed.port or _DEFAULT_PORTS.get(parsed.scheme, 0)
    allowed = _is_allowed(host, settings)
    if parsed.scheme not in _DEFAULT_PORTS or (parsed.scheme == "http" and not allowed):
        raise UrlRefused("只能使用 https 地址", "Only https addresses are called")
    if parsed.userinfo:
        raise UrlRefused("地址格式不正确", "Not a valid address")
    return _target(parsed.scheme, host, port, settings)


def check_host(host: str, port: int, settings: NetGuardSettings) -> Target:
    """Judge a server that is no URL (a mail server) by its text alone; raises ``UrlRefused`` (422)."""
    return _target("", host.rstrip(".").lower(), port, settings)


def _is_allowed(host: str, settings: NetGuardSettings) -> bool:
    return host in {name.lower() for name in settings.allow_hosts}


def _target(scheme: str, host: str, port: int, settings: NetGuardSettings) -> Target:
    literal, allowed = _literal(host), _is_allowed(host, settings)
    if not (literal or _NAME.fullmatch(host)) or not 0 < port < 65536:
        raise UrlRefused("地址格式不正确", "Not a valid address")
    if literal is not None and not allowed:
        judge(literal, settings)
    return Target(scheme, host, port, allowed)


def judge(address: Address, settings: NetGuardSettings) -> None:
    """Refuse addresses that are not public, however they are written; raises ``UrlRefused``."""
    plain = _unwrapped(address)
    if any(plain in ip_network(text) for text in settings.allow_networks):
        return
    if not plain.is_global or plain.is_multicast or plain.is_reserved or plain.is_unspecified:
        raise UrlRefused


def _unwrapped(address: Address) -> Address:
    """Return the IPv4 address that hides in a mapped, 6to4, Teredo or NAT64 address."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else address


def _literal(host: str) -> Address | None:
    """Read an address literal, also in the odd spellings (``127.1``, ``0x7f000001``) that libc accepts."""
    try:
        return ip_address(host)
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


async def resolve_by_system(host: str, port: int) -> Sequence[str]:
    """Resolve by the operating system."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


async def judged(target: Target, settings: NetGuardSettings, resolve: Resolve) -> Sequence[str]:
    """Resolve, judge every answer, and return the addresses to connect to.

    Raises ``UrlRefused`` if any answer is inside, ``OSError`` if there is none.
    """
    answers = await resolve(target.host, target.port)
    if not answers:
        msg = f"the name {target.host} has no address"
        raise OSError(msg)
    for answer in answers:
        if not target.allowed:
            judge(ip_address(answer.partition("%")[0]), settings)
    return answers


async def pin(target: Target, settings: NetGuardSettings, resolve: Resolve) -> str:
    """Return the judged address to connect to by HTTP.

    Raises ``UrlRefused`` if any answer is inside, ``httpx.ConnectError`` if there is none.
    """
    try:
        return (await judged(target, settings, resolve))[0]
    except OSError as error:
        msg = f"the name {target.host} does not resolve"
        raise httpx.ConnectError(msg) from error


async def connected(
    host: str, port: int, settings: NetGuardSettings, *, resolve: Resolve = resolve_by_system
) -> socket.socket:
    """Connect to a server that is no URL, at a judged address; the caller owns the socket.

    Raises ``UrlRefused`` if any answer is inside, ``OSError`` if none answers.
    """
    target = check_host(host, port, settings)
    failure = OSError(f"the name {target.host} has no address")
    for address in await judged(target, settings, resolve):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        made = socket.socket(family, socket.SOCK_STREAM)
        made.setblocking(False)
        try:
            await asyncio.get_running_loop().sock_connect(made, (address, port))
        except OSError as error:
            made.close()
            failure = error
        except BaseException:
            made.close()
            raise
        else:
            return made
    raise failure


@dataclass
class GuardedTransport(httpx.AsyncBaseTransport):
    """Judges and pins each request, redirects included; ``inner`` does the talking."""

    settings: NetGuardSettings
    inner: httpx.AsyncBaseTransport = field(default_factory=httpx.AsyncHTTPTransport)
    resolve: Resolve = resolve_by_system
    resolve_seconds: float = RESOLVE_SECONDS

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request to the judged address under the name's Host header and certificate."""
        target = check_url(str(request.url), self.settings)
        try:
            async with asyncio.timeout(self.resolve_seconds):
                address = await pin(target, self.settings, self.resolve)
        except (
            TimeoutError
        ) as error:  # nothing has left us: told apart from an answer that was lost
            msg = f"the name {target.host} is not resolved in time"
            raise httpx.ConnectTimeout(msg) from error
        pinned = httpx.Request(
            method=request.method,
            url=request.url.copy_with(host=address),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": target.host},
        )
        return await self.inner.handle_async_request(pinned)

    async def aclose(self) -> None:
        """Close the connections."""
        await self.inner.aclose()


def guarded_client(
    settings: NetGuardSettings,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    timeout_seconds: float | None = None,
) -> httpx.AsyncClient:
    """Return the one HTTP client for everything outside: guarded, timed, no redirects, no proxy variables.

    ``transport`` replaces the network (tests); the guard stays in front of it only if it is one.
    ``timeout_seconds`` is the provider's own limit where it differs from the general one.
    """
    return httpx.AsyncClient(
        transport=transport or GuardedTransport(settings),
        timeout=timeout_seconds or settings.timeout_seconds,
        follow_redirects=False,
        trust_env=False,
    )
