"""The directory of service centres, from a parsed TOML document; and which are nearest."""

import re
from collections.abc import Iterable, Mapping
from datetime import time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from gateway.booking.calendar import region, supported_regions
from gateway.booking.document import Section, check_distinct
from gateway.domain.catalogue import Skill
from gateway.domain.errors import InvalidPhoneNumber, InvalidValue
from gateway.domain.person import PhoneNumber
from gateway.domain.service import Bay, BayId, CentreId, Closure, Hours, ServiceCentre

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_KEYS = (
    *("id", "name", "country", "subdivision", "time_zone", "phone"),
    *("week", "bays", "closures"),
)
_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_SKILLS = {skill.value: skill for skill in Skill}


def parse_centres(document: Mapping[str, object]) -> tuple[ServiceCentre, ...]:
    """The service centres of a document with an array of tables `centres`.

    Raises `InvalidValue` naming the key that is wrong, as "centres[2].week.monday".
    """
    whole = Section(document)
    whole.only(["centres"])
    centres = tuple(_centre(one) for one in whole.sections("centres", least=1))
    check_distinct((centre.id for centre in centres), "centres")
    return centres


def nearest(
    centres: Iterable[ServiceCentre], country: str, subdivision: str
) -> tuple[ServiceCentre, ...]:
    """Those in the same part of the country, then the others of the country; none abroad."""

    def is_elsewhere(centre: ServiceCentre) -> bool:
        return region(country, centre.subdivision) != region(country, subdivision)

    at_home = (centre for centre in centres if centre.country == country)
    return tuple(sorted(at_home, key=is_elsewhere))


def _centre(section: Section) -> ServiceCentre:
    section.only(_KEYS)
    bays = tuple(_bay(one) for one in section.sections("bays", least=1))
    check_distinct((bay.id for bay in bays), section.at("bays"))
    country = _country(section)
    return ServiceCentre(
        id=CentreId(section.text("id")),
        name=section.text("name"),
        country=country,
        subdivision=_subdivision(section, country),
        time_zone=_time_zone(section),
        phone=_phone(section),
        week=_week(section.section("week")),
        bays=bays,
        closures=tuple(_closure(one) for one in section.sections("closures", least=0)),
    )


def _country(section: Section) -> str:
    country = section.text("country")
    if country not in supported_regions():
        raise section.wrong("country", "no public holidays are known for it")
    return country


def _subdivision(section: Section, country: str) -> str:
    subdivision = section.text("subdivision")
    if not subdivision.startswith(f"{country}-"):
        raise section.wrong("subdivision", f"write it as {country}-…")
    return subdivision


def _time_zone(section: Section) -> str:
    name = section.text("time_zone")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise section.wrong("time_zone", "there is no such zone") from error
    return name


def _phone(section: Section) -> str:
    try:
        return PhoneNumber(section.text("phone")).text
    except InvalidPhoneNumber as error:
        raise section.wrong("phone", "write it as +493055501") from error


def _week(section: Section) -> tuple[Hours | None, ...]:
    """A day that is not named is closed."""
    section.only(WEEKDAYS)
    if not section.values:
        raise InvalidValue(f"{section.path}: it is never open")
    return tuple(_hours(section, day) if day in section else None for day in WEEKDAYS)


def _hours(section: Section, day: str) -> Hours:
    found = _HOURS.fullmatch(section.text(day))
    if found is None:
        raise section.wrong(day, "write it as 08:00-17:30")
    opens_h, opens_m, closes_h, closes_m = map(int, found.groups())
    try:
        return Hours(time(opens_h, opens_m), time(closes_h, closes_m))
    except InvalidValue as error:
        raise section.wrong(day, "it must open before it closes") from error


def _bay(section: Section) -> Bay:
    section.only(["id", "skills"])
    words = section.words("skills")
    for word in words:
        if word not in _SKILLS:
            raise section.wrong("skills", f"{word!r} is none of {', '.join(_SKILLS)}")
    return Bay(BayId(section.text("id")), frozenset(_SKILLS[word] for word in words))


def _closure(section: Section) -> Closure:
    section.only(["first", "last", "reason"])
    first, last = section.day("first"), section.day("last")
    if last < first:
        raise section.wrong("last", "it lies before the first day")
    return Closure(first, last, section.text("reason"))
