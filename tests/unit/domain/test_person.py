"""Phone numbers and owners: exact shape, nothing personal in a log."""

import pytest

from gateway.domain.errors import InvalidPhoneNumber
from gateway.domain.person import PhoneNumber, Registration
from gateway.domain.vin import Vin


@pytest.mark.parametrize("text", ["+493055501", "+12025550123", "+1234567", "+123456789012345"])
def test_e164_is_taken(text: str) -> None:
    """Seven to fifteen digits after a plus."""
    assert PhoneNumber(text).text == text


@pytest.mark.parametrize(
    "text", ["", "030 55501", "0049305550", "+0493055501", "+49 30 555", "+123456", "+49/30555"]
)
def test_anything_else_is_refused(text: str) -> None:
    """No spaces, no slashes, no national form: equal numbers must be equal texts."""
    with pytest.raises(InvalidPhoneNumber):
        PhoneNumber(text)


def test_nothing_personal_shows_in_a_repr() -> None:
    """Neither owner, nor plate, nor the whole of number and phone."""
    phone = PhoneNumber("+493023125101")
    registration = Registration(
        vin=Vin("WVWZZZ1JZXW000001"),
        plate="B-AB 123",
        model="Kite",
        owner="Ada Example",
        phone=phone,
        locale="de-DE",
        country="DE",
        subdivision="DE-BE",
        time_zone="Europe/Berlin",
    )
    assert repr(phone) == "PhoneNumber(+49…01)"
    assert repr(registration) == "Registration(Vin(WVW…0001), 'Kite')"
