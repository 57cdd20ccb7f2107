"""Role × endpoint of routing: the analyst reads all of it, masked, and changes nothing (domain rules §2.2)."""

import pytest

from tests.api.refusals import row_counts
from tests.support.city import City

NOWHERE = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
LOGINS = ("fenxi", "agent01", "banzhang", "paidan", "cg-lianluo", "shenji", "admin")
EVERYBODY = set(LOGINS) - {"shenji"}
WATCHING = {"fenxi", "banzhang", "paidan", "admin"}
MAY_READ = {
    "/api/drift": WATCHING,
    "/api/drift/alerts": WATCHING,
    "/api/hot-topics": {"fenxi", "banzhang", "paidan"},
    "/api/hot-topics/briefs": {"fenxi", "banzhang", "paidan"},
    "/api/routing/model": EVERYBODY,
    "/api/catalogue": {"fenxi", "paidan", "admin"},
    "/api/catalogue/check": {"fenxi", "paidan", "admin"},
    "/api/catalogue/explain?category_code=0101": {"fenxi", "paidan", "admin"},
    "/api/catalogue/export": {"fenxi", "paidan", "admin"},
    "/api/categories/versions": EVERYBODY,
    "/api/categories/mappings": EVERYBODY,
    "/api/categories/export": EVERYBODY,
    "/api/routing/examples": WATCHING,
    "/api/routing/examples/versions": WATCHING,
    "/api/routing/limits": {"admin"},
    "/api/routing/policies/RULES": {"admin"},
    "/api/learning/memory": {"admin"},
}
ROOMS = (
    "/api/routing",
    "/api/catalogue",
    "/api/categories",
    "/api/hot-topics",
    "/api/dispatch",
    "/api/drift",
)


@pytest.mark.parametrize("login", LOGINS)
async def test_whoever_may_read_a_page_of_routing_reads_it(city: City, login: str) -> None:
    desk = await city.desk(login)
    for path, allowed in MAY_READ.items():
        answer = await desk.client.get(path)
        expected = 200 if login in allowed else 403
        assert answer.status_code == expected, f"{login} {path} {answer.text[:200]}"


async def test_the_analyst_changes_nothing_of_routing(city: City) -> None:
    desk = await city.desk("fenxi")
    before = await row_counts(city)
    tried = 0
    for path, verbs in city.app.openapi()["paths"].items():
        if not path.startswith(ROOMS):
            continue
        address = "/".join(NOWHERE if part.startswith("{") else part for part in path.split("/"))
        for verb in set(verbs) - {"get"}:
            answer = await desk.client.request(verb.upper(), address)
            assert answer.status_code == 403, f"{verb} {path} {answer.text[:200]}"
            tried += 1
    assert tried > 25
    assert await row_counts(city) == before
