"""Roles, scopes and the actors made of them."""

from hotline.kit.auth.actor import SYSTEM, citizen_actor
from tests.support.kit_app import BOOK


def test_a_token_never_gets_half_a_role() -> None:
    assert BOOK.covered_roles(["clerk"], ["paper.read"]) == frozenset()
    assert BOOK.covered_roles(["clerk"], ["paper.read", "paper.sign"]) == {"clerk"}
    assert BOOK.covered_roles(["clerk", "admin"], ["*"]) == {"clerk", "admin"}
    assert BOOK.covered_roles(["system"], ["paper.read"]) == frozenset()


def test_an_unknown_role_gives_nothing() -> None:
    assert BOOK.permissions_of(["emperor"]) == frozenset()
    assert BOOK.labels_of(["clerk", "emperor"]) == ["办事员", "emperor"]


def test_the_system_and_citizens_hold_no_permission() -> None:
    assert SYSTEM.has_role("system")
    assert not SYSTEM.may("account.manage")
    citizen = citizen_actor("01ARZ3NDEKTSV4RRFFQ69G5FAV")
    assert citizen.kind == "citizen"
    assert citizen.permissions == frozenset()
    assert citizen_actor(None).account_id is None
