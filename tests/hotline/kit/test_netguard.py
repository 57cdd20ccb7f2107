"""No outgoing call reaches our own network, however the address is written."""

import ast
import asyncio
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

from hotline.kit.netguard import (
    GuardedTransport,
    NetGuardSettings,
    UrlRefused,
    check_host,
    check_url,
    connected,
    guarded_client,
    with_own_machine,
)

PUBLIC = "93.184.216.34"
OPEN = NetGuardSettings()


class Names:
    """A resolver with fixed answers that remembers the questions."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, host: str, _port: int) -> Sequence[str]:
        self.asked.append(host)
        if not self.answers:
            raise OSError
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class Network(httpx.AsyncBaseTransport):
    """Remembers what would have gone out."""

    def __init__(self) -> None:
        self.sent: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        return httpx.Response(302, headers={"location": "http://169.254.169.254/latest"})


def client_of(
    names: Names, network: Network, settings: NetGuardSettings = OPEN
) -> httpx.AsyncClient:
    return guarded_client(settings, transport=GuardedTransport(settings, network, names))


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "javascript:alert(1)",
        "https://user:secret@example.org/",
        "https://",
        "//example.org",
        "not a url",
        "",
        "https://exa mple.org/",
        "https://example.org:99999/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://0x7f000001/",
        "https://2130706433/",
        "https://0177.0.0.1/",
        "https://0.0.0.0/",
        "https://10.1.2.3/",
        "https://172.16.0.1/",
        "https://192.168.1.1/",
        "https://100.100.100.200/",
        "https://169.254.169.254/latest/meta-data",
        "https://224.0.0.1/",
        "https://255.255.255.255/",
        "https://[::1]/",
        "https://[::]/",
        "https://[fe80::1]/",
        "https://[fd00::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:a9fe:a9fe]/",
        "https://[2002:7f00:1::]/",
        "https://[64:ff9b::7f00:1]/",
    ],
)
def test_a_dangerous_address_is_refused_by_its_text(url: str) -> None:
    with pytest.raises(UrlRefused):
        check_url(url, OPEN)


@pytest.mark.parametrize(
    "url", ["https://example.org/x?y=1", f"https://{PUBLIC}/", "https://例子.cn/"]
)
def test_a_public_https_address_passes(url: str) -> None:
    assert check_url(url, OPEN).port == 443


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.0.0.8", "::1", "fe80::1%eth0", "100.64.0.1"])
async def test_a_name_that_points_inside_is_refused_and_nothing_is_sent(inside: str) -> None:
    network = Network()
    async with client_of(Names([PUBLIC, inside]), network) as client:
        with pytest.raises(UrlRefused):
            await client.get("https://rebind.example/")
    assert network.sent == []


async def test_the_connection_goes_to_the_judged_address_under_the_old_name() -> None:
    network, names = Network(), Names([PUBLIC], ["127.0.0.1"])
    async with client_of(names, network) as client:
        await client.post("https://example.org/hook?a=1", content=b"body")
    (sent,) = network.sent
    assert sent.url.host == PUBLIC
    assert sent.url.raw_path == b"/hook?a=1"
    assert sent.headers["host"] == "example.org"
    assert sent.extensions["sni_hostname"] == "example.org"
    assert names.asked == ["example.org"]


async def test_redirects_are_not_followed_and_would_be_judged() -> None:
    network = Network()
    async with client_of(Names([PUBLIC]), network) as client:
        answer = await client.get("https://example.org/")
        assert answer.status_code == 302
        with pytest.raises(UrlRefused):
            await client.get("https://example.org/", follow_redirects=True)
    assert all(request.url.host == PUBLIC for request in network.sent)


async def test_an_unknown_name_is_a_connection_error_that_can_be_retried() -> None:
    async with client_of(Names(), Network()) as client:
        with pytest.raises(httpx.ConnectError):
            await client.get("https://nowhere.example/")
    async with client_of(Names([]), Network()) as client:
        with pytest.raises(httpx.ConnectError):
            await client.get("https://nowhere.example/")


async def test_names_that_are_not_resolved_in_time_were_certainly_not_called() -> None:
    async def mute(_host: str, _port: int) -> Sequence[str]:
        await asyncio.sleep(60)
        return [PUBLIC]

    network = Network()
    transport = GuardedTransport(OPEN, network, mute, resolve_seconds=0.05)
    async with guarded_client(OPEN, transport=transport) as client:
        with pytest.raises(httpx.ConnectTimeout):
            await client.get("https://slow.example/")
    assert network.sent == []


async def test_an_allowed_inner_host_and_network_are_reachable() -> None:
    settings = NetGuardSettings(
        allow_hosts=["Exchange.gov.internal"], allow_networks=["10.8.0.0/16"]
    )
    network = Network()
    async with client_of(Names(["10.1.1.1"]), network, settings) as client:
        await client.get("http://exchange.gov.internal/")
    async with client_of(Names(["10.8.3.4"]), network, settings) as client:
        await client.get("https://other.internal/")
        with pytest.raises(UrlRefused):
            await client.get("http://other.internal/")
    assert [request.url.host for request in network.sent] == ["10.1.1.1", "10.8.3.4"]


def test_a_wrong_network_in_the_settings_is_refused_at_start() -> None:
    with pytest.raises(ValidationError):
        NetGuardSettings(allow_networks=["10.0.0.0/99"])


async def test_the_real_resolver_refuses_this_machine() -> None:
    async with guarded_client(OPEN) as client:
        with pytest.raises(UrlRefused):
            await client.get("https://localhost/")


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "fe80::1%eth0"])
async def test_a_server_that_is_no_url_is_judged_too(inside: str) -> None:
    with pytest.raises(UrlRefused):
        await connected("mail.example", 25, OPEN, resolve=Names([PUBLIC, inside]))
    with pytest.raises(UrlRefused):
        check_host(inside.partition("%")[0], 25, OPEN)
    with pytest.raises(OSError, match="no address"):
        await connected("mail.example", 25, OPEN, resolve=Names([]))


async def test_a_server_is_reached_at_the_next_judged_address_when_the_first_is_deaf() -> None:
    heard: list[str] = []

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append("called")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    settings = NetGuardSettings(allow_networks=["127.0.0.0/8", "::1/128"])
    names = Names(["127.0.0.2", "127.0.0.1"])
    with await connected("mail.example", port, settings, resolve=names) as made:
        assert made.getpeername() == ("127.0.0.1", port)
        await asyncio.sleep(0.05)
    assert heard == ["called"]
    server.close()
    await server.wait_closed()
    with pytest.raises(ConnectionRefusedError):
        await connected("mail.example", port, settings, resolve=Names(["127.0.0.1"]))


def test_this_machine_is_called_only_where_that_was_allowed() -> None:
    for url in ("http://127.0.0.1:8500/", "http://localhost/", "http://[::1]:1/"):
        with pytest.raises(UrlRefused):
            check_url(url, OPEN)
        assert check_url(url, with_own_machine(OPEN)).allowed
    with pytest.raises(UrlRefused):
        check_url("http://10.0.0.8/", with_own_machine(OPEN))


def test_every_client_of_ours_is_made_by_the_guard() -> None:
    """Only the guard opens HTTP clients; the simulation calls the house itself, by an operator's word."""
    root = Path(__file__).parents[3]
    free = {"hotline/kit/netguard.py", "hotline/simulation/http.py", "hotline/cli/simulation.py"}
    makers = {"AsyncClient", "AsyncHTTPTransport", "ClientSession", "urlopen", "open_connection"}
    found = set()
    for package in ("hotline", "channels", "routing", "knowledge", "crm", "agent_ui"):
        for path in sorted((root / package).rglob("*.py")):
            calls = [
                n.func for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call)
            ]
            names = {getattr(f, "attr", getattr(f, "id", "")) for f in calls}
            if names & makers:
                found.add(path.relative_to(root).as_posix())
    assert "hotline/kit/netguard.py" in found
    assert found <= free
