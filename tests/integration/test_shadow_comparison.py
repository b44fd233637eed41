"""Rules in the shadow held beside what acted, over what a store remembers."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from gateway.domain.errors import SettingsInvalid
from gateway.domain.finding import FindingEnded, RuleId
from gateway.domain.severity import Severity
from gateway.pipeline.shadows import Shadow, ShadowStory, Tally
from gateway.store.pool import Pool, open_pool
from gateway.store.rulebooks import Accepted, RulebookAnnals
from gateway.store.shadows import read_story, read_tallies
from gateway.store.vehicles import register
from gateway.workbench.shadows import ShadowOptions, print_shadows
from tests.fix_knowledge import FINDING, NOON
from tests.fix_store import CAR, OTHER_CAR, PAPERS, StillClock, in_postgres, later

pytestmark = pytest.mark.slow

FIRST, SECOND, THIRD = "2026.11+aaaa0001", "2026.11+aaaa0002", "2026.11+aaaa0003"
SLOW = RuleId("shadow.infotainment.slow")
QUIET = RuleId("shadow.infotainment.quiet")
SHADOWS = [Shadow(one, FINDING.component, FINDING.code) for one in (SLOW, QUIET)]
DARK = replace(FINDING, rule=SLOW, rulebook_version=SECOND, severity=Severity.URGENT)


@pytest.fixture
async def pool(dsn: str) -> AsyncIterator[Pool]:
    """Three rulebooks, the last two with rules in the shadow, and what was found by them."""
    async with open_pool(dsn) as pool:
        await register(pool, PAPERS)
        annals = RulebookAnnals(pool)
        for hours, version, shadows in (
            (-3, FIRST, SHADOWS),
            (-2, FIRST, []),
            (-1, SECOND, SHADOWS),
            (9, THIRD, SHADOWS),
        ):
            order = await annals.ask(later(hours=hours), "A. Okafor")
            accepted = Accepted(version=version, shadows=shadows, stories=1255)
            await annals.accept([order], later(hours=hours), accepted)
        house = in_postgres(pool, StillClock())
        before = replace(DARK, rulebook_version=FIRST, at=later(hours=-2))
        await house.take(shadows=[before, FindingEnded(CAR, SLOW, later(hours=-1, minutes=-1))])
        await house.take(shadows=[DARK, replace(DARK, vin=OTHER_CAR)])
        acting = replace(FINDING, rulebook_version=SECOND, at=later(minutes=5))
        await house.take(findings=[acting])
        ended = [FindingEnded(vin, SLOW, later(hours=1)) for vin in (CAR, OTHER_CAR)]
        await house.take(shadows=ended)
        missed = replace(acting, vin=OTHER_CAR, rulebook_version=THIRD, at=later(days=2))
        await house.take(findings=[missed])
        async with pool.connection() as connection:
            await connection.execute(
                "update cases set state = 'closed', outcome = 'repaired', due_at = null,"
                " closed_at = %s from vehicles v where v.id = vehicle_id and vin = %s",
                [later(days=1), CAR.text],
            )
        yield pool


async def tallies(pool: Pool, since: datetime | None = None) -> list[Tally]:
    async with pool.connection() as connection:
        return await read_tallies(connection, since)


async def story(pool: Pool, rule: str, since: datetime | None = None) -> ShadowStory:
    async with pool.connection() as connection:
        found = await read_story(connection, rule, since)
        assert found is not None
        return found


async def test_each_is_held_beside_what_acts(pool: Pool) -> None:
    """From when it came into the shadow for the last time: how often, where, and who agrees."""
    slow, quiet = await tallies(pool)
    assert slow.watched.shadow == SHADOWS[0]
    assert slow.watched.since == later(hours=-1)
    assert slow.watched.versions == (SECOND, THIRD)
    assert (slow.fired, slow.vehicles, slow.agreed, slow.alone) == (2, 2, 1, 1)
    assert (slow.earlier, slow.missed) == (timedelta(minutes=5), 1)
    assert slow.outcomes == {"repaired": 1, "no case": 1}
    assert (quiet.fired, quiet.agreed, quiet.earlier, quiet.missed) == (0, 0, None, 2)
    assert quiet.outcomes == {}


async def test_it_is_told_finding_by_finding(pool: Pool) -> None:
    """The newest first, each with what acted beside it and its case; and what it missed."""
    told = await story(pool, SLOW)
    assert told == await story(pool, "infotainment.slow")
    assert [told.tally] == (await tallies(pool))[:1]
    other, own = told.findings
    assert [one.vin for one in (own, other)] == [CAR, OTHER_CAR]
    assert {one.vin: one.plate for one in (own, other)} == {p.vin: p.plate for p in PAPERS}
    assert (own.acting, own.acting_severity) == (FINDING.rule, FINDING.severity)
    assert (own.lead, own.outcome, own.case is None) == (
        timedelta(minutes=5),
        "repaired",
        False,
    )
    assert (other.acting, other.lead, other.outcome, other.case) == (None, None, None, None)
    [missed] = told.missed
    assert (missed.vin, missed.opened_at) == (OTHER_CAR, later(days=2))
    assert [one.vin for one in (await story(pool, QUIET)).missed] == [OTHER_CAR, CAR]
    async with pool.connection() as connection:
        assert await read_story(connection, "infotainment.frozen") is None


async def test_what_it_would_have_changed_is_counted(pool: Pool) -> None:
    """Cases and visits by vehicle, where nothing in force asks for them; and graver words."""
    [slow, quiet] = await tallies(pool)
    assert FINDING.severity < Severity.URGENT
    assert (slow.graver, slow.milder) == (1, 0)
    assert (slow.new_cases, slow.new_stops, slow.missed_stops) == (1, 0, 0)
    own_visit = FINDING.severity < Severity.SOON
    assert slow.new_visits == 1 + own_visit
    assert (quiet.new_cases, quiet.new_visits, quiet.new_stops) == (0, 0, 0)


@pytest.mark.parametrize(
    ("acting", "dark", "stops"),
    [
        (Severity.STOP_DRIVING, Severity.MONITOR, (0, 1)),
        (Severity.STOP_DRIVING, Severity.STOP_DRIVING, (0, 0)),
        (Severity.SOON, Severity.STOP_DRIVING, (1, 0)),
        (None, Severity.STOP_DRIVING, (1, 0)),
        (Severity.STOP_DRIVING, None, (0, 1)),
    ],
)
async def test_who_says_stop_alone_is_counted(
    pool: Pool, acting: Severity | None, dark: Severity | None, stops: tuple[int, int]
) -> None:
    """A stop of its own, and one that it says less about or nothing."""
    house, at = in_postgres(pool, StillClock()), later(days=9)
    if dark is not None:
        await house.take(shadows=[replace(DARK, at=at, severity=dark, rulebook_version=THIRD)])
    if acting is not None:
        said = replace(FINDING, rule=RuleId("infotainment.gone"), at=at, severity=acting)
        await house.take(findings=[replace(said, rulebook_version=THIRD)])
    slow, _ = await tallies(pool, later(days=8))
    assert (slow.new_stops, slow.missed_stops) == stops


async def test_how_long_it_was_watched_is_told(pool: Pool) -> None:
    """Until the newest report, and on how many days of vehicles; never before it came."""
    midnight = NOON.replace(hour=0)
    async with pool.connection() as connection:
        await connection.execute("update vehicles set latest_at = %s", [later(days=10)])
        await connection.execute(
            "insert into signal_days (vehicle_id, signal, day, total, samples, lowest, highest,"
            " first, last, first_ms, last_ms) select v.id, signal, day, 0, 1, 0, 0, 0, 0, 0, 0"
            " from vehicles v, unnest(array[1, 3, 30]) signal,"
            " generate_series(%s, %s, interval '1 day') day",
            [midnight - timedelta(days=30), midnight + timedelta(days=2)],
        )
    slow, _ = await tallies(pool)
    assert (slow.seen, slow.vehicle_days) == (timedelta(days=10, hours=1), 4)
    assert not slow.is_enough
    assert slow.cases_per_1000_days == 250.0  # one car, and four days of cars
    slow, _ = await tallies(pool, later(days=-30))
    assert slow.vehicle_days == 4
    slow, _ = await tallies(pool, later(days=8))
    assert (slow.seen, slow.vehicle_days) == (timedelta(days=2), 0)


async def test_the_nearest_in_force_is_held_beside_it(pool: Pool) -> None:
    """Of two that come and go together each meets its own: neither was ahead of the other."""
    house = in_postgres(pool, StillClock())
    for minutes in (0, 20, 40):
        at, end = later(days=9, minutes=minutes), later(days=9, minutes=minutes + 10)
        dark = replace(DARK, at=at, rulebook_version=THIRD)
        acts = replace(FINDING, rule=RuleId("infotainment.gone"), at=at)
        await house.take(shadows=[dark], findings=[replace(acts, rulebook_version=THIRD)])
        await house.take(
            shadows=[FindingEnded(CAR, SLOW, end)], findings=[FindingEnded(CAR, acts.rule, end)]
        )
    told = await story(pool, SLOW, later(days=8))
    assert [one.lead for one in told.findings] == [timedelta()] * 3
    assert (told.tally.agreed, told.tally.earlier, told.tally.missed) == (3, timedelta(), 0)


async def test_what_stood_before_says_nothing_of_who_is_first(pool: Pool) -> None:
    """It agrees; but the rule in force had its whole life, and the shadow none."""
    annals, house = RulebookAnnals(pool), in_postgres(pool, StillClock())
    order = await annals.ask(later(days=4), "A. Okafor")
    fresh = RuleId("shadow.infotainment.fresh")
    shadow = Shadow(fresh, FINDING.component, FINDING.code)
    accepted = Accepted(version="2026.11+aaaa0004", shadows=[shadow], stories=None)
    await annals.accept([order], later(days=4), accepted)
    dark = replace(DARK, rule=fresh, rulebook_version=accepted.version, at=later(days=4))
    await house.take(shadows=[dark])
    [tally] = await tallies(pool)
    assert (tally.agreed, tally.earlier) == (1, None)
    [found] = (await story(pool, fresh)).findings
    assert (found.acting, found.acting_at, found.lead) == (FINDING.rule, None, None)


@pytest.mark.parametrize(
    ("days", "vehicle_days", "enough"), [(7, 3000, True), (6, 3000, False), (7, 2999, False)]
)
async def test_a_week_and_three_thousand_days_are_enough(
    pool: Pool, days: int, vehicle_days: int, *, enough: bool
) -> None:
    """Fewer say nothing of how it would do in force."""
    slow, _ = await tallies(pool)
    seen = replace(slow, seen=timedelta(days=days), vehicle_days=vehicle_days)
    assert seen.is_enough is enough


async def test_it_can_begin_later(pool: Pool) -> None:
    """At a moment that is asked for."""
    slow, quiet = await tallies(pool, later(days=1))
    assert (slow.fired, slow.missed, quiet.missed) == (0, 1, 1)
    told = await story(pool, SLOW, later(days=1))
    assert (told.findings, len(told.missed)) == ([], 1)


async def test_who_leaves_the_shadow_is_not_asked_about(pool: Pool) -> None:
    """Only what is there now."""
    annals = RulebookAnnals(pool)
    order = await annals.ask(later(days=3), "A. Okafor")
    accepted = Accepted(version=FIRST, shadows=SHADOWS[1:], stories=None)
    await annals.accept([order], later(days=3), accepted)
    [quiet] = await tallies(pool)
    assert (quiet.watched.shadow.rule, quiet.watched.since) == (QUIET, later(hours=-1))


async def test_who_goes_back_to_a_rulebook_begins_anew(pool: Pool) -> None:
    """What it found and missed when that was in force before is another life of the rule."""
    annals, house = RulebookAnnals(pool), in_postgres(pool, StillClock())
    for hours, version, shadows in ((70, FIRST, []), (71, SECOND, SHADOWS)):
        order = await annals.ask(later(hours=hours), "A. Okafor")
        accepted = Accepted(version=version, shadows=shadows, stories=None)
        await annals.accept([order], later(hours=hours), accepted)
    slow, quiet = await tallies(pool)
    assert (slow.watched.since, slow.watched.versions) == (later(hours=71), (SECOND,))
    assert (slow.fired, slow.missed, quiet.missed) == (0, 0, 0)
    told = await story(pool, SLOW)
    assert (told.findings, told.missed) == ([], [])
    await house.take(shadows=[replace(DARK, at=later(hours=72))])
    slow, _ = await tallies(pool)
    assert (slow.fired, slow.new_cases) == (1, 0)


async def printed(dsn: str, rule: str | None = None, since: datetime | None = None) -> str:
    console = Console(width=300, record=True, file=StringIO())
    options = ShadowOptions(rule=rule, since=since, data=Path(), database=dsn)
    assert await print_shadows(options, console) == 0
    return console.export_text()


@pytest.mark.usefixtures("pool")
async def test_it_is_told_in_words(dsn: str) -> None:
    """A card a rule; of one rule, finding by finding, with what it missed."""
    cards = await printed(dsn)
    slow, quiet = cards[: cards.index(QUIET)], cards[cards.index(QUIET) :]
    for words in (
        f"2026-04-02 11:00 UTC, {THIRD}",
        "2 times, on 2 vehicles",
        "1 with findings in force, 300 s earlier than they",
        "1 findings in force of U3000-49",
        "1 no case, 1 repaired",
        "0 days, 0 vehicle-days: not yet long enough to say (7 days and 3,000 vehicle-days)",
        "1 vehicles with a case that nobody else opens",
    ):
        assert words in slow
    assert "0 times, on 0 vehicles" in quiet
    assert "2 findings in force of U3000-49" in quiet
    for name in (SLOW, "infotainment.slow"):
        lines = (await printed(dsn, name)).splitlines()
        assert [line.split()[0] for line in lines[-3:]] == [CAR.text, *[OTHER_CAR.text] * 2]
        assert ["missed" in line for line in lines[-3:]] == [False, False, True]
    with pytest.raises(SettingsInvalid, match="is not in the shadow"):
        await printed(dsn, "infotainment.frozen")


async def test_without_any_it_says_so(dsn: str) -> None:
    """Also before the first rulebook is in force."""
    assert await printed(dsn) == "No rule is in the shadow.\n"
    assert later() == NOON
