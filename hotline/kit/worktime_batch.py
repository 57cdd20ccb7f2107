"""Working time of many instants at once (批量工时计算) with numpy, for recomputing open clocks."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from hotline.kit.worktime import MINUTE, Calendar, outside

Instants = npt.NDArray[np.datetime64]
Numbers = npt.NDArray[np.int64]


def add_minutes_many(calendar: Calendar, starts: Instants, minutes: Numbers | int) -> Instants:
    """Return ``calendar.add_minutes`` of every start.

    ``starts`` are UTC ``datetime64`` values of any shape, ``minutes`` one number or an array of that
    shape; the answer is ``datetime64[us]``. Raises ``ValueError`` below 0 and ``OutsideCalendar``.
    """
    opens, before, shift = _arrays(calendar)
    added = np.broadcast_to(np.asarray(minutes, dtype=np.int64), starts.shape)
    at = starts.astype("datetime64[us]").astype(np.int64)
    if not at.size:
        return at.astype("datetime64[us]")
    if int(added.min()) < 0:
        msg = "minutes must not be negative"
        raise ValueError(msg)
    index = np.searchsorted(opens, at, side="right")
    done = np.minimum(at - shift[np.maximum(index - 1, 0)], before[index])
    target = np.where(index == 0, 0, done) + added * MINUTE
    found = np.maximum(np.searchsorted(before, target, side="left") - 1, 0)
    if int(at.min()) < calendar.first_instant or int(found.max()) >= len(opens):
        raise outside(calendar)
    answer = np.where(added == 0, at, target + shift[found])
    return answer.astype("datetime64[us]")


@lru_cache(maxsize=16)
def _arrays(calendar: Calendar) -> tuple[Numbers, Numbers, Numbers]:
    opens, before, shift = calendar.sums()
    return (
        np.asarray(opens, dtype=np.int64),
        np.asarray(before, dtype=np.int64),
        np.asarray(shift, dtype=np.int64),
    )
