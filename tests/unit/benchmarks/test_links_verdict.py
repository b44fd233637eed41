"""Both sides of the link benchmark held against each other: whatever is wrong shows."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from benchmarks.links.cars import Orders
from benchmarks.links.plan import Group, Plan
from benchmarks.links.said import Boot, Code, ReportId, Said
from benchmarks.links.stored import Stored
from benchmarks.links.verdict import Evidence, Line, broken_laws, line_of
from gateway.domain.vin import Vin
from gateway.store.audit import Audit, Samples, Tally
from simulator.faults.root_cause import RootCauseId
from simulator.garage.garage import draw_garage
from simulator.scenario.story import Onset

START_S = 1_763_755_200.0
WALL_S = 1_000.0
CAR = draw_garage(1, 7)[0]
VIN, BOOT = CAR.vin, 77
CAUSE = RootCauseId("wheel_speed_sensor_open")
CODE = Code(VIN, "brakes", 0x403513)
REPORT = ReportId(VIN, BOOT, 1)
COMMAND = UUID(int=5)

SAID = Said(
    fault_reports={REPORT: WALL_S + 10.0},
    lives=Counter({CODE: 1}),
    shown={(VIN, CAUSE): frozenset({CODE})},
    boots={(VIN, BOOT): Boot(last_seq=5, given_up=1, made=100, left=0, waiting=0)},
    executed={(VIN, COMMAND): 1},
)
AUDIT = Audit(
    tally=Tally(
        reports=4,
        faults=1,
        verdicts=0,
        cases=0,
        remedies={},
        appointments_booked=0,
        never_reset_violations=0,
        refused_frames=0,
    ),
    boots={(Vin(VIN), BOOT): (4, 5)},
    omitted={(Vin(VIN), BOOT): 1},
    held_back=0,
    samples={(Vin(VIN), BOOT): Samples(stored=60, thinned=15, omitted=25)},
    doubled=0,
    without_content=0,
    faults=frozenset(),
)
STORED = Stored(
    audit=AUDIT,
    fault_reports={REPORT: (1, datetime.fromtimestamp(START_S, UTC) + timedelta(seconds=123))},
    episodes=Counter({CODE: 1}),
    commands={COMMAND: VIN},
    doubled_blocks={},
)


def verdict(said: Said = SAID, stored: Stored = STORED) -> Line:
    group = Group(name="good", profile="good", outbox_bytes=None, cars=(CAR,))
    plan = Plan(
        seed=7,
        start_s=START_S,
        groups=(group,),
        faults={VIN: (Onset(CAUSE, 60.0),)},
        outages={VIN: ()},
    )
    orders = Orders(
        broker=("127.0.0.1", 1883),
        certificates=Path("vehicles"),
        public_key=Path("command.pub"),
        speed=12.0,
        wall_origin=WALL_S,
        wall_s=60.0,
        plan=plan,
    )
    carried = {"up_bytes": 900, "down_bytes": 90, "resent_bytes": 10}
    account: dict[str, Any] = {
        "drove_s": 1800.0,
        "fleets": {"usual": {"links": {"good": carried}}},
    }
    return line_of(
        Evidence(
            orders=orders,
            group=group,
            said=said,
            stored=stored,
            repeated={VIN: 3},
            account=account,
        )
    )


def test_two_sides_that_agree_break_no_law() -> None:
    """And the figures are those of the two sides, delays and bytes in the world's time."""
    line = verdict()
    assert broken_laws(line) == []
    assert line.published() == {
        "faults_sent": 1,
        "faults_stored": 1,
        "faults_doubled": 0,
        "commands_sent": 1,
        "commands_executed": 1,
        "commands_executed_twice": 0,
        "samples_lost_unaccounted": 0,
        "delay_p50_s": 3.0,
        "delay_p99_s": 3.0,
        "bytes_per_car_hour": 2000,
    }
    assert (line.samples_thinned, line.samples_omitted, line.repeated_at_broker) == (15, 25, 3)


def boot(**fields: int) -> Said:
    return replace(SAID, boots={(VIN, BOOT): SAID.boots[VIN, BOOT]._replace(**fields)})


def samples(**fields: int) -> Stored:
    counts = AUDIT.samples[Vin(VIN), BOOT]._replace(**fields)
    return replace(STORED, audit=replace(AUDIT, samples={(Vin(VIN), BOOT): counts}))


def another_boot() -> Stored:
    boots = {**AUDIT.boots, (Vin(VIN), BOOT + 1): (4, 4)}
    return replace(STORED, audit=replace(AUDIT, boots=boots))


def reports(count: int) -> Stored:
    return replace(STORED, audit=replace(AUDIT, boots={(Vin(VIN), BOOT): (count, 5)}))


@pytest.mark.parametrize(
    ("law", "said", "stored"),
    [
        ("samples_lost_unaccounted is 1", boot(made=101), STORED),
        ("samples_lost_unaccounted is 1", SAID, samples(stored=59)),
        ("samples_lost_unaccounted is 1", SAID, samples(stored=61)),
        ("reports_lost is 1", SAID, reports(3)),
        ("reports_lost is 1", SAID, reports(5)),
        ("reports_unexpected is 4", SAID, another_boot()),
        ("commands_executed_twice is 1", replace(SAID, executed={(VIN, COMMAND): 2}), STORED),
        ("commands_never_sent is 1", SAID, replace(STORED, commands={})),
        ("reports_doubled is 1", SAID, replace(STORED, doubled_blocks={VIN: 1})),
        ("faults_doubled is 1", SAID, replace(STORED, episodes=Counter({CODE: 2}))),
        (
            "faults_doubled is 1",
            SAID,
            replace(STORED, fault_reports={REPORT: (2, STORED.fault_reports[REPORT][1])}),
        ),
        ("fault_reports_lost is 1", SAID, replace(STORED, fault_reports={})),
        ("0 of 1 faults are stored", SAID, replace(STORED, episodes=Counter())),
        ("only 0 of 1 faults came about", replace(SAID, shown={}), STORED),
    ],
)
def test_each_difference_breaks_its_law(law: str, said: Said, stored: Stored) -> None:
    """One thing planted, one law named, in the words of the profile."""
    assert broken_laws(verdict(said, stored)) == [f"good: {law}"]


def test_what_still_waits_on_board_is_not_lost() -> None:
    """Neither the report nor its samples."""
    said = boot(last_seq=6, waiting=1, made=107, left=7)
    assert broken_laws(verdict(said)) == []
