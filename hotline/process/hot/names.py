"""What codes are called (名称): categories with their branch, districts and towns, for readers of hot topics."""

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from routing.hot.brief import WHOLE_CITY
from routing.models import PlaceKind, PlaceName
from routing.queries import load_taxonomy
from routing.taxonomy.tree import Taxonomy

_DIVISIONS = (PlaceKind.DISTRICT.value, PlaceKind.TOWN.value)


@dataclass(frozen=True)
class NameBook:
    """The names in force today."""

    taxonomy: Taxonomy = field(default_factory=Taxonomy)
    places: dict[str, str] = field(default_factory=dict)

    @property
    def categories(self) -> dict[str, str]:
        """Return the name of every category, without its branch."""
        return {code: category.name for code, category in self.taxonomy.categories.items()}

    def category(self, code: str) -> str:
        """Return the names from the first level down, the code if it is unknown."""
        return self.taxonomy.label(code) or code

    def place(self, code: str) -> str:
        """Return the name of a district or town; without a code it is the whole city."""
        return self.places.get(code, code) if code else WHOLE_CITY

    def title(self, category: str, term: str, place: str) -> str:
        """Return the title of a topic: place, category, word."""
        known = self.taxonomy.categories.get(category)
        word = f"“{term}”" if term else ""
        return f"{self.place(place)} {known.name if known else category}{word}"


async def load_names(session: AsyncSession) -> NameBook:
    """Read the tree in force and the divisions of the city."""
    query = select(PlaceName.code, PlaceName.name).where(
        PlaceName.kind.in_(_DIVISIONS), PlaceName.code.is_not(None)
    )
    rows = await session.execute(query.order_by(PlaceName.valid_from))
    places = {code: name for code, name in rows.all() if code}
    return NameBook(await load_taxonomy(session), places)
