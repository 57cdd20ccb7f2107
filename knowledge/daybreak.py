"""The first instant of a local day (当日零时), when a version that waits for its day comes into force."""

from datetime import date, datetime, time

from hotline.kit import clock


def daybreak(day: date) -> datetime:
    """Return midnight in Shanghai at which ``day`` begins."""
    return datetime.combine(day, time(), clock.SHANGHAI)
