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
from gateway.store.pool import Pool, open_pool
from gateway.store.rulebooks import Accepted, RulebookAnnals, Shadow
from gateway.store.shadows import compare_shadows
from gateway.store.vehicles import register
from gateway.workbench.shadows import ShadowOptions, print_shadows, tally
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


async def test_each_is_held_beside_what_acts(pool: Pool) -> None:
    """From when it came into the shadow for the last time: how often, where, and who agrees."""
    slow, quiet = tally(await compare_shadows(pool))
    assert slow.watched.shadow == SHADOWS[0]
    assert slow.watched.since == later(hours=-1)
    assert slow.watched.versions == (SECOND, THIRD)
    assert [one.vin for one in slow.findings] == [CAR, OTHER_CAR]
    assert [one.acting for one in slow.findings] == [FINDING.rule, None]
    assert (slow.agreed, slow.vehicles, slow.earlier) == (1, 2, timedelta(minutes=5))
    assert dict(slow.outcomes) == {"repaired": 1, "no case": 1}
    [missed] = slow.missed
    assert (missed.vin, missed.opened_at) == (OTHER_CAR, later(days=2))
    assert (quiet.findings, quiet.agreed, quiet.earlier) == ([], 0, None)
    assert [one.vin for one in quiet.missed] == [CAR, OTHER_CAR]


async def test_it_can_begin_later(pool: Pool) -> None:
    """At a moment that is asked for."""
    slow, quiet = tally(await compare_shadows(pool, later(days=1)))
    assert (slow.findings, len(slow.missed), len(quiet.missed)) == ([], 1, 1)


async def test_who_leaves_the_shadow_is_not_asked_about(pool: Pool) -> None:
    """Only what is there now."""
    annals = RulebookAnnals(pool)
    order = await annals.ask(later(days=3), "A. Okafor")
    accepted = Accepted(version=FIRST, shadows=SHADOWS[1:], stories=None)
    await annals.accept([order], later(days=3), accepted)
    [quiet] = tally(await compare_shadows(pool))
    assert (quiet.watched.shadow.rule, quiet.watched.since) == (QUIET, later(hours=-1))


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
        "1 repaired, 1 no case",
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
