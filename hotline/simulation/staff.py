"""The staff at their desks (工作人员): signed on once, acting only as the ticket's page offers."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from hotline.simulation import http
from hotline.simulation.tally import Tally

_TRIES = 5
_TOWN = 4
Page = dict[str, Any]


@dataclass(frozen=True)
class Login:
    """One account of the play; ``unit_code`` is empty for nobody's unit."""

    name: str
    roles: tuple[str, ...]
    unit_code: str


@dataclass(frozen=True)
class UnitRef:
    """One unit as the organisation shows it."""

    id: str
    code: str
    level: int
    district: str = ""

    @property
    def is_department(self) -> bool:
        """Tell whether it stands above the towns: a town leads only what its own list names."""
        return self.level < _TOWN


@dataclass
class Staff:
    """All accounts of the play; each signs on when it is first needed and keeps that session."""

    base_url: str
    logins: Sequence[Login]
    password: str
    tally: Tally
    units: dict[str, UnitRef] = field(default_factory=dict)
    rows: dict[str, list[Page]] = field(default_factory=dict)
    _clients: dict[str, httpx.AsyncClient] = field(default_factory=dict)
    _locks: dict[str, asyncio.Lock] = field(default_factory=dict)

    async def open(self) -> None:
        """Read the units, once."""
        on = await self.client(self.of("dispatcher"))
        cursor: str | None = ""
        while cursor is not None:
            query = {"limit": "100", **({"cursor": cursor} if cursor else {})}
            answer = await http.ask(on, self.tally, "GET", "/api/units", params=query)
            if answer.status_code != 200:
                raise self.tally.fault(http.told(answer))
            page = answer.json()
            for unit in page["items"]:
                district = unit["district_code"] or ""
                ref = UnitRef(unit["id"], unit["code"], unit["level"], district)
                self.units[ref.id] = ref
            cursor = page.get("next_cursor")

    async def close(self) -> None:
        """Sign off and give the connections back."""
        for on in self._clients.values():
            await on.post("/api/auth/logout")
            await on.aclose()

    def of(self, role: str, turn: int = 0) -> Login:
        """Return an account of a role of the hotline; ``turn`` spreads the work over all of them."""
        found = [login for login in self.logins if role in login.roles]
        return found[turn % len(found)]

    def in_unit(self, role: str, unit_id: str) -> Login:
        """Return the unit's account of a role."""
        code = self.units[unit_id].code
        return next(x for x in self.logins if role in x.roles and x.unit_code == code)

    def staffed(self) -> list[UnitRef]:
        """Return the units that have somebody to sign, to handle and to approve, in a fixed order."""
        needed = {"unit_clerk", "handler", "unit_approver"}
        roles: dict[str, set[str]] = {}
        for login in self.logins:
            roles.setdefault(login.unit_code, set()).update(login.roles)
        found = [u for u in self.units.values() if needed <= roles.get(u.code, set())]
        return sorted(found, key=lambda unit: unit.code)

    async def client(self, login: Login) -> httpx.AsyncClient:
        """Return the account's signed-on client."""
        async with self._locks.setdefault(login.name, asyncio.Lock()):
            if login.name not in self._clients:
                on = http.client(self.base_url)
                body = {"login": login.name, "password": self.password}
                answer = await http.ask(on, self.tally, "POST", "/api/auth/login", json=body)
                if answer.status_code != 200:
                    raise self.tally.fault(f"{login.name} 登录失败：{http.told(answer)}")
                self._clients[login.name] = on
        return self._clients[login.name]

    async def get(self, login: Login, path: str, **query: str) -> Any:
        """Read something as ``login``."""
        on = await self.client(login)
        answer = await http.ask(on, self.tally, "GET", path, params=query)
        if answer.status_code != 200:
            raise self.tally.fault(f"{login.name} {http.told(answer)}")
        return answer.json()

    async def post(self, login: Login, path: str, status: int, **more: Any) -> Any:
        """Send something as ``login``."""
        on = await self.client(login)
        answer = await http.ask(on, self.tally, "POST", path, **more)
        if answer.status_code != status:
            raise self.tally.fault(f"{login.name} {http.told(answer)}")
        return answer.json()

    async def look(self, login: Login, ticket_id: str) -> Page:
        """Open a ticket's page."""
        page: Page = await self.get(login, f"/api/tickets/{ticket_id}")
        return page

    async def find(self, login: Login, number: str) -> str:
        """Return the id of the ticket with a number."""
        found = await self.get(login, "/api/tickets", q=number)
        for row in found["items"]:
            if row["number"] == number:
                return str(row["id"])
        raise self.tally.fault("已受理的编号在工单列表中找不到")

    async def act(self, login: Login, ticket_id: str, action: str, **fields: Any) -> None:
        """Do one action that the page offers; somebody else's step in between is looked at again.

        Raises ``Stuck`` when the action is not offered or is refused.
        """
        for _ in range(_TRIES):
            page = await self.look(login, ticket_id)
            if action not in offered(page):
                raise self.tally.fault(
                    f"{login.name} 在“{page['status_label']}”不能“{action}”，"
                    f"可用：{'、'.join(offered(page)) or '无'}"
                )
            answer = await self.try_act(login, page, action, **fields)
            if answer.status_code == 200:
                self.tally.actions[action] += 1
                return
            if http.problem(answer).get("code") != "stale_version":
                raise self.tally.fault(f"{login.name} {http.told(answer)}")
            self.tally.stale += 1
        raise self.tally.fault(f"{login.name} {action}：版本总是已旧")

    async def try_act(self, login: Login, page: Page, action: str, **fields: Any) -> httpx.Response:
        """Send an action whether it is offered or not."""
        on = await self.client(login)
        path = f"/api/tickets/{page['id']}/actions/{action}"
        body = {"version": page["version"], **fields}
        return await http.ask(on, self.tally, "POST", path, json=body)

    async def confirm(self, login: Login, ticket_id: str) -> None:
        """Approve, as the second person, what the first one proposed."""
        page = await self.look(login, ticket_id)
        form = next((a for a in page["allowed_actions"] if a["action"] == "CONFIRM"), None)
        if form is None:
            raise self.tally.fault(f"{login.name} 没有可审批的事项")
        choice = next(f for f in form["fields"] if f["name"] == "proposal_id")
        await self.act(login, ticket_id, "CONFIRM", proposal_id=choice["options"][0]["value"])


def offered(page: Page) -> list[str]:
    """Return the actions a page offers."""
    return [str(item["action"]) for item in page["allowed_actions"]]
