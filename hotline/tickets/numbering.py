"""Numbers (编号): ticket numbers with a check digit, query codes, document numbers (domain rules §5.2)."""

import re
import secrets
from datetime import date

from hotline.kit import crypto
from hotline.kit.crypto import KeyRing

SERIAL_DIGITS = 6
CODE_LENGTH = 6
CODE_ALPHABET = "0123456789"
CODE_KIND = "query_code"
_OF_SUBMISSION = "query_code_of_submission"
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)  # twice the digit, its digits summed
_NUMBER = re.compile(r"(?P<prefix>[A-Z]{1,4})(?P<digits>\d{14})(?P<check>\d)")


def luhn_digit(digits: str) -> str:
    """Return the Luhn check digit of ``digits``; raises ``ValueError`` for anything but digits."""
    if not (digits.isascii() and digits.isdigit()):
        msg = "a check digit needs digits"
        raise ValueError(msg)
    doubled = sum(_DOUBLED[int(char)] for char in digits[::-2])
    return str(-(doubled + sum(map(int, digits[-2::-2]))) % 10)


def ticket_number(prefix: str, day: date, serial: int) -> str:
    """Return prefix + yyyymmdd + 6-digit serial + check digit; ``day`` is the Shanghai date.

    Raises ``ValueError`` for a serial outside 1–999999.
    """
    if not 0 < serial < 10**SERIAL_DIGITS:
        msg = f"a daily serial has at most {SERIAL_DIGITS} digits"
        raise ValueError(msg)
    digits = f"{day:%Y%m%d}{serial:0{SERIAL_DIGITS}d}"
    return f"{prefix}{digits}{luhn_digit(digits)}"


def is_ticket_number(text: str) -> bool:
    """Tell whether ``text`` has the form and the right check digit of a ticket number."""
    found = _NUMBER.fullmatch(text)
    return found is not None and luhn_digit(found["digits"]) == found["check"]


def counter_name(prefix: str, day: date) -> str:
    """Return the name of the day's gap-tolerant counter."""
    return f"ticket:{prefix}:{day:%Y%m%d}"


def new_query_code(*, length: int = CODE_LENGTH, alphabet: str = CODE_ALPHABET) -> str:
    """Return a fresh query code; it is shown once and never stored."""
    return _spelled(secrets.randbelow(len(alphabet) ** length), length, alphabet)


def query_codes_of(ring: KeyRing, submission_key: str) -> tuple[str, ...]:
    """Return the query codes that belong to a submission: today's, then those of former hash keys.

    The same submission has the same code, so that a resent one is answered as the lost one was. The code
    follows from the submission's own key and the secret of this house: whoever knows one has nothing.
    """
    made = [crypto.keyed_hash(ring, _OF_SUBMISSION, submission_key)]
    made += sorted(crypto.former_hashes(ring, _OF_SUBMISSION, submission_key))
    many: int = len(CODE_ALPHABET) ** CODE_LENGTH
    return tuple(_spelled(int(one, 16) % many, CODE_LENGTH, CODE_ALPHABET) for one in made)


def _spelled(rest: int, length: int, alphabet: str) -> str:
    base = len(alphabet)
    digits = []
    for _ in range(length):
        rest, digit = divmod(rest, base)
        digits.append(alphabet[digit])
    return "".join(digits)


def query_code_hash(ring: KeyRing, number: str, code: str) -> str:
    """Return the keyed hash (64 hex digits) stored instead of the code, bound to its ticket."""
    return crypto.keyed_hash(ring, CODE_KIND, f"{number}:{code.strip()}")


def code_matches(ring: KeyRing, number: str, code: str, stored: str) -> bool:
    """Tell whether ``stored`` is the hash of this code, also of one given before the key was changed."""
    return crypto.hash_matches(ring, CODE_KIND, f"{number}:{code.strip()}", stored)


def document_number(prefix: str, year: int, serial: int) -> str:
    """Return a supervision document number: CB 催办, DB 督办 or TB 通报 + year + serial."""
    if prefix not in {"CB", "DB", "TB"} or serial < 1:
        msg = "documents are numbered CB, DB or TB from 1"
        raise ValueError(msg)
    return f"{prefix}{year}{serial:05d}"
