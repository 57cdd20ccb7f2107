"""Log lines: one JSON object each, with the request id, without personal data."""

import json
from collections.abc import Iterator

import pytest
import structlog

from hotline.kit import logs


@pytest.fixture(autouse=True)
def _defaults() -> Iterator[None]:
    yield
    structlog.reset_defaults()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("来电13812345678。", "来电138****5678。"),
        ("to +8613812345678", "to +86138****5678"),
        ("008613812345678", "0086138****5678"),
        ("+86 138 1234 5678", "+86 138****5678"),
        ("138-1234-5678", "138****5678"),
        ("+85291234567", "+852****567"),
        ("+852 9123 4567", "+852****567"),
        ("0757-83301234", "0757-****1234"),
        ("440601199003071234", "440***********1234"),
        ("44060119900307123X", "440***********123X"),
        ("王女士 wang.fang@example.com", "王女士 w***@example.com"),
    ],
)
def test_numbers_and_addresses_are_masked_however_they_are_written(text: str, shown: str) -> None:
    assert logs.mask_text(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-04T09:00:00+08:00",
        "2026-03-04 09:00:00.123456+0800",
        "FS202603040000017",
        "01M8A36ZKDWYJF00XXPNHRG5Z3",
        "第 12 条，共 3400 条",
        "12345",
    ],
)
def test_what_is_no_number_of_a_person_stays(text: str) -> None:
    assert logs.mask_text(text) == text


def test_a_line_is_json_with_the_request_id_and_no_secret(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.configure(level="INFO")
    token = logs.request_id.set("request-0001")
    try:
        logs.get_logger("here").info(
            "call.arrived",
            caller={"number": "13812345678"},
            notes=["a", "+8613812345678"],
            api_token="abc",
            cause=ValueError("13812345678"),
            number=13812345678,
            count=3,
        )
        logs.get_logger("here").debug("never.shown")
    finally:
        logs.request_id.reset(token)
    (line,) = capsys.readouterr().err.splitlines()
    told = json.loads(line)
    assert told["event"] == "call.arrived"
    assert told["request_id"] == "request-0001"
    assert told["api_token"] == "***"
    assert told["number"] == "138****5678"
    assert told["count"] == 3
    assert "13812345678" not in line
    assert "abc" not in line


def test_the_trace_of_a_fault_is_masked_too(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(level="INFO")
    try:
        msg = "cannot send to 13812345678"
        raise ValueError(msg)
    except ValueError as error:
        logs.get_logger("here").error("request.fault", exc_info=error)
    line = capsys.readouterr().err
    assert "138****5678" in line
    assert "13812345678" not in line
