"""Asking afterwards (评价·回访): the citizen answers by his own channel, a person closes where one must."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from hotline.simulation import forms
from hotline.simulation.citizens import Doors
from hotline.simulation.scenario import Door
from hotline.simulation.staff import Login, Page, Staff
from hotline.simulation.tally import Played, Tally

PAUSE = 0.2
PATIENCE = 240.0  # a house under load answers late; late is told by its own figures
_SATISFIED = {"contacted": "YES", "solved": "YES", "satisfied": "SATISFIED"}
_NOT_SOLVED = {
    "contacted": "YES",
    "solved": "NO",
    "satisfied": "DISSATISFIED",
    "reasons": ["NOT_SOLVED"],
}


@dataclass
class Rater:
    """One citizen who is asked; by text he answers with digits, by web with the form."""

    played: Played
    doors: Doors
    staff: Staff
    tally: Tally

    @property
    def _person(self) -> Login:
        return self.staff.of("follow_up_agent", self.played.contact.index)

    async def satisfied(self) -> None:
        """Contacted, solved, satisfied; ends CLOSED."""
        page = await self._answer("112", _SATISFIED)
        if page["status"] == "FOLLOWING_UP":
            fields: dict[str, Any] = {**forms.SATISFIED, "close_outcome": "RESOLVED"}
            await self.staff.act(self._person, self.played.ticket_id, "CLOSE", **fields)

    async def not_solved(self) -> None:
        """Not solved; ends in a redo."""
        page = await self._answer("134", _NOT_SOLVED)
        if page["status"] == "FOLLOWING_UP":
            fields: dict[str, Any] = {
                **forms.NOT_SOLVED,
                "trigger": "UNRESOLVED",
                "instruction": "诉求人反映未解决，请重新到场核实处理。",
            }
            await self.staff.act(self._person, self.played.ticket_id, "ORDER_REDO", **fields)

    async def _answer(self, digits: str, form: dict[str, Any]) -> Page:
        """Give the answers and return the page after they were taken."""
        contact = self.played.contact
        before = (await self._look())["version"]
        if contact.door is Door.SMS:
            await self.doors.write(contact, digits)
        else:
            await self.doors.step(contact, self.played.receipt, "rate", **form)
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            page = await self._look()
            if page["version"] > before:
                return page
            await asyncio.sleep(PAUSE)
        raise self.tally.fault("评价发出后工单没有变化")

    async def _look(self) -> Page:
        watcher = self.staff.of("supervisor", self.played.contact.index)
        return await self.staff.look(watcher, self.played.ticket_id)
