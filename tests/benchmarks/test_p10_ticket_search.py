"""The benchmark of the ticket search runs on a small size, and both askers find what is theirs."""

import pytest

from benchmarks import p10_ticket_search


@pytest.mark.usefixtures("seeded_before")
def test_both_askers_find_what_is_theirs() -> None:
    told = p10_ticket_search.run(tiny=True)
    assert told["tickets"] == 301
    staff, unit = (told[login] for login in (p10_ticket_search.STAFF, p10_ticket_search.UNIT))
    for kind in p10_ticket_search.KINDS:
        assert staff[kind]["p95_ms"] > 0
        assert staff[kind]["hits_each"] >= unit[kind]["hits_each"]
    assert staff["stories"]["hits_each"] >= 1
    assert unit["numbers"]["hits_each"] >= 1
