"""What the papers say of a vehicle comes back with its window."""

from dataclasses import replace
from datetime import timedelta

from gateway.domain.component import TELEMATICS
from gateway.domain.finding import RuleId
from gateway.domain.report import Frame
from gateway.domain.vehicle_type import UNTOLD, Powertrain, VehicleType
from gateway.domain.vin import Vin
from gateway.triage.condition import Condition, all_of
from gateway.triage.reported import code
from gateway.triage.rulebook import Rulebook
from gateway.triage.vehicle_type import model, model_year, powertrain
from tests import fix_wire as wire
from tests.fix_intake import an_intake
from tests.fix_knowledge import NOON
from tests.fix_rulebooks import a_rule, with_shadows
from tests.fix_store import CAR, House

STRANGER = Vin("WVWZZZ1JZXW000009")
ELECTRIC = powertrain(Powertrain.BATTERY_ELECTRIC)


async def test_the_papers_are_recalled(house: House) -> None:
    """Of a vehicle that is not registered they say nothing."""
    async with house.journal.batch() as batch:
        recalled = await batch.recall([CAR, STRANGER], timedelta(hours=1))
    known = VehicleType(
        model="Meridian E2", model_year=2025, powertrain=Powertrain.BATTERY_ELECTRIC
    )
    assert recalled[CAR].vehicle_type == known
    assert recalled[STRANGER].vehicle_type == UNTOLD


def a_rulebook(**whens: Condition) -> Rulebook:
    """The rules in force, and these about lost services."""
    lost = a_rule("telematics.services_lost")
    rules = tuple(replace(lost, id=RuleId(name), when=when) for name, when in whens.items())
    book = with_shadows([])
    return replace(book, rules=(*book.rules, *rules))


async def test_a_rule_of_one_model_leaves_the_others_alone(house: House) -> None:
    """The same code on a car of it, and on one of which nothing is known."""
    lost = code(TELEMATICS, wire.SERVICES_LOST).failed
    intake = an_intake(house.journal)
    book = a_rulebook(
        this=all_of(lost, ELECTRIC, model("Meridian E2"), model_year() >= 2025),
        older=all_of(lost, model_year() < 2025),
        other=all_of(lost, model("Halden C")),
    )
    await intake.go_by(book)
    for vin in (CAR, STRANGER):
        await intake.take([Frame.of(wire.topic(vin, "faults"), wire.faults(vin, 1), NOON)])
    async with house.reopened().journal.batch() as batch:
        recalled = await batch.recall([CAR, STRANGER], timedelta(hours=1))
    names = {"this", "older", "other"}
    found = {vin: names & {*memory.open_findings} for vin, memory in recalled.items()}
    assert found == {CAR: {"this"}, STRANGER: set()}
