"""How a fault that was more than a line stands on the page: totals, returns, near misses."""

from dataclasses import replace

import pytest
from aiohttp import ClientSession

from gateway.domain.component import THERMAL_MANAGEMENT
from gateway.domain.report import RefusalReason
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.pipeline.intake_page import FloodLine
from gateway.pipeline.near_misses import NearMiss
from tests.fix_console import Console
from tests.fix_console_lines import NOW, STOPPED, ago

pytestmark = pytest.mark.slow


async def text_of(client: ClientSession, path: str) -> str:
    answer = await client.get(path)
    assert answer.status == 200
    return await answer.text()


async def test_totals_and_returns_stand_with_a_fault(
    console: Console, technician: ClientSession
) -> None:
    """The sum over resets, the car's own counter, and what was only counted."""
    known = console.world.pages[STOPPED]
    fault = replace(known.faults[0], occurrences=2, earlier=1200, returns=7, untold=4812)
    console.world.pages[STOPPED] = replace(known, faults=(fault, *known.faults[1:]))
    text = await text_of(technician, f"/vehicles/{STOPPED.text}")
    assert "1\u202f202 times" in text
    assert "the car's own counter: 2" in text
    assert "gone for a moment 7 times" in text
    assert "4\u202f812 of its reports" in text


async def test_a_near_miss_is_called_so(console: Console, technician: ClientSession) -> None:
    """Among the past faults, and not as one that has healed after it was confirmed."""
    known = console.world.pages[STOPPED]
    gone = replace(known.faults[0], ended_at=ago(minutes=1), end="healed", near_miss=True)
    console.world.pages[STOPPED] = replace(known, faults=(gone,))
    text = await text_of(technician, f"/vehicles/{STOPPED.text}")
    assert "Past faults (1)" in text
    assert "Near miss: healed before it was confirmed" in text


async def test_near_misses_of_the_fleet_have_a_page(
    console: Console, technician: ClientSession
) -> None:
    """By code, with the vehicles to go to; an empty page says what would stand there."""
    assert "No near misses" in await text_of(technician, "/near-misses")
    console.world.near_miss_lines = [
        NearMiss(
            component=THERMAL_MANAGEMENT,
            code=TroubleCode.parse("P0C73-71"),
            title="Coolant <pump>",
            severity=Severity.SOON,
            vehicles=7,
            times=31,
            latest=((STOPPED, "B-VD 1", ago(minutes=1)), (STOPPED, "", ago(hours=1))),
        )
    ]
    text = await text_of(technician, "/near-misses")
    assert "Coolant &lt;pump&gt;" in text
    assert "Service soon if it were confirmed" in text
    assert f'<a href="/vehicles/{STOPPED.text}">B-VD 1</a>' in text
    assert f'<a href="/vehicles/{STOPPED.text}">{STOPPED.text}</a>' in text
    assert "and 5 more" in text
    assert '<a href="/near-misses" aria-current="page">' in text


async def test_a_flood_is_shown_with_its_count(
    console: Console, technician: ClientSession
) -> None:
    """What came too often to be kept, by topic; no heading where there was none."""
    assert "Too many to keep" not in await text_of(technician, "/intake")
    floods = tuple(
        FloodLine(
            reason=RefusalReason.UNDECODABLE,
            topic=topic,
            times_seen=86_400,
            kept=16,
            last_seen_at=NOW,
        )
        for topic in ("v1/hostile/telemetry", "")
    )
    console.world.intake_page = replace(console.world.intake_page, floods=floods)
    text = await text_of(technician, "/intake")
    assert "Too many to keep" in text
    assert "86\u202f400" in text
    assert "v1/hostile/telemetry" in text
    assert "many other topics" in text
