"""Dates of other systems are local time, whatever their form."""

from datetime import UTC, datetime, timedelta

import pytest

from hotline.imports.dates import read_instant

MIDNIGHT = datetime(2017, 12, 17, 16, tzinfo=UTC)  # 18 December in Foshan


@pytest.mark.parametrize(
    "text",
    [
        "20171218",
        "2017-12-18",
        "2017/12/18",
        "2017.12.18",
        "2017年12月18日",
        " 2017-12-18 00:00:00",
    ],
)
def test_a_day_alone_is_its_local_midnight(text: str) -> None:
    assert read_instant(text) == MIDNIGHT


@pytest.mark.parametrize(
    "text",
    ["2017-12-18 09:30", "2017/12/18 09:30:00", "2017-12-18 09:30:00.000", "2017-12-18T09:30:00"],
)
def test_a_time_without_zone_is_local(text: str) -> None:
    assert read_instant(text) == MIDNIGHT + timedelta(hours=9, minutes=30)


def test_a_zone_is_respected() -> None:
    assert read_instant("2017-12-18T01:30:00+00:00") == MIDNIGHT + timedelta(hours=9, minutes=30)


@pytest.mark.parametrize("text", ["昨天", "2017-13-01", "20170230", "43087"])
def test_what_is_no_date_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="看不懂的日期"):
        read_instant(text)
