"""A service centre to book at; tests change what matters."""

from datetime import time

from gateway.domain.catalogue import Skill
from gateway.domain.service import Bay, BayId, CentreId, Hours, ServiceCentre

DAYTIME = Hours(time(8), time(17))
BERLIN = ServiceCentre(
    id=CentreId("berlin"),
    name="Berlin",
    country="DE",
    subdivision="DE-BE",
    time_zone="Europe/Berlin",
    phone="+493023125101",
    week=(*(DAYTIME,) * 5, Hours(time(9), time(13)), None),
    bays=(
        Bay(BayId("1"), frozenset({Skill.GENERAL, Skill.ELECTRONICS, Skill.CHASSIS})),
        Bay(BayId("2"), frozenset({Skill.GENERAL, Skill.ELECTRONICS})),
    ),
)
