"""Reads the world's half of a scenario file; the gateway's half is for who plays against it."""

import random
import tomllib
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from simulator.car_types.car_type import CAR_TYPES, ELECTRIC, CarType
from simulator.days.choice import BUSY, DAYS
from simulator.days.day_plan import FAST_CHARGER_W, WALLBOX_W, Phase, Place
from simulator.faults.library import root_causes
from simulator.faults.root_cause import RootCauseId
from simulator.garage.places import PLACES
from simulator.links.mix import InvalidMix, Mix
from simulator.links.profile import LinkProfile, Outage
from simulator.links.profiles import PROFILES
from simulator.scenario.section import InvalidScenario, Section, unknown
from simulator.scenario.story import (
    LinkOutage,
    Lot,
    Offer,
    Onset,
    PowerCut,
    Repair,
    Role,
    Story,
    Stretch,
)
from simulator.updates.software_update import MISSED_BY

UPDATED: Final = tuple(sorted({name for missed in MISSED_BY.values() for name in missed}))
NOT_OURS: Final = ("chaos", "people", "expect")
PHASES: Final = tuple(phase.name.lower() for phase in Phase)
AT: Final = tuple(place.value for place in Place)
OUTAGES: Final = tuple(outage.value for outage in Outage)
MOST_IN_ONE_PLACE: Final = 500  # invented telephone numbers are few


