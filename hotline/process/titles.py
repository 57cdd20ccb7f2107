"""The title of a draft (工单标题): “[渠道]（地区）要点”, with personal data masked, naming the place once; pure."""

import re
from collections.abc import Collection, Sequence

from hotline.kit.logs import mask_text

LONGEST = 60  # domain rules §5.1
_READ = 200
_SUFFIX = re.compile(r"(?:街道|区|县|市|镇|乡)$")
# Behind these a place can be left out without breaking the sentence, …
_BEFORE = r"(?:^|(?<=[在于住，。,；;：:！!？?\s]))"
# … unless it goes on as the name of an office, as one of several places, or ends there.
_NOT_BEFORE = r"(?!街道|办|政府|和|与|到|至|及|、|[，。,；;：:！!？?\s…]|$)"


def title_of(channel: str, names: Sequence[str], content: str, heard: Collection[str] = ()) -> str:
    """Return the title of at most 60 characters.

    ``names`` are those of the district and the town where the place is known; what the words say of them
    stands in the brackets alone, or in the words alone where leaving it out would break the sentence.
    ``heard`` are the spans in which the place was recognised, short forms (禅城) included.
    """
    gist = " ".join(mask_text(content[:_READ]).split())
    if names:
        gist = _without(names, gist)
    shown = gist[: LONGEST - len(channel) - 2]
    missing = [name for name in names if not _names(shown, name, heard)]
    place = f"（{''.join(missing)}）" if missing else ""
    return f"[{channel}]{place}{gist}"[:LONGEST]


def _without(names: Sequence[str], gist: str) -> str:
    """Leave out the chain of divisions where it leads on to what happened or to a road."""
    *coarse, finest = names
    forms = "".join(
        f"(?:{re.escape(name)}|{re.escape(_short(name))}(?={re.escape(finest)}))?"
        for name in coarse
    )
    ends = "|".join(re.escape(name) for name in reversed(names))
    chain = rf"(?:\w{{2,3}}省)?(?:\w{{2,3}}市)?{forms}(?:{ends})(?:的)?"
    return re.sub(f"{_BEFORE}{chain}{_NOT_BEFORE}(?!{ends})", "", gist)


def _names(shown: str, name: str, heard: Collection[str]) -> bool:
    short = _short(name)
    return name in shown or (short in heard and short in shown)


def _short(name: str) -> str:
    return _SUFFIX.sub("", name) or name
