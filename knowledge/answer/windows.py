"""Windows (办理窗口): where, when and under which number, of the asker's district if he named one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge.answer.answers import Paragraph, Piece
from knowledge.answer.frames import Frame, ordinal, paragraph, said, sentence
from knowledge.items.schemas import ItemContent, Window

SHOWN = 5  # windows read out at once; a list without end helps nobody
_DISTRICT = 6  # digits of a district in a longer code

Told = list[Paragraph]
_One = Callable[[Window], list[Piece | Frame]]


def districts_of(windows: Sequence[Window]) -> list[str]:
    """Return the different districts of windows, in their order."""
    codes = (window.district_code[:_DISTRICT] for window in windows)
    return list(dict.fromkeys(code for code in codes if code))


def near(windows: Sequence[Window], district: str) -> tuple[list[Window], bool]:
    """Return the windows of ``district`` and of the whole city, or else all; and whether they are near."""
    if not district:
        return list(windows), True
    code = district[:_DISTRICT]
    found = [w for w in windows if w.district_code[:_DISTRICT] in {"", code}]
    return (found, True) if found else (list(windows), False)


@dataclass(frozen=True)
class Served:
    """Whose windows they are, by name."""

    name: str
    windows: Sequence[Window]


def places(served: Served, district: str = "") -> Told:
    """Return names, addresses, hours and phones of the windows."""
    return _told(_placed(served), (Frame.WINDOWS, district), _full)


def hours(served: Served, district: str = "") -> Told:
    """Return when the windows are open; one line when all of them agree."""
    windows = [w for w in served.windows if w.hours]
    if windows and len({w.hours for w in windows}) == 1:
        head = paragraph(Frame.QUOTE, said(served.name), Frame.WINDOW_HOURS)
        return [head, sentence(said(windows[0].hours))]
    return _told(Served(served.name, windows), (Frame.WINDOW_HOURS, district), _open)


def phones(content: ItemContent, district: str = "") -> Told:
    """Return the number to ask, those of the district's windows if he named one, and the supervisor's."""
    told: Told = []
    if content.consult_phone:
        told.append(sentence(Frame.CONSULT, said(content.consult_phone)))
    windows = [w for w in content.windows if w.phone]
    close, here = near(windows, district)
    if close and here and (district or not told):
        told = told or [paragraph(Frame.CONSULT)]
        told += [sentence(*_phone(window)) for window in close[:SHOWN]]
    if content.supervision_phone and told:
        told.append(sentence(Frame.SUPERVISION, said(content.supervision_phone)))
    return told


def calls(windows: Sequence[Window]) -> Told:
    """Return the phones of windows by their names."""
    told = [sentence(*_phone(window)) for window in windows[:SHOWN]]
    return [*told, paragraph(Frame.MORE_WINDOWS)] if len(windows) > SHOWN else told


def places_in_short(served: Served, district: str = "") -> Told:
    """Return names, addresses and phones only, for a text message."""
    return _told(_placed(served), (Frame.WINDOWS, district), _short)


def _placed(served: Served) -> Served:
    return Served(served.name, [w for w in served.windows if w.name or w.address])


def _told(served: Served, asked: tuple[Frame, str], one: _One) -> Told:
    if not served.windows:
        return []
    head, district = asked
    close, here = near(served.windows, district)
    told = [paragraph(Frame.QUOTE, said(served.name), head)]
    if not here:
        told.append(paragraph(Frame.OTHER_DISTRICTS))
    lines = [one(window) for window in close[:SHOWN]]
    if len(lines) == 1:
        told.append(sentence(*lines[0]))
    else:
        told += [sentence(ordinal(i), *line) for i, line in enumerate(lines, 1)]
    if len(close) > SHOWN:
        told.append(paragraph(Frame.MORE_WINDOWS))
    return told


def _full(window: Window) -> list[Piece | Frame]:
    parts: list[list[Piece | Frame]] = [[said(window.name)]] if window.name else []
    for frame, text in (
        (Frame.ADDRESS, window.address),
        (Frame.HOURS, window.hours),
        (Frame.PHONE, window.phone),
        (Frame.TRANSPORT, window.transport),
    ):
        if text:
            parts.append([frame, said(text)])
    return _separated(parts, Frame.SEMICOLON)


def _short(window: Window) -> list[Piece | Frame]:
    return _separated(
        [[said(w)] for w in (window.name, window.address, window.phone) if w], Frame.COMMA
    )


def _open(window: Window) -> list[Piece | Frame]:
    return _separated(
        [[said(w)] for w in (window.name or window.address, window.hours)], Frame.COLON
    )


def _phone(window: Window) -> list[Piece | Frame]:
    return _separated(
        [[said(w)] for w in (window.name or window.address, window.phone)], Frame.COLON
    )


def _separated(parts: Sequence[Sequence[Piece | Frame]], between: Frame) -> list[Piece | Frame]:
    found: list[Piece | Frame] = []
    for part in parts:
        found += [between, *part] if found else part
    return found
