"""What codes are called (名称): categories with their branch, districts and towns, for readers of hot topics."""

from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.process.categories import ENDED
from routing.hot.brief import WHOLE_CITY
from routing.models import PlaceKind, PlaceName
from routing.queries import load_history
from routing.taxonomy.tree import Taxonomy

_DIVISIONS = (PlaceKind.DISTRICT.value, PlaceKind.TOWN.value)


@dataclass(frozen=True)
class NameBook:
    """The names in force today."""

    taxonomy: Taxonomy = field(default_factory=Taxonomy)
    places: dict[str, str] = field(default_factory=dict)
    earlier: tuple[Taxonomy, ...] = ()  # the latest first

    @cached_property
    def categories(self) -> dict[str, str]:
        """Return the name of every category, without its branch; those that ended keep theirs."""
        trees = (*reversed(self.earlier), self.taxonomy)
        return {code: one.name for tree in trees for code, one in tree.categories.items()} | {
            f"{code}{ENDED}": f"{one.name}{ENDED}"
            for tree in reversed(self.earlier)
            for code, one in tree.categories.items()
        }

    def category(self, code: str) -> str:
        """Return the names from the first level down, the code if no tree knows it."""
        labels = (tree.label(code) for tree in (self.taxonomy, *self.earlier))
        return next((label for label in labels if label), code)

    def place(self, code: str) -> str:
        """Return the name of a district or town; without a code it is the whole city."""
        return self.places.get(code, code) if code else WHOLE_CITY

    def title(self, category: str, term: str, place: str) -> str:
        """Return the title of a topic: place, category, word."""
        word = f"“{term}”" if term else ""
        return f"{self.place(place)} {self.categories.get(category, category)}{word}"


async def load_names(session: AsyncSession) -> NameBook:
    """Read the trees and the divisions of the city."""
    query = select(PlaceName.code, PlaceName.name).where(
        PlaceName.kind.in_(_DIVISIONS), PlaceName.code.is_not(None)
    )
    rows = await session.execute(query.order_by(PlaceName.valid_from))
    places = {code: name for code, name in rows.all() if code}
    history = await load_history(session)
    earlier = tuple(step.old for _version, step in sorted(history.steps.items(), reverse=True))
    return NameBook(history.present, places, earlier)
