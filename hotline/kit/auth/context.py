"""What bootstrap gives to sign-on (权限表·设置): role names, permissions and limits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hotline.kit.auth.settings import AuthSettings

ALL_SCOPES = "*"


@dataclass(frozen=True)
class RoleBook:
    """Roles as plain strings: what each may do, its Chinese label, and two exceptions.

    ``vendor_denied`` are permissions that contracted staff never get; ``not_assignable`` are roles
    that no account may hold.
    """

    permissions: Mapping[str, frozenset[str]]
    labels: Mapping[str, str]
    vendor_denied: frozenset[str] = frozenset()
    not_assignable: frozenset[str] = frozenset()

    def permissions_of(self, roles: Iterable[str], *, vendor: bool = False) -> frozenset[str]:
        """Return the union over ``roles``; unknown roles give nothing."""
        held = frozenset().union(*(self.permissions.get(role, frozenset()) for role in roles))
        return held - self.vendor_denied if vendor else held

    def labels_of(self, roles: Iterable[str]) -> list[str]:
        """Return the Chinese labels, in the order of the roles."""
        return [self.labels.get(role, role) for role in roles]

    def assignable(self) -> list[str]:
        """List the roles that an account may hold."""
        return [role for role in self.permissions if role not in self.not_assignable]

    def all_permissions(self) -> frozenset[str]:
        """Return every permission that some role holds."""
        return frozenset().union(*self.permissions.values())

    def covered_roles(self, roles: Iterable[str], scopes: Iterable[str]) -> frozenset[str]:
        """Return the roles whose every permission lies in ``scopes`` (a token never gets half a role)."""
        allowed = frozenset(scopes)
        if ALL_SCOPES in allowed:
            return frozenset(roles)
        return frozenset(
            r for r in roles if self.permissions.get(r) and self.permissions[r] <= allowed
        )


@dataclass(frozen=True)
class AuthContext:
    """Kept at ``app.state.auth``."""

    roles: RoleBook
    settings: AuthSettings = field(default_factory=AuthSettings)
    secure_cookie: bool = False