def read_story(path: Path) -> Story:
    """Raises InvalidScenario, naming the place and what was probably meant, and OSError."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InvalidScenario(path.name, error) from error
    return read_section(Section(path.name, document), path.stem)


def read_section(file: Section, name: str) -> Story:
    """The story of a whole file; its name is that of the file."""
    seed = file.get("seed", int, 7)
    story = Story(
        name=name,
        answers=file.take("answers", str),
        about=file.take("about", str).strip(),
        seed=seed,
        start_s=_moment(file),
        speed=_above_zero(file, "speed"),
        lasts_s=_above_zero(file, "lasts_min") * 60,
        roles=tuple(_roles(file, random.Random(f"{seed} cast"))),
    )
    file.ignore(*NOT_OURS)
    file.end()
    _everything_happens(file, story)
    return story


def _moment(file: Section) -> float:
    start = file.take("start", datetime)
    if start.tzinfo is None:
        raise file.error("start needs an offset, as 2026-11-18T08:00:00+01:00")
    return start.timestamp()


def _above_zero(section: Section, key: str) -> float:
    value = section.take(key, float)
    if not 0 < value < float("inf"):
        raise section.error(f"{key} must be above 0")
    return value


def _roles(file: Section, rng: random.Random) -> list[Role]:
    roles = [_car(name, table) for name, table in file.named("cars").items()]
    for name, table in file.named("fleets").items():
        roles.extend(_fleet(name, table, rng))
    if not roles:
        raise file.error("a story needs a car: [cars.anna] or [fleets.town]")
    names = [role.name for role in roles]
    if len(set(names)) < len(names):
        raise file.error("two cars have the same name")
    return roles


def _car(name: str, table: Section) -> Role:
    role = Role(name=name, type=_type(table), link=_link(table), lot=_lot(table))
    table.end()
    return role


def _type(table: Section) -> CarType:
    return CAR_TYPES[table.choice("type", tuple(CAR_TYPES), ELECTRIC.name)]


def _link(table: Section) -> LinkProfile:
    return PROFILES[table.choice("link", tuple(PROFILES), "good")]


def _lot(table: Section) -> Lot:
    return Lot(
        home=_home(table),
        day=_day(table),
        faults=tuple(_onset(row) for row in table.sections("faults")),
        repairs=tuple(_repair(row) for row in table.sections("repairs")),
        updates=tuple(_offer(row) for row in table.sections("updates")),
        outages=tuple(_outage(row) for row in table.sections("outages")),
        power_cuts=tuple(_power_cut(row) for row in table.sections("power_cuts")),
    )


def _fleet(name: str, table: Section, rng: random.Random) -> list[Role]:
    """Its faults say in how many `cars`, drawn from the seed; all else befalls every car."""
    number = table.take("cars", int)
    if number < 1:
        raise table.error("cars must be above 0")
    car_type, links = _type(table), _mix(table).deal(number, rng)
    own = [_drawn(row, number, rng) for row in table.sections("faults")]
    shared = _lot(table)
    table.end()
    if shared.home is not None and number > MOST_IN_ONE_PLACE:
        raise table.error(f"at most {MOST_IN_ONE_PLACE} cars of a fleet live in one place")
    return [
        Role(
            name=f"{name}-{i + 1:0{len(str(number))}d}",
            type=car_type,
            link=links[i],
            lot=replace(shared, faults=tuple(onset for onset, who in own if i in who)),
        )
        for i in range(number)
    ]


def _mix(table: Section) -> Mix:
    try:
        return Mix.parse(table.get("profile_mix", str, "good=1"))
    except InvalidMix as error:
        raise table.error(error) from error


def _drawn(row: Section, number: int, rng: random.Random) -> tuple[Onset, frozenset[int]]:
    cars = row.get("cars", int, number)
    if not 1 <= cars <= number:
        raise row.error(f"cars must be from 1 to {number}")
    return _onset(row), frozenset(rng.sample(range(number), cars))


def _home(table: Section) -> str | None:
    known = tuple(place.subdivision for place in PLACES)
    return table.choice("home", (*known, ""), "") or None


def _day(table: Section) -> tuple[Stretch, ...] | str:
    """A list, or the name of a day that is drawn."""
    if table.is_text("day"):
        return table.choice("day", tuple(DAYS))
    rows = table.sections("day")
    return tuple(_stretch(row) for row in rows) if rows else BUSY


def _stretch(row: Section) -> Stretch:
    phase = Phase[row.choice("phase", PHASES).upper()]
    usual = Place.ROAD if phase is Phase.DRIVING else Place.HOME
    place = Place(row.choice("at", AT, usual.value))
    charger_w = WALLBOX_W if place is Place.HOME else FAST_CHARGER_W
    stretch = Stretch(
        phase,
        place,
        _above_zero(row, "for_min") * 60,
        charger_w if phase is Phase.CHARGING else 0.0,
    )
    row.end()
    return stretch


def _onset(row: Section) -> Onset:
    onset = Onset(_cause(row), row.minutes("at_min"))
    row.end()
    return onset


def _repair(row: Section) -> Repair:
    repair = Repair(_cause(row), row.minutes("at_min"))
    row.end()
    return repair


def _offer(row: Section) -> Offer:
    offer = Offer(row.choice("of", UPDATED), row.minutes("at_min"))
    row.end()
    return offer


def _cause(row: Section) -> RootCauseId:
    return RootCauseId(row.choice("cause", tuple(root_causes())))


def _outage(row: Section) -> LinkOutage:
    kind = Outage(row.choice("kind", OUTAGES, Outage.STALL.value))
    outage = LinkOutage(kind, row.minutes("at_min"), _above_zero(row, "for_min") * 60)
    row.end()
    return outage


def _power_cut(row: Section) -> PowerCut:
    cut = PowerCut(row.minutes("at_min"), _above_zero(row, "for_min") * 60)
    row.end()
    return cut


def _everything_happens(file: Section, story: Story) -> None:
    """Nothing is planned for after the end: it would be asked for and never seen."""
    for role in story.roles:
        lot = role.lot
        planned = (lot.faults, lot.repairs, lot.updates, lot.outages, lot.power_cuts)
        for at_s in (one.at_s for kind in planned for one in kind):
            if at_s >= story.lasts_s:
                raise file.error(
                    f"{role.name}: something is to happen in minute {at_s / 60:g},"
                    f" and the story lasts {story.lasts_s / 60:g}"
                )
        faults = {onset.cause for onset in lot.faults}
        strange = [cause for cause in faults if role.type.name not in root_causes()[cause].cars]
        if strange:
            raise file.error(f"{role.name}: no {role.type.name} car has {strange[0]}")
        for offer in lot.updates:
            if offer.component not in role.type.components:
                raise file.error(f"{role.name}: no {role.type.name} car has {offer.component}")
        for repair in lot.repairs:
            if repair.cause not in faults:
                raise file.error(f"{role.name}: {unknown(repair.cause, tuple(faults))}")
