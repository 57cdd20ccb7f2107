"""The roles of the hotline and their permissions hold together."""

from hotline.roles import (
    NOT_ASSIGNABLE,
    PERMISSIONS,
    VENDOR_DENIED,
    Role,
    permission_names,
    role_book,
)

EXPECTED = {
    "citizen", "agent", "supervisor", "reviewer", "dispatcher", "adjudicator", "coordinator",
    "result_reviewer", "follow_up_agent", "supervision_officer", "unit_clerk", "handler",
    "unit_approver", "knowledge_owner", "knowledge_editor", "inspector", "analyst", "auditor",
    "privacy_officer", "admin", "system",
}  # fmt: skip


def test_every_role_of_the_domain_rules_exists_with_a_chinese_label() -> None:
    assert {role.value for role in Role} == EXPECTED
    assert all("一" <= role.label[0] <= "鿿" for role in Role)


def test_every_role_has_an_entry_in_the_table_of_permissions() -> None:
    assert set(PERMISSIONS) == set(Role)


def test_the_administrator_reads_no_ticket_and_reveals_nobody() -> None:
    held = PERMISSIONS[Role.ADMIN]
    assert not any(name.startswith(("ticket.", "personal.")) for name in held)


def test_the_analyst_sees_no_personal_data_and_the_auditor_changes_nothing() -> None:
    assert "personal.reveal" not in PERMISSIONS[Role.ANALYST]
    assert all(name.endswith(".read") for name in PERMISSIONS[Role.AUDITOR])


def test_contracted_staff_are_denied_every_handling_permission() -> None:
    assert permission_names() >= VENDOR_DENIED
    assert "ticket.handle" in VENDOR_DENIED


def test_nobody_can_be_made_the_system_or_a_citizen() -> None:
    assert {Role.SYSTEM, Role.CITIZEN} == NOT_ASSIGNABLE
    assert PERMISSIONS[Role.SYSTEM] == PERMISSIONS[Role.CITIZEN] == frozenset()


def test_sign_on_receives_plain_strings() -> None:
    book = role_book()
    assert book.labels_of(["unit_clerk"]) == ["单位联络员"]
    assert "ticket.handle" in book.permissions_of(["handler"])
    assert "ticket.handle" not in book.permissions_of(["handler"], vendor=True)
    assert not {"citizen", "system"} & set(book.assignable())
