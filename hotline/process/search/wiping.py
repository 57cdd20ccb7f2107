"""Wiping (去号): what of a text may be indexed and shown as a hit; no number of a person is left in it.

Masks as pages show them keep some digits, and digits can be searched for. Here they go too, and with them
whatever else looks like a long number, however it was written, query codes, doors and rooms.
"""

import re

from hotline.kit.wiping import DOOR, GONE, PAPER, ROOM, SOCIAL, numberless
from hotline.process.wordmask import Masker

_MASKED = re.compile(r"[0-9A-Za-z@._+\-]{0,64}\*+[0-9A-Za-z@._+\-*]{0,64}")
_PLACES = (DOOR, ROOM, SOCIAL, PAPER)


def wiped(text: str, masker: Masker) -> str:
    """Return ``text`` without names, doors, telephone, identity, card and plate numbers, codes and addresses of mail."""
    if not text:
        return ""
    shown = _MASKED.sub(GONE, masker.text(numberless(text, _PLACES)))
    return numberless(shown, _PLACES)
