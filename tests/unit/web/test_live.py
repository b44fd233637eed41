"""What keeps a live page true: samples, thinning, the feed and the parts."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.signal import LV_BATTERY_VOLTAGE, VEHICLE_SPEED
from gateway.pipeline.changes import Change, Facet
from gateway.web.console.charts import chart_groups
from gateway.web.guard.failures import masked_path
from gateway.web.live.feed import Feed
from gateway.web.live.parts import difference
from gateway.web.live.samples import message, of_series, of_telemetry
from gateway.web.live.thinning import thin
from tests import fix_console_lines as invented
from tests import fix_console_signals as invented_signals
from tests.fix_console_lines import NOW, STOPPED
from tests.fix_console_world import telemetry

MOST = 60
_values = st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), max_size=500)


@given(_values)
def test_thinning_keeps_what_matters(values: list[float | None]) -> None:
    """Order, the lowest, the highest and the fact of a gap survive; the length is bounded."""
    times = [float(n) for n in range(len(values))]
    thinned = thin(times, values, MOST)
    kept_times, kept = thinned.times, thinned.values
    measured = [v for v in values if v is not None]
    left = [v for v in kept if v is not None]
    assert sorted(set(kept_times)) == kept_times
    assert len(kept) <= MOST + 3
    assert (min(measured), max(measured)) == (min(left), max(left)) if measured else not left
    assert (None in values) is (None in kept)


@given(_values)
def test_thinning_tears_no_hole(values: list[float | None]) -> None:
    """Neighbours that were sampled without a gap are never further apart than is told."""
    times = [float(n) for n in range(len(values))]
    thinned = thin(times, values, MOST)
    steps = [after - before for before, after in pairwise(thinned.times)]
    assert all(step <= max(1.0, thinned.step) for step in steps)


@pytest.mark.parametrize("silence", [60.0, 600.0])
def test_thinning_keeps_a_silence(silence: float) -> None:
    """A stretch without samples stays longer than what thinning explains."""
    times = [float(n) for n in range(900)]
    times += [times[-1] + silence + n for n in range(1, 900)]
    thinned = thin(times, [1.0] * len(times), 720)
    assert max(b - a for a, b in pairwise(thinned.times)) > thinned.step


def test_telemetry_becomes_columns_by_event_time() -> None:
    """Offsets count from the event; NaN is a gap; speed is shown in km/h."""
    report = telemetry(STOPPED, VEHICLE_SPEED.number, [10.0, float("nan")], NOW)
    began = NOW.timestamp()
    expected = {VEHICLE_SPEED.number: ([began, began + 1], [36.0, None], 0.0)}
    assert expected == of_telemetry([report])


def test_messages_are_plain_json() -> None:
    """No NaN can reach a browser, whose parser would refuse the whole message."""
    number = LV_BATTERY_VOLTAGE.number
    columns = of_telemetry([telemetry(STOPPED, number, [float("nan")], NOW)])
    told = json.loads(message(columns, NOW, 60.0, anew=False))
    assert told["series"] == {str(number): [[NOW.timestamp()], [None], 0.0]}
    assert told["anew"] is False


def test_series_are_told_in_units_of_people() -> None:
    """History and live samples agree on the unit."""
    shown = of_series(
        [invented_signals.series(VEHICLE_SPEED.number, NOW, invented.ahead(seconds=4))]
    )
    expected = invented_signals.level(VEHICLE_SPEED.number, NOW.timestamp()) * 3.6
    assert shown[VEHICLE_SPEED.number][1][0] == round(expected, 6)


async def test_a_slow_reader_is_given_everything_anew() -> None:
    """Telemetry that piles up is forgotten, and the page is told so."""
    feed = Feed(frozenset(Facet))
    report = telemetry(STOPPED, 1, [1.0], NOW)
    for _ in range(501):
        feed.take(Change(STOPPED, Facet.SIGNALS, (report,)))
    assert feed.overrun
    assert feed.telemetry() == []
    assert await feed.news(1.0)


async def test_what_came_late_is_drawn_anew() -> None:
    """It belongs in between: the charts are given everything, not just the new samples."""
    feed = Feed(frozenset(Facet))
    report = telemetry(STOPPED, 1, [1.0], NOW)
    feed.take(Change(STOPPED, Facet.SIGNALS, (report,)))
    assert not feed.overrun
    feed.take(Change(STOPPED, Facet.SIGNALS, (report,), anew=True))
    assert feed.overrun


async def test_a_feed_wakes_only_for_its_facets() -> None:
    """The list of vehicles sleeps through telemetry."""
    feed = Feed(frozenset({Facet.CASES}))
    feed.take(Change(STOPPED, Facet.SIGNALS, (telemetry(STOPPED, 1, [1.0], NOW),)))
    assert not await feed.news(0.01)
    feed.take(Change(STOPPED, Facet.CASES))
    assert await feed.news(1.0)


def test_only_what_differs_is_sent() -> None:
    """A page is told of changed parts, and of nothing when nothing changed."""
    shown = {"strip": "<p>a</p>", "work": "<p>b</p>"}
    told = difference(shown, {**shown, "work": "<p>c</p>"})
    assert told == '<hx-partial hx-target="#work" hx-swap="innerMorph"><p>c</p></hx-partial>'
    assert difference(shown, dict(shown)) == ""


def test_charts_stand_under_their_system() -> None:
    """Phase and odometer have no chart, the four tyres share one."""
    groups = chart_groups(invented_signals.signal_values(NOW))
    charts = {chart.id: chart for group in groups for chart in group.charts}
    assert "odometer" not in charts
    assert "vehicle-phase" not in charts
    assert len(charts["tyre-pressure"].signals) == 4
    assert charts["vehicle-speed"].unit == "km/h"
    assert groups[0].title == "Driving"


@given(st.from_regex(r"[A-HJ-NPR-Z0-9]{17}", fullmatch=True))
def test_no_vin_is_logged(text: str) -> None:
    """A path is logged with its VIN masked, wherever it stands."""
    assert text not in masked_path(f"/vehicles/{text}/live")
    assert text not in masked_path(f"/vehicles/{text}")
    assert text.lower() not in masked_path(f"/vehicles/{text.lower()}/operations/x/cancel")
