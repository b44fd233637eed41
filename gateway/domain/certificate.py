"""Who a vehicle is: its certificates, and when one of them lets it in."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NewType

from gateway.domain.vin import Vin

Serial = NewType("Serial", str)  # hexadecimal, in small letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What is known of a certificate that was issued; never its key.

    `renews`: the one before it, which stays good until it ends by itself or is revoked.
    """

    serial: Serial
    vin: Vin
    issued_at: datetime
    valid_until: datetime
    issued_by: str
    renews: Serial | None = None
    revoked_at: datetime | None = None
    revoked_by: str | None = None

    def is_good(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.valid_until


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """A client that holds the key of a certificate of ours, and asks to be let in."""

    common_name: str
    serial: Serial
    client_id: str

    def __repr__(self) -> str:
        return f"Applicant(…{self.common_name[-4:]})"


class Refusal(Enum):
    """Why a client is not let in."""

    UNKNOWN = "its certificate was never issued here"
    REVOKED = "its certificate is revoked"
    EXPIRED = "its certificate has expired"
    OTHER_NAME = "its certificate names another vehicle than the one it was issued for"
    OTHER_CLIENT = "its client id is not the VIN of its certificate"


def admit(
    applicant: Applicant, known: Certificate | None, now: datetime
) -> Certificate | Refusal:
    """`known`: what was issued under the applicant's serial. A client id is its VIN.

    So no vehicle can take over the session of another, whatever certificate it holds.
    """
    if known is None or known.serial != applicant.serial:
        return Refusal.UNKNOWN
    if known.revoked_at is not None:
        return Refusal.REVOKED
    if now >= known.valid_until:
        return Refusal.EXPIRED
    if applicant.common_name != known.vin.text:
        return Refusal.OTHER_NAME
    if applicant.client_id != known.vin.text:
        return Refusal.OTHER_CLIENT
    return known
