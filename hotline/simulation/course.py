"""The way of a ticket (办理过程): review, dispatch, sign, contact, reply, acceptance, rating, closing."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from hotline.simulation import forms
from hotline.simulation.choosing import Dispatcher, Known, Place, by_hand, by_row
from hotline.simulation.citizens import Doors
from hotline.simulation.picture import photo
from hotline.simulation.rating import PATIENCE, PAUSE, Rater
from hotline.simulation.scenario import Text
from hotline.simulation.staff import Login, Page, Staff, offered
from hotline.simulation.tally import Played, Tally


@dataclass
class Course:
    """One ticket on its way; a branch of the plan is a few of these steps in another order."""

    played: Played
    doors: Doors
    staff: Staff
    tally: Tally

    @property
    def ticket_id(self) -> str:
        """The ticket."""
        return self.played.ticket_id

    @property
    def text(self) -> Text:
        """What the citizen wrote."""
        return self.played.contact.text

    def person(self, role: str) -> Login:
        """Return the account of the hotline that does this step for this ticket."""
        return self.staff.of(role, self.played.contact.index)

    async def act(self, login: Login, action: str, **fields: object) -> None:
        """Do one action on this ticket."""
        await self.staff.act(login, self.ticket_id, action, **fields)

    async def page(self, role: str) -> Page:
        """Open the ticket as somebody of the hotline."""
        return await self.staff.look(self.person(role), self.ticket_id)

    async def approve(self) -> None:
        """B1, and once more to see that a second approval is refused."""
        reviewer = self.person("reviewer")
        page = await self.staff.look(reviewer, self.ticket_id)
        if page["status"] == "READY":
            self.note("系统已自动审核")
            return
        fields = forms.approval(page, self.text)
        await self.act(reviewer, "APPROVE", **fields)
        if self.played.contact.index % 5 == 0:
            await self._refused(reviewer, "APPROVE", fields)

    async def _refused(self, login: Login, action: str, fields: Page) -> None:
        page = await self.staff.look(login, self.ticket_id)
        answer = await self.staff.try_act(login, page, action, **fields)
        after = await self.staff.look(login, self.ticket_id)
        named = answer.json().get("allowed_actions") is not None
        if answer.status_code != 409 or not named or after["version"] != page["version"]:
            raise self.tally.fault(f"不允许的操作 {action} 未被正确拒绝（{answer.status_code}）")
        self.tally.refused_rightly += 1

    async def dispatch(self) -> str:
        """B5 by the catalogue's row where its lead takes part in the play, else as a dispatcher would."""
        desk = self._desk()
        known = await self._known(desk)
        choice = by_row(known) or by_hand(known, self.played.contact.index)
        fields = forms.by_row(choice) if choice.row_id else forms.by_hand(choice)
        await self.act(desk.login, "DISPATCH", **fields)
        desk.count(known, choice)
        return choice.unit_id

    async def another(self, than: str) -> str:
        """Return the department whose duty it might be instead."""
        known = await self._known(self._desk())
        return by_hand(known, self.played.contact.index, other_than=than).unit_id

    def _desk(self) -> Dispatcher:
        return Dispatcher(self.staff, self.tally, self.person("dispatcher"))

    async def _known(self, desk: Dispatcher) -> Known:
        place = Place(self.text.district, self.text.town)
        return await desk.look(self.ticket_id, self.text.category, place)

    async def sign(self, unit_id: str) -> None:
        """C1."""
        await self.act(self.staff.in_unit("unit_clerk", unit_id), "SIGN")

    async def contact(self, unit_id: str) -> None:
        """D1."""
        handler = self.staff.in_unit("handler", unit_id)
        await self.act(handler, "LOG_CONTACT", **forms.reached(forms.now()))

    async def reply(self, unit_id: str) -> None:
        """D16 by the handler with a photo, confirmed by the approver."""
        handler = self.staff.in_unit("handler", unit_id)
        file_id = await self._attach(handler)
        page = await self.staff.look(handler, self.ticket_id)
        await self.act(handler, "REPLY", **forms.reply(file_id, page))
        await self.staff.confirm(self.staff.in_unit("unit_approver", unit_id), self.ticket_id)

    async def _attach(self, login: Login) -> str:
        picture = ("photo.png", photo(self.played.contact.index), "image/png")
        upload = await self.staff.post(login, "/api/uploads", 201, files={"file": picture})
        path = f"/api/tickets/{self.ticket_id}/files"
        body = {"claims": [upload["claim"]], "kind": "HANDLING_PROOF"}
        attached = await self.staff.post(login, path, 201, json=body)
        return str(attached["ids"][0])

    async def handle(self, unit_id: str) -> None:
        """Sign, contact, reply."""
        await self.sign(unit_id)
        await self.contact(unit_id)
        await self.reply(unit_id)

    async def finish(self, rate: Callable[[Rater], Awaitable[None]] | None = None) -> None:
        """E1 with a rating, or E3 where nobody is asked."""
        reviewer = self.person("result_reviewer")
        page = await self.staff.look(reviewer, self.ticket_id)
        reason = unasked(page)
        if reason is None:
            await self.act(reviewer, "ACCEPT_RESULT", checklist=forms.CHECKLIST)
            rater = Rater(self.played, self.doors, self.staff, self.tally)
            await (rate or Rater.satisfied)(rater)
            return
        await self.act(
            reviewer,
            "ACCEPT_WITHOUT_FOLLOW_UP",
            checklist=forms.CHECKLIST,
            reason=reason,
            close_outcome="RESOLVED",
        )

    async def until(self, status: str) -> None:
        """Wait until a citizen's own step has arrived at the ticket."""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            page = await self.page("supervisor")
            if page["status"] == status:
                return
            await asyncio.sleep(PAUSE)
        raise self.tally.fault(f"市民的操作没有使工单变为 {status}")

    def note(self, words: str) -> None:
        """Note a step that the rules did not offer for this ticket."""
        self.played.notes.append(words)

    async def offers(self, login: Login, action: str) -> bool:
        """Tell whether an action is offered now."""
        return action in offered(await self.staff.look(login, self.ticket_id))


def unasked(page: Page) -> str | None:
    """Return why nobody is asked about this ticket, ``None`` if the citizen is."""
    if page["confidentiality"] != "NONE":
        return "CONFIDENTIAL"
    if page["citizen"]["kind"] == "ANONYMOUS":
        return "ANONYMOUS"
    return "EXCLUDED_KIND" if page["kind"] == "PRAISE" else None
