"""Playing the journeys (运行情景): many at once, one stuck journey never stops the others."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import httpx

from hotline.simulation import branches, forms
from hotline.simulation.citizens import Doors
from hotline.simulation.course import Course
from hotline.simulation.scenario import Contact, Door
from hotline.simulation.staff import Staff
from hotline.simulation.tally import Played, Receipt, Stuck, Tally

Progress = Callable[[int], None]


@dataclass
class Play:
    """One run: citizens, staff, counts."""

    doors: Doors
    staff: Staff
    tally: Tally

    async def run(
        self, contacts: Sequence[Contact], at_once: int, progress: Progress | None = None
    ) -> None:
        """Play every journey, ``at_once`` at a time; ``progress`` hears how many contacts are done."""
        turn = asyncio.Semaphore(at_once)

        async def one(contact: Contact) -> None:
            async with turn:
                await self._guarded(contact)
            if progress is not None:
                progress(2 if contact.twin else 1)

        await asyncio.gather(*(one(contact) for contact in contacts))

    async def _guarded(self, contact: Contact) -> None:
        where = f"[{contact.plan.label}·{contact.door.label}] "
        try:
            await self._journey(contact)
        except Stuck as stuck:
            self.tally.faults.append(f"{where}{stuck}")
        except (httpx.HTTPError, KeyError, ValueError, StopIteration) as error:
            self.tally.faults.append(f"{where}{type(error).__name__}：{error}")
        else:
            self.tally.finished += 1

    async def _journey(self, contact: Contact) -> None:
        played = await self._enter(contact)
        course = Course(played, self.doors, self.staff, self.tally)
        if contact.twin is not None:
            await branches.merged(course, await self._enter(contact.twin))
            return
        await branches.BRANCHES[contact.plan](course)

    async def _enter(self, contact: Contact) -> Played:
        receipt = await (
            self._at_window(contact) if contact.door is Door.DESK else self.doors.enter(contact)
        )
        played = Played(contact, receipt)
        self.tally.accepted.append(played)
        played.ticket_id = await self.staff.find(self.staff.of("supervisor"), receipt.number)
        return played

    async def _at_window(self, contact: Contact) -> Receipt:
        """A14: somebody comes to a window; an agent writes it down."""
        self.tally.sent += 1
        agent = self.staff.of("agent", contact.index)
        form = forms.window_intake(contact.text, contact.phone)
        opened = await self.staff.post(agent, "/api/tickets", 201, json=form)
        return Receipt(opened["number"], opened["query_code"])
