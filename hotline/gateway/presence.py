"""Who has which ticket open (同屏提示), in this process; a hint, never a lock."""

from dataclasses import dataclass, field

from hotline.kit.realtime.hub import Outgoing, SlowClient


@dataclass
class Presence:
    """Connections by ticket."""

    _open: dict[str, dict[int, tuple[str, str, Outgoing]]] = field(default_factory=dict)
    _where: dict[int, str] = field(default_factory=dict)

    def move(
        self, key: int, *, account_id: str, name: str, ticket_id: str | None, to: Outgoing
    ) -> None:
        """Note that connection ``key`` now shows ``ticket_id`` (or nothing) and tell the others."""
        self.leave(key)
        if ticket_id is None:
            return
        self._where[key] = ticket_id
        self._open.setdefault(ticket_id, {})[key] = (account_id, name, to)
        self._tell(ticket_id)

    def leave(self, key: int) -> None:
        """Forget the connection and tell who stays."""
        ticket_id = self._where.pop(key, None)
        if ticket_id is None:
            return
        viewers = self._open.get(ticket_id, {})
        viewers.pop(key, None)
        if not viewers:
            self._open.pop(ticket_id, None)
            return
        self._tell(ticket_id)

    def viewers(self, ticket_id: str) -> list[dict[str, str]]:
        """List who shows the ticket, each person once."""
        people = {account: name for account, name, _ in self._open.get(ticket_id, {}).values()}
        return [{"account_id": account, "name": name} for account, name in sorted(people.items())]

    def _tell(self, ticket_id: str) -> None:
        message = {"type": "presence", "ticket_id": ticket_id, "viewers": self.viewers(ticket_id)}
        for _account, _name, outgoing in list(self._open.get(ticket_id, {}).values()):
            try:
                outgoing.put(message)
            except SlowClient:
                continue
