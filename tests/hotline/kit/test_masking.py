"""Lists show masks, never the whole."""

import pytest

from hotline.kit import masking


@pytest.mark.parametrize(
    ("number", "mask"),
    [
        ("13812345678", "138****5678"),
        ("075783301234", "0757****1234"),
        ("12345", "12345"),
        ("+85223456789", "+85****6789"),
        ("4008201234", "400****1234"),
        ("1234567", "12****"),
        ("", ""),
    ],
)
def test_a_phone_number_loses_its_middle(number: str, mask: str) -> None:
    assert masking.mask_phone(number) == mask


@pytest.mark.parametrize(
    ("name", "mask"),
    [
        ("王小明", "王**"),
        ("欧阳小小明", "欧**"),
        ("李四", "李*"),
        ("王", "王*"),
        ("𠮷田", "𠮷*"),
        (" ", ""),
    ],
)
def test_a_name_keeps_its_first_character(name: str, mask: str) -> None:
    assert masking.mask_name(name) == mask


def test_the_other_masks() -> None:
    assert masking.mask_identity_number("11010519491231002X") == "110*************2X"
    assert masking.mask_identity_number("123") == "***"
    assert masking.mask_email("wang@example.com") == "w***@example.com"
    assert masking.mask_email("nonsense") == "***"
    assert masking.mask_address("佛山市禅城区祖庙路1号") == "佛山市禅城区****"
    assert masking.mask_address("祖庙路") == "****"
    assert masking.mask_address(" ") == ""
