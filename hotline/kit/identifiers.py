"""Normal forms of phone, identity number and e-mail (号码规范化), so that equal things hash equally."""

import re
import unicodedata

_SEPARATORS = re.compile(r"[\s\-‐-―－()（）.·/]+")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d{2})[2-9]\d{6,7}")
_SHORT = re.compile(r"(?:1[0-9]{2,5}|9[56]\d{3,6}|106\d{5,17}|[48]00\d{7})")
_LOCAL = re.compile(r"[2-9]\d{6,7}")
_FOREIGN = re.compile(r"\+[1-9]\d{6,14}")
_IDENTITY = re.compile(
    r"[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]"
)
_EMAIL = re.compile(
    r"[^@\s\x00-\x1f\"(),:;<>\[\]\\]{1,64}@[^@\s\x00-\x1f]{1,253}\.[^@\s\x00-\x1f.]{2,63}"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
MAX_INPUT = 320


def normalise_phone(text: str, *, area_code: str | None = None) -> str | None:
    """Return digits of a Chinese number, ``+…`` of a foreign one, or ``None`` if it is no number.

    ``13812345678`` for mobiles, ``075783301234`` for landlines with area code, ``12345`` for service
    codes; ``+86``, ``0086``, separators and full-width digits disappear. A local number of 7 or 8
    digits is accepted only if ``area_code`` (``0757``) completes it.
    """
    if len(text) > MAX_INPUT:
        return None
    digits = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    digits = re.sub(r"^00(?=[1-9])", "+", digits)
    if not digits.isascii() or not re.fullmatch(r"\+?\d{3,20}", digits):
        return None
    if digits.startswith("+") and not digits.startswith("+86"):
        return digits if _FOREIGN.fullmatch(digits) else None
    return _chinese(digits.removeprefix("+86"), area_code, abroad=digits.startswith("+86"))


def _chinese(digits: str, area_code: str | None, *, abroad: bool) -> str | None:
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    if any(form.fullmatch(digits) for form in (_MOBILE, _LANDLINE, _SHORT)):
        return digits
    if abroad and _LANDLINE.fullmatch("0" + digits):
        return "0" + digits
    if area_code and _LOCAL.fullmatch(digits):
        return area_code + digits
    return None


def is_mobile(number: str) -> bool:
    """Tell whether a normalised number is a Chinese mobile, hence can receive SMS."""
    return _MOBILE.fullmatch(number) is not None


def normalise_identity_number(text: str) -> str | None:
    """Return the 18 characters of a resident identity number with a right check digit, else ``None``."""
    number = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text[:MAX_INPUT])).upper()
    if not number.isascii() or not _IDENTITY.fullmatch(number):
        return None
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return number if _CHECK[total % 11] == number[17] else None


def normalise_email(text: str) -> str | None:
    """Return a lower-case address, or ``None`` if it is none."""
    if len(text) > MAX_INPUT:
        return None
    address = unicodedata.normalize("NFKC", text).strip().lower()
    return address if _EMAIL.fullmatch(address) and len(address) <= 254 else None
