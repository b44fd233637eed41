"""The language of root causes: what a file may say, and what is refused with its line."""

import pytest

from simulator.car_types.car_type import ELECTRIC
from simulator.faults.document import read
from simulator.faults.library import library
from simulator.faults.root_cause import RootCause
from simulator.faults.table import InvalidRootCause

CARS = {"electric": ELECTRIC}
GOOD = """
cars = ["electric"]

[[root_cause]]
id = "open_wire"
title = "A wire is open"
component = "brakes"
codes = [{ component = "brakes", dtc = "C0035-13", checked_by = "circuit" }]
repair = { outcome = "replaced", part = "wire" }
expected = { severity = "urgent", drive = "to_workshop", needs = ["chassis"], remote = "none" }
"""


def load(text: str) -> list[RootCause]:
    return list(library(read(text, "brakes", "brakes.toml"), CARS).values())


def test_a_cause_needs_little() -> None:
    """Whatever is left out has its plainest meaning: sudden, for good, nothing helps."""
    (cause,) = load(GOOD)
    assert (str(cause.id), cause.system, set(cause.cars)) == (
        "open_wire",
        "brakes",
        {"electric"},
    )
    assert (cause.effects, cause.is_intermittent, cause.shows_within_s) == ((), False, 3600)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('"brakes", dtc', '"gearbox", dtc', "first code is one of brakes's own"),
        ("id =", "id", r"brakes.toml: .*line 5"),
        ("C0035-13", "C0035-14", "line 5, open_wire: brakes does not support C0035-14"),
        ("C0035-13", "C35", "line 5, open_wire, codes 1: C35 is no trouble code"),
        ('"circuit"', '"signal"', "C0035-13 is not checked by signal"),
        ('"circuit"', '"magic"', "checked_by = 'magic' is none of signal, circuit"),
        ('"circuit"', '"circuit", cascade = 1', "cascade = 1 is neither true nor false"),
        ('"circuit"', '"circuit", probability = 0', "a probability is above 0"),
        ('"circuit"', '"circuit", after_s = "soon"', "after_s = 'soon' is no number"),
        ("title =", "headline =", "line 5, open_wire: has no title"),
        ('"A wire is open"', "7", "title = 7 is no text"),
        ("[[root_cause]]", "[[cause]]", "unknown cause"),
        ("[[root_cause]]", "[root_cause]", "is no list"),
        ("codes =", "moon = 1\ncodes =", "line 5, open_wire: unknown moon"),
        ("codes =", 'responses = { clear = "helps" }\ncodes =', "'helps' is no response"),
        ("codes =", "responses = { wash = 1 }\ncodes =", "responses: unknown wash"),
        ("codes =", "responses = { clear = { masks_for_s = 0 } }\ncodes =", "not above 0"),
        ("codes =", "responses = { clear = { worsens_by = 1 } }\ncodes =", "more than 1 times"),
        ("codes =", 'responses = { clear = "cures" }\ncodes =', "what helps from afar"),
        (
            "codes =",
            'responses = { clear = { turns_into = "dragon" } }\ncodes =',
            "cannot turn into dragon",
        ),
        ("codes =", "intermittent = { acts_s = 1 }\ncodes =", "intermittent: has no rests_s"),
        ("codes =", "onset = { after_moons = 1 }\ncodes =", "onset: has no below_celsius"),
        ("codes =", 'onset = "slowly"\ncodes =', "'slowly' is no table"),
        ("codes =", "onset = { gradual_over_s = 60 }\ncodes =", "nothing that could grow"),
        (
            "codes =",
            'only_while = [{ signal = "ODOMETER_M" }]\ncodes =',
            "above, below or both",
        ),
        ("codes =", 'software = ["1999.1"]\ncodes =', "there is no release 1999.1"),
        ("codes =", 'silences = ["radio"]\ncodes =', "the electric car has no radio"),
        (
            "codes =",
            'effects = [{ signal = "SMELL", kind = "clamp", value = 1 }]\ncodes =',
            "effects 1: there is no signal SMELL",
        ),
        (
            "codes =",
            'effects = [{ signal = "ODOMETER_M", kind = "settle", value = 1 }]\ncodes =',
            "does not settle",
        ),
        (
            "codes =",
            'effects = [{ signal = "ODOMETER_M", kind = "dropouts", value = 2 }]\ncodes =',
            "dropouts are a share",
        ),
        (
            "codes =",
            'effects = [{signal = "ODOMETER_M", kind = "stuck", during = ["flying"]}]\ncodes =',
            "during = flying: there is no such phase",
        ),
        ('"to_workshop"', '"not_at_all"', "stop_driving goes with not_at_all"),
        ('"chassis"', '"magic"', "there is no skill magic"),
        ('["electric"]', '["steam"]', "lives in none of electric"),
    ],
)
def test_refusals(old: str, new: str, complaint: str) -> None:
    """A file that contradicts itself or the car is refused with what is wrong, and where."""
    assert GOOD.replace(old, new) != GOOD
    with pytest.raises(InvalidRootCause, match=complaint):
        load(GOOD.replace(old, new))


def test_described_twice() -> None:
    """Two causes of one id are refused."""
    again = GOOD.replace('cars = ["electric"]', "")
    with pytest.raises(InvalidRootCause, match="open_wire: is described twice"):
        load(GOOD + again)
