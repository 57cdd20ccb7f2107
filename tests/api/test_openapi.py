"""The interface as it describes itself: complete, and without one fault over generated requests."""

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, Verbosity, given, settings

from tests.api.conftest import ROOT_LOGIN
from tests.api.refusals import complaints
from tests.support.city import City

VERBS = frozenset({"get", "put", "post", "patch", "delete"})
EXAMPLES_EACH = 4
NOWHERE = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


def _operations(city: City) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, verbs in city.app.openapi()["paths"].items():
        for verb, operation in verbs.items():
            if verb in VERBS:
                yield verb, path, operation


async def test_every_operation_says_what_it_is(city: City) -> None:
    bare = [
        f"{verb} {path}"
        for verb, path, operation in _operations(city)
        if not operation.get("tags") or not operation.get("summary")
    ]
    assert bare == []


async def test_every_operation_refuses_garbage_as_a_problem(city: City) -> None:
    client = (await city.desk(ROOT_LOGIN)).client
    wrong = []
    for verb, path, operation in _operations(city):
        if "requestBody" not in operation or path.startswith("/tw/"):
            continue
        address = "/".join(NOWHERE if p.startswith("{") else p for p in path.split("/"))
        for content in (b"\xff\xfe", b"[[", b'"text"', b'{"\xed\xa0\x80": 1}'):
            response = await client.request(
                verb.upper(), address, content=content, headers={"content-type": "application/json"}
            )
            wrong += [f"{verb} {path} {content!r}: {c}" for c in complaints(response)]
    assert wrong == []


def _sound(result: Any) -> Any:
    """Return the operation of a well described path; fails for a broken description."""
    return result.ok()


class Prober:
    """Sends generated requests through the application and keeps what met a fault."""

    def __init__(self, client: httpx.AsyncClient, loop: asyncio.AbstractEventLoop) -> None:
        self.client, self.loop, self.faults = client, loop, list[str]()

    def send(self, case: Any) -> httpx.Response:
        """Send one request as the person who may do everything."""
        given_arguments = case.as_transport_kwargs(base_url="http://test")
        method, url = given_arguments.pop("method"), given_arguments.pop("url")
        allowed = {"params", "json", "data", "files", "headers", "content"}
        sent = {k: v for k, v in given_arguments.items() if k in allowed and v is not None}
        if isinstance(sent.get("data"), (bytes, str)):
            sent["content"] = sent.pop("data")
        sent["headers"] = {**(sent.get("headers") or {}), **dict(self.client.headers)}
        request = self.client.request(method, url, **sent)
        return asyncio.run_coroutine_threadsafe(request, self.loop).result(30)

    def probe(self, operation: Any) -> None:
        """Try a few good and a few bad requests of one operation."""
        good = operation.as_strategy()
        bad = operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)

        @settings(
            max_examples=EXAMPLES_EACH,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            verbosity=Verbosity.quiet,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=good | bad)
        def attempt(case: Any) -> None:
            try:
                response = self.send(case)
            except (httpx.InvalidURL, UnicodeEncodeError):  # no client could send that
                return
            if response.status_code >= 500:
                self.faults.append(f"{case.method} {case.formatted_path}: {response.text[:200]}")

        attempt()


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_no_generated_request_meets_a_fault(city: City) -> None:
    prober = Prober((await city.desk(ROOT_LOGIN)).client, asyncio.get_running_loop())
    schema = schemathesis.openapi.from_dict(city.app.openapi())
    operations = [_sound(result) for result in schema.get_all_operations()]
    for operation in operations:
        await asyncio.to_thread(prober.probe, operation)
    assert prober.faults == []
    assert len(operations) >= 190
