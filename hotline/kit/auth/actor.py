"""Who acts (操作者): the frozen answer of authentication, passed to every verb."""

from dataclasses import dataclass

SYSTEM_ROLE = "system"
CITIZEN_ROLE = "citizen"


@dataclass(frozen=True)
class Actor:
    """One acting person or machine; ``kind`` is ``staff``, ``citizen`` or ``system``.

    ``account_id`` is the account of staff, the citizen's id of a citizen and ``None`` for the system.
    ``unit_path`` is the materialised path ``/<unit id>/…/`` whose prefix rule gives the subtree.
    ``vendor`` marks contracted staff, who are denied every handling action (domain rules §2.2).
    """

    account_id: str | None
    name: str
    roles: frozenset[str]
    permissions: frozenset[str]
    unit_id: str | None
    unit_path: str | None
    vendor: bool
    kind: str

    def has_role(self, *roles: str) -> bool:
        """Tell whether the actor holds any of ``roles``."""
        return not self.roles.isdisjoint(roles)

    def may(self, permission: str) -> bool:
        """Tell whether the actor holds ``permission``."""
        return permission in self.permissions


SYSTEM = Actor(
    account_id=None,
    name="系统",
    roles=frozenset({SYSTEM_ROLE}),
    permissions=frozenset(),
    unit_id=None,
    unit_path=None,
    vendor=False,
    kind="system",
)


def citizen_actor(citizen_id: str | None) -> Actor:
    """Return the actor for a citizen; ``None`` for an anonymous one."""
    return Actor(
        account_id=citizen_id,
        name="市民",
        roles=frozenset({CITIZEN_ROLE}),
        permissions=frozenset(),
        unit_id=None,
        unit_path=None,
        vendor=False,
        kind="citizen",
    )
