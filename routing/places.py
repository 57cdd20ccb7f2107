"""Where a matter is (地区): a district and a town, as the catalogue and the gazetteer both say it."""

from dataclasses import dataclass

ALL = "ALL"  # the whole city


@dataclass(frozen=True)
class Place:
    """A district and, where known, a town; empty strings mean unknown."""

    district_code: str = ""
    town_code: str = ""

    def chain(self) -> tuple[str, ...]:
        """Return the codes to try, finest first, ``ALL`` last."""
        return (*(code for code in (self.town_code, self.district_code) if code), ALL)
