"""Numbers and e-mail addresses have one form inside and the provider's form outside."""

import pytest

from channels import addresses
from channels.errors import AddressInvalid
from channels.messages import ChannelKind


@pytest.mark.parametrize(
    ("written", "normal", "abroad"),
    [
        ("138-1234-5678", "13812345678", "+8613812345678"),
        ("+86 138 1234 5678", "13812345678", "+8613812345678"),
        ("0757-83301234", "075783301234", "+8675783301234"),
        ("+852 2345 6789", "+85223456789", "+85223456789"),
    ],
)
def test_a_number_goes_in_and_comes_out(written: str, normal: str, abroad: str) -> None:
    assert addresses.normalise(ChannelKind.SMS, written) == normal
    assert addresses.caller(written) == normal
    assert addresses.to_e164(normal) == abroad
    assert addresses.may_be_rung(normal)


@pytest.mark.parametrize("number", ["12345", "110", "95598"])
def test_service_codes_are_no_persons(number: str) -> None:
    assert not addresses.may_be_rung(number)
    with pytest.raises(AddressInvalid):
        addresses.to_e164(number)


@pytest.mark.parametrize("address", ["", "a@b", "a b@c.example", "a@b.example\r\nBcc: c@d.example"])
def test_what_is_no_mail_address_is_refused(address: str) -> None:
    with pytest.raises(AddressInvalid):
        addresses.normalise(ChannelKind.EMAIL, address)


def test_mail_addresses_are_compared_in_lower_case() -> None:
    assert addresses.normalise(ChannelKind.EMAIL, " Clerk@Unit.Example ") == "clerk@unit.example"
