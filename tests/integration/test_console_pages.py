"""What stands on each page."""

import re
from dataclasses import replace

import pytest
from aiohttp import ClientSession

from gateway.pipeline.intake_page import IntakePage
from gateway.pipeline.missing import LateReports, MissingFate, MissingReports
from gateway.pipeline.views import (
    LeftOut,
)
from tests.fix_console import Console
from tests.fix_console_lines import NOW, REPAIRING, SILENT, STOPPED, UNJUDGED, ago

pytestmark = pytest.mark.slow


async def page(client: ClientSession, path: str) -> str:
    answer = await client.get(path)
    assert answer.status == 200
    return await answer.text()


async def test_vehicles_stand_worst_first(technician: ClientSession) -> None:
    """The one to stop comes first, severity is a word, the VIN is given."""
    text = await page(technician, "/")
    order = [
        text.index(f">{plate}<") for plate in ("B-VD 104", "K-AR 170", "M-EV 150", "HH-QX 7")
    ]
    assert order == sorted(order)
    assert "Needs a person" in text
    assert STOPPED.text in text
    assert "Simulated world, 60 times faster than the wall" in text


@pytest.mark.parametrize(
    ("query", "plates", "absent"),
    [
        ("?show=stop_driving", ["B-VD 104"], ["M-EV 150"]),
        ("?show=person", ["S-TR 162"], ["B-VD 104"]),
        ("?search=lindqvist", ["M-EV 150"], ["B-VD 104"]),
        ("?search=P0AA6", ["B-VD 104"], ["M-EV 150"]),
        ("?search=%2B468", ["M-EV 150"], ["B-VD 104"]),
        ("?show=nonsense", ["B-VD 104", "M-EV 150"], []),
    ],
)
async def test_search_and_filters(
    technician: ClientSession, query: str, plates: list[str], absent: list[str]
) -> None:
    """What is asked for is shown, the rest is not."""
    text = await page(technician, f"/{query}")
    assert all(f">{plate}<" in text for plate in plates)
    assert not any(f">{plate}<" in text for plate in absent)


async def test_nothing_found_says_what_to_try(technician: ClientSession) -> None:
    """An empty answer explains itself, and quotes the question as text."""
    text = await page(technician, "/?search=<b>zebra")
    assert "No vehicle matches" in text
    assert "&lt;b&gt;zebra" in text


async def test_an_empty_world_explains_itself(
    console: Console, technician: ClientSession
) -> None:
    """Before anything has reported, each page says what will appear and where to look."""
    console.world.pages.clear()
    console.world.centre_lines.clear()
    console.world.intake_page = IntakePage(reports={}, refused={}, oddities={}, recent=())
    assert "No vehicle has reported yet" in await page(technician, "/")
    assert "No service centre is known" in await page(technician, "/service")
    assert "Nothing was kept aside" in await page(technician, "/intake")


async def test_the_verdict_stands_with_its_reason(technician: ClientSession) -> None:
    """The sentence verbatim, the evidence, what was missing, the rule and its version."""
    text = await page(technician, f"/vehicles/{STOPPED.text}")
    assert "Stop as soon as it is safe, switch off and keep away from the car." in text
    assert "Isolation resistance at most 92 kΩ for 3 min" in text
    assert "Isolation resistance before 13:41" in text
    assert "high_voltage.isolation_low" in text
    assert "rulebook 2026.11.1" in text
    assert "Thu 19 Nov 08:00 to 10:30 CET" in text
    assert "High-voltage faults are never reset or cleared from afar." in text


async def test_a_verdict_says_what_would_make_it_milder(technician: ClientSession) -> None:
    """Which measurement would be judged how, in the words of the severity scale."""
    for path in (f"/vehicles/{STOPPED.text}", "/service/jobs/7"):
        text = await page(technician, path)
        would = (
            "It would be milder, “Service soon”, instead if Isolation resistance is at least"
        )
        assert "What would change it" in text
        assert would in text


