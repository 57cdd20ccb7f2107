"""Doors of the interface (接口样例): a sample of operations, each with a body that it accepts."""

from dataclasses import dataclass
from typing import Any

import httpx

from tests.api.conftest import ROOT_LOGIN
from tests.support.city import City, Json

CONTENT = "禅城区祖庙街道同济路路灯坏了三天，晚上很黑，请尽快修复"
CONTACT = {"name": "王女士", "phone": "13800000001"}
WEB_FORM: Json = {
    "content": CONTENT,
    "kind": "HELP",
    "category_code": "010101",
    "answers": {"spot": "同济路口"},
    "place": {"district_code": "440604", "address": "同济路12号", "lng": 113.1, "lat": 23.0},
    "contact": CONTACT,
    "confidential": False,
    "language": "cmn",
    "submission_key": "form-0123456789abcdef",
}


@dataclass(frozen=True)
class Door:
    """One operation with a good body; ``needed`` are the members it cannot do without."""

    method: str
    path: str
    body: Json
    needed: tuple[str, ...] = ()
    login: str | None = None
    free: frozenset[str] = frozenset()  # members that may be empty or of any length

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    async def client(self, city: City) -> httpx.AsyncClient:
        """Return who knocks."""
        return city.public if self.login is None else (await city.desk(self.login)).client

    async def knock(self, city: City, **sent: Any) -> httpx.Response:
        """Send a request through the door."""
        client = await self.client(city)
        return await client.request(self.method, self.path, **sent)


def public_doors(receipt: Json) -> list[Door]:
    """The doors of citizens, for the request behind ``receipt``."""
    own = f"/api/public/tickets/{receipt['number']}"
    code = {"code": receipt["query_code"]}
    rating = {"solved": "YES", "satisfied": "SATISFIED", "reasons": [], "comment": "谢谢"}
    return [
        Door("POST", "/api/public/requests", WEB_FORM, ("content", "contact")),
        Door("POST", "/api/public/advice", {"text": CONTENT, "district_code": "440604"}, ("text",)),
        Door(
            "POST",
            "/api/public/track",
            {"number": receipt["number"], "code": receipt["query_code"]},
            ("number", "code"),
        ),
        Door("POST", f"{own}/supplement", {**code, "text": "又坏了一盏"}, ("code", "text")),
        Door("POST", f"{own}/urge", {**code, "text": "请尽快"}, ("code",)),
        Door("POST", f"{own}/not-solved", {**code, "text": "还没有修好"}, ("code", "text")),
        Door("POST", f"{own}/rate", {**code, **rating}, ("code", "solved", "satisfied")),
        Door("POST", f"{own}/withdraw", {**code, "text": "已经自己解决"}, ("code", "text")),
        Door("POST", f"{own}/contest", {**code, "text": "我不同意"}, ("code", "text")),
        Door(
            "POST",
            "/api/auth/login",
            {"login": "agent01", "password": "not-the-password"},
            ("login", "password"),
        ),
    ]


def staff_doors(ticket_id: str) -> list[Door]:
    """A sample of the doors of staff, for the ticket ``ticket_id``."""
    act = f"/api/tickets/{ticket_id}/actions"
    doors = [
        ("POST", "/api/tickets", {**WEB_FORM, "channel": "VOICE"}, ("channel", "content")),
        ("POST", "/api/suggestions", {"text": CONTENT, "place_hint": "同济路"}, ("text",)),
        ("POST", f"{act}/COMMENT", {"version": 1, "text": "已电话核实"}, ("version", "text")),
        ("POST", f"{act}/REQUEST_INFO", {"version": 1, "questions": ["在哪里"]}, ("version",)),
        ("POST", f"{act}/DECLINE", {"version": 1, "ground": "OTHER_REGION"}, ("version", "ground")),
        ("POST", f"{act}/VOID", {"version": 1, "reason": "测试"}, ("version", "reason")),
        (
            "POST",
            f"/api/tickets/{ticket_id}/reveal",
            {"field": "phone", "purpose": "核实地址"},
            ("field", "purpose"),
        ),
        ("POST", f"/api/tickets/{ticket_id}/files", {"claims": ["x.y"]}, ("claims",)),
        ("POST", "/api/citizens/lookup", {"kind": "PHONE", "value": "13800000001"}, ("value",)),
        ("POST", "/api/citizens", {"name": "王女士", "phone": "13800000001"}, ()),
        ("POST", "/api/routing/suggest", {"text": CONTENT}, ("text",)),
        (
            "POST",
            "/api/accounts",
            {"login": "xin.ren", "name": "新人", "roles": ["agent"]},
            ("login", "name", "roles"),
        ),
        (
            "POST",
            "/api/supervision/orders",
            {"kind": "URGE", "reason": "超时未签收"},
            ("kind",),
        ),
        ("POST", "/api/auth/password", {"old": "a", "new": "b"}, ()),
    ]
    empty = {"/api/routing/suggest": frozenset({"text"})}
    return [Door(*door, login=ROOT_LOGIN, free=empty.get(door[1], frozenset())) for door in doors]
