"""Equal numbers have one form, whatever people type."""

import pytest

from hotline.kit.identifiers import (
    is_mobile,
    normalise_email,
    normalise_identity_number,
    normalise_phone,
)


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("13812345678", "13812345678"),
        ("+86 138-1234-5678", "13812345678"),
        ("0086 138 1234 5678", "13812345678"),
        ("8613812345678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("138．1234．5678", "13812345678"),
        ("0757-83301234", "075783301234"),
        ("（0757）8330 1234", "075783301234"),
        ("+86 757 8330 1234", "075783301234"),
        ("+86 0757 8330 1234", "075783301234"),
        ("020-83301234", "02083301234"),
        ("010 6530 1234", "01065301234"),
        ("12345", "12345"),
        ("110", "110"),
        ("95598", "95598"),
        ("400-820-1234", "4008201234"),
        ("106575555", "106575555"),
        ("+852 2345 6789", "+85223456789"),
        ("0033 1 23 45 67 89", "+33123456789"),
    ],
)
def test_a_number_has_one_form(typed: str, normal: str) -> None:
    assert normalise_phone(typed) == normal


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "abc",
        "1381234567",
        "138123456789",
        "1381234567x",
        "23812345678",
        "83301234",
        "+",
        "+86",
        "++8613812345678",
        "138\x0012345678",
        "١٢٣٤٥",
        "1" * 400,
        "00000000000",
        "𠮷",
    ],
)
def test_what_is_no_number_has_no_form(typed: str) -> None:
    assert normalise_phone(typed) is None


def test_a_local_number_needs_the_area_code_of_the_city() -> None:
    assert normalise_phone("8330 1234", area_code="0757") == "075783301234"
    assert normalise_phone("1330 1234", area_code="0757") is None


def test_only_mobiles_receive_sms() -> None:
    assert is_mobile("13812345678")
    assert not is_mobile("075783301234")


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("11010519491231002X", "11010519491231002X"),
        ("11010519491231002x", "11010519491231002X"),
        ("1101 0519 4912 3100 2x", "11010519491231002X"),
        ("110105194912310021", None),
        ("110105194913310029", None),
        ("440604", None),
        ("", None),
        ("X" * 500, None),
        ("11010519491231002\0", None),
    ],
)
def test_an_identity_number_needs_the_right_check_digit(typed: str, normal: str | None) -> None:
    assert normalise_identity_number(typed) == normal


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        (" Wang@Example.COM ", "wang@example.com"),
        ("ｗａｎｇ＠example.com", "wang@example.com"),
        ("a@b", None),
        ("a b@example.com", None),
        ("a@@example.com", None),
        ("a@example.com\r\nBcc: x@example.com", None),
        ("a\0@example.com", None),
        ("a" * 400, None),
    ],
)
def test_an_address_is_lower_case_and_one_line(typed: str, normal: str | None) -> None:
    assert normalise_email(typed) == normal