async def test_likely_causes_stand_in_order_with_what_speaks_for_and_against(
    technician: ClientSession,
) -> None:
    """The workshop reads the likeliest first, and why."""
    text = await page(technician, "/service/jobs/8")
    first, second = "has lost its calibration.", "The pump has seized."
    assert "Likely causes, the likeliest first" in text
    assert text.index(first) < text.index("For it:") < text.index(second)
    assert text.index(second) < text.index("Against it:")


async def test_a_verdict_says_what_has_changed_and_what_could(
    technician: ClientSession,
) -> None:
    """What is different from the version before; which data would speak for another cause."""
    text = await page(technician, "/service/jobs/8")
    assert "What has changed" in text
    assert "The likeliest cause was: A fuse." in text
    would = "Would speak for it, if the car is driving and Coolant pump is below 400 rpm."
    assert f"{would} Missing: Coolant pump" in text


async def test_a_case_and_its_job_lead_to_each_other(technician: ClientSession) -> None:
    """The booked case links to the workshop's job, and the job to the case."""
    assert 'href="/service/jobs/7"' in await page(technician, f"/vehicles/{STOPPED.text}")
    job = await page(technician, "/service/jobs/7")
    assert f'href="/vehicles/{STOPPED.text}#case-41"' in job


async def test_software_stands_behind_a_fold(technician: ClientSession) -> None:
    """Versions of many components do not push what matters off the screen."""
    text = await page(technician, f"/vehicles/{STOPPED.text}")
    fold = text[text.index('<details id="software">') :]
    assert "Software of 2 components" in fold[: fold.index("</details>")]
    assert "7.0.3" in fold[: fold.index("</details>")]


async def test_operations_stand_with_their_steps(technician: ClientSession) -> None:
    """What runs, what waits and until when, what was said on the wire, and the proof."""
    text = await page(technician, f"/vehicles/{REPAIRING.text}")
    assert "Accepted by the car" in text
    assert "Waits for the car until 14:56:20 CET, in 51 min" in re.sub("<[^>]+>", "", text)
    assert "19 04 2B 61 71 FF" in text
    assert "no answer" in text
    assert "Monitoring: watching whether the fault stays away." in text
    assert "The vehicle is moving." in text
    assert text.count("/cancel") == 2


async def test_what_a_car_left_out_is_not_hidden(
    console: Console, technician: ClientSession
) -> None:
    """A hole in the curves is explained: the car gave it up, and between which times."""
    before = await page(technician, f"/vehicles/{REPAIRING.text}")
    console.world.pages[REPAIRING] = replace(
        console.world.pages[REPAIRING],
        left_out=LeftOut(reports=62, samples=12_400, since=ago(minutes=50), until=NOW),
    )
    after = re.sub("<[^>]+>", "", await page(technician, f"/vehicles/{REPAIRING.text}"))
    assert "Left out" not in before
    assert "12\u202f400 samples between 13:15:20 CET and 14:05:20 CET" in after


async def test_what_is_missing_stands_on_the_page(
    console: Console, technician: ClientSession
) -> None:
    """How much, since when, and whether the car still has it; and what came late."""
    before = await page(technician, f"/vehicles/{REPAIRING.text}")
    times = {"since": ago(minutes=50), "until": ago(minutes=40)}
    asked = MissingReports(
        fate=MissingFate.ASKED, reports=14, noticed_at=ago(minutes=30), **times
    )
    lost = MissingReports(fate=MissingFate.LOST, reports=1, noticed_at=ago(minutes=20))
    late = LateReports(reports=1200, told_at=ago(minutes=10), **times)
    console.world.pages[REPAIRING] = replace(
        console.world.pages[REPAIRING], missing=(asked, lost), late=late
    )
    after = re.sub("<[^>]+>", "", await page(technician, f"/vehicles/{REPAIRING.text}"))
    assert "reports: the car" not in before
    assert (
        "14 reports: the car has been asked to send them again; measured between"
        " 13:15:20 CET and 13:25:20 CET; known since 13:35:20 CET" in after
    )
    assert "1 report: the car no longer has them; known since 13:45:20 CET" in after
    assert "1\u202f200 reports, the last 13:55:20 CET; measured between" in after


