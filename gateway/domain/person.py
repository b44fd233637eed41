"""The owner of a vehicle and the number to reach them, masked where it might be logged."""

import re
from dataclasses import dataclass

from gateway.domain.errors import InvalidPhoneNumber
from gateway.domain.vehicle_type import Powertrain, VehicleType
from gateway.domain.vin import Vin

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """E.164, as +493055501; masked in repr."""

    text: str

    def __post_init__(self) -> None:
        if not _E164.fullmatch(self.text):
            raise InvalidPhoneNumber

    def __repr__(self) -> str:
        return f"PhoneNumber({self.text[:3]}…{self.text[-2:]})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """A vehicle as its papers know it, with its owner and where both are at home."""

    vin: Vin
    plate: str
    model: str
    owner: str
    phone: PhoneNumber | None
    locale: str
    country: str
    subdivision: str
    time_zone: str
    model_year: int | None = None
    powertrain: Powertrain | None = None

    @property
    def vehicle_type(self) -> VehicleType:
        return VehicleType(
            model=self.model, model_year=self.model_year, powertrain=self.powertrain
        )

    def __repr__(self) -> str:
        return f"Registration({self.vin!r}, {self.model!r})"
