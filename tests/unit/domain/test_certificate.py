"""When a certificate lets a vehicle in: a law over everything that a client may show."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.certificate import Applicant, Certificate, Refusal, Serial, admit
from tests.fix_knowledge import NOON
from tests.fix_store import CAR, OTHER_CAR

KNOWN = Certificate(
    serial=Serial("a1"),
    vin=CAR,
    issued_at=NOON,
    valid_until=NOON + timedelta(days=30),
    issued_by="R. Meyer",
)
APPLICANT = Applicant(common_name=CAR.text, serial=KNOWN.serial, client_id=CAR.text)
REVOKED = replace(KNOWN, revoked_at=NOON, revoked_by="R. Meyer")

NAMES = st.sampled_from([CAR.text, OTHER_CAR.text, CAR.text.lower(), "", "gateway", "+", "#"])
SERIALS = st.sampled_from([KNOWN.serial, Serial("b2"), Serial("")])
MOMENTS = st.sampled_from([NOON, KNOWN.valid_until - timedelta(seconds=1), KNOWN.valid_until])


APPLICANTS = st.builds(
    Applicant, common_name=NAMES | st.text(), serial=SERIALS, client_id=NAMES | st.text()
)


@given(APPLICANTS, st.sampled_from([None, KNOWN, REVOKED]), MOMENTS)
def test_an_identity_is_all_or_nothing(
    applicant: Applicant, known: Certificate | None, now: datetime
) -> None:
    """In only with the name, the serial and the client id of a good record, as that vehicle."""
    verdict = admit(applicant, known, now)
    fits = applicant == APPLICANT and known == KNOWN and now < KNOWN.valid_until
    assert (verdict == KNOWN) is fits
    assert isinstance(verdict, Refusal) is not fits


def test_the_reason_is_the_first_that_matters() -> None:
    """Who looks for the cause of a refusal is told what to mend."""
    stolen = replace(APPLICANT, client_id=OTHER_CAR.text)
    renamed = replace(APPLICANT, common_name=OTHER_CAR.text)
    assert admit(APPLICANT, None, NOON) is Refusal.UNKNOWN
    assert admit(APPLICANT, REVOKED, NOON) is Refusal.REVOKED
    assert admit(APPLICANT, KNOWN, KNOWN.valid_until) is Refusal.EXPIRED
    assert admit(renamed, KNOWN, NOON) is Refusal.OTHER_NAME
    assert admit(stolen, KNOWN, NOON) is Refusal.OTHER_CLIENT


def test_an_applicant_shows_no_vin() -> None:
    """Its repr goes into the log of refusals."""
    assert CAR.text not in repr(APPLICANT)