async def test_a_silent_car_is_not_called_well(technician: ClientSession) -> None:
    """A car that never reported has no verdict on driving."""
    text = await page(technician, f"/vehicles/{SILENT.text}")
    assert "This car has not reported anything yet." in text
    assert "Never heard from" in text


async def test_an_unjudged_case_needs_a_person(technician: ClientSession) -> None:
    """Without a verdict the page says that a person has to look, and how late that is."""
    text = await page(technician, f"/vehicles/{UNJUDGED.text}")
    assert "No verdict yet: a person has to look." in text
    assert "5 min overdue" in text


async def test_a_vin_in_small_letters_is_found(technician: ClientSession) -> None:
    """People type VINs as they like."""
    assert STOPPED.text in await page(technician, f"/vehicles/{STOPPED.text.lower()}")


async def test_the_week_stands_by_day_and_bay(technician: ClientSession) -> None:
    """Jobs of this week in the centre's own time, weekends only when there is work."""
    text = await page(technician, "/service/berlin-nord")
    assert "week 47" in text
    assert "08:00 to 10:30" in text
    assert "15:00 to 17:00, held" in text
    assert "Sat 21 Nov</th>" not in text
    other = await page(technician, "/service/berlin-nord?week=2026-W48")
    assert "Nothing is booked in this week." in other


@pytest.mark.parametrize(("day", "week"), [(20, 47), (21, 48), (22, 48), (23, 48)])
async def test_on_a_weekend_the_coming_week_is_shown(
    console: Console, technician: ClientSession, day: int, week: int
) -> None:
    """Nobody plans the days that are over; which week is shown is said."""
    console.clock.time = console.clock.time.replace(day=day)
    text = re.sub(r"\s+", " ", await page(technician, "/service/berlin-nord"))
    assert f"week {week}</h1>" in text
    relative = "next" if day in {21, 22} else "this"
    assert f'aria-current="true">Week {week}, {relative} week</a>' in text
    assert ">Now</a>" not in text
    away = await page(technician, "/service/berlin-nord?week=2026-W50")
    assert '<a href="/service/berlin-nord">Now</a>' in away


async def test_a_closed_day_is_said_with_its_reason(
    console: Console, technician: ClientSession
) -> None:
    """A holiday keeps its column and says why; an open Saturday has one, a closed one none."""
    text = await page(technician, "/service/berlin-nord")
    assert "Closed: Buß- und Bettag" in text
    assert "Sat 21 Nov</th>" not in text
    console.world.days_off.clear()
    opened = await page(technician, "/service/berlin-nord")
    assert "Closed" not in opened
    assert "Sat 21 Nov</th>" in opened


async def test_a_job_on_saturday_is_shown(console: Console, technician: ClientSession) -> None:
    """A weekend with work has its column."""
    job = console.world.jobs[8]
    slot = job.appointment
    moved = replace(
        slot,
        starts_at=slot.starts_at.replace(day=21),
        ends_at=slot.ends_at.replace(day=21),
    )
    console.world.jobs[8] = replace(job, appointment=moved)
    assert "Sat 21 Nov" in await page(technician, "/service/berlin-nord")


async def test_the_job_carries_its_evidence(technician: ClientSession) -> None:
    """The workshop's words, snapshots, skills, the tow, and the signals with the moment."""
    text = await page(technician, "/service/jobs/7")
    assert "Measure the HV heater first." in text
    assert "Speed 61 km/h" in text
    assert "high voltage" in text
    assert "Comes on a tow truck" in text
    assert f'data-marks="{ago(minutes=21).timestamp()}"' in text
    answer = await (await technician.get("/service/jobs/7/series")).json()
    assert set(answer["series"]) == {"24", "20", "1"}


async def test_the_intake_tells_what_was_kept_aside(technician: ClientSession) -> None:
    """Counts, reasons, topic, detail and bytes."""
    text = await page(technician, "/intake")
    assert "182\u202f431" in text
    assert "Held back" in text
    assert "VIN mismatch" in text
    assert "0a 11 57 56" in text
    assert "first 64 of 211" in text
