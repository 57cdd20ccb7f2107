"""Masks (脱敏): what lists show of personal data; free text is masked by ``logs.mask_text``."""


def mask_phone(number: str) -> str:
    """Return ``138****5678``, ``0757****1234``; short codes such as 12345 stay."""
    if len(number) <= 6:
        return number
    keep = 4 if number.startswith("0") else 3
    return f"{number[:keep]}****{number[-4:]}" if len(number) >= keep + 6 else f"{number[:2]}****"


def mask_name(name: str) -> str:
    """Return the first character and one star for each other, at most two: ``王**``."""
    name = name.strip()
    return name[:1] + "*" * min(max(len(name) - 1, 1), 2) if name else ""


def mask_identity_number(number: str) -> str:
    """Return the first three and the last two characters."""
    return f"{number[:3]}{'*' * 13}{number[-2:]}" if len(number) >= 15 else "*" * len(number)


def mask_email(address: str) -> str:
    """Return the first character and the domain: ``w***@example.com``."""
    local, at, domain = address.partition("@")
    return f"{local[:1]}***{at}{domain}" if at else "***"


def mask_address(address: str) -> str:
    """Return the first six characters (district and town level); the rest is hidden."""
    address = address.strip()
    return f"{address[:6]}****" if len(address) > 6 else "****" if address else ""
