"""The link profiles in words and figures, for people: a table of the profiles themselves."""

from collections.abc import Iterator
from typing import Final

from rich.table import Table

from simulator.links.profile import LinkProfile, Spell
from simulator.links.profiles import PROFILES

HEADINGS: Final = ("profile", "one way", "up / down", "loss", "what happens")
KILO: Final = 1000
MINUTE_S: Final = 60


def link_table() -> Table:
    """For a terminal, also a narrow one: figures on the left, the situation on the right."""
    table = Table("profile", "situation, and what happens", show_lines=True)
    for profile in PROFILES.values():
        name, one_way, rates, loss, happens = row(profile)
        figures = f"one way {one_way}\n{rates}\nloss {loss}"
        table.add_row(f"[bold]{name}[/]\n{figures}", f"{profile.why}\n[dim]{happens}[/]")
    return table


def markdown() -> str:
    """The same for the documentation, one line a profile, the situation last."""
    headings = (*HEADINGS, "situation")
    rows = ((*row(profile), profile.why) for profile in PROFILES.values())
    lines = [headings, tuple("---" for _ in headings), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def row(profile: LinkProfile) -> tuple[str, ...]:
    """One cell for each of HEADINGS."""
    least, most = profile.latency_s, profile.latency_s + profile.jitter_s
    rates = f"{_rate(profile.up_bytes_per_s)} / {_rate(profile.down_bytes_per_s)}"
    happens = "; ".join(_happenings(profile)) or "nothing"
    return (profile.name, f"{least:g}-{most:.3g} s", rates, _loss(profile), happens)


def _loss(profile: LinkProfile) -> str:
    loss = profile.loss
    if loss is None:
        return "none"
    return f"{loss.rate:.1%}: {loss.in_bad:.0%} in bursts of {loss.bad_s:g} s"


def _happenings(profile: LinkProfile) -> Iterator[str]:
    if (zone := profile.dead_zone) is not None:
        yield f"{zone.outage.value} while at {zone.place.value}"
    if profile.spells:
        yield _spells(profile)
    if (power := profile.power) is not None:
        yield f"power cut for {_span(power.dark_s)}, every {_span(power.every_s)}"
    if (clock := profile.clock) is not None:
        days = clock.by_s / 86_400
        every = _span(clock.jumps_every_s)
        yield f"clock starts in 1970, jumps by up to {days:g} days every {every}"
    if (quota := profile.quota) is not None:
        volume, slow = quota.period_bytes / 1e6, _rate(quota.then_bytes_per_s)
        yield f"beyond {volume:g} MB a day {slow}"
    if (disorder := profile.disorder) is not None:
        if disorder.twice:
            yield f"{disorder.twice:.0%} of reports twice"
        if disorder.held:
            yield f"{disorder.held:.0%} of reports late by up to {disorder.behind} others"


def _spells(profile: LinkProfile) -> str:
    total = sum(spell.weight for spell in profile.spells)
    kinds = ", ".join(_spell(spell, spell.weight / total) for spell in profile.spells)
    where = f" on the {profile.spells_at.value}" if profile.spells_at else ""
    whose = f" for all cars of one of {profile.towers.number} towers" if profile.towers else ""
    return f"up for {_span(profile.up_s)}{where}, then{whose}: {kinds}"


def _spell(spell: Spell, share: float) -> str:
    lasts = _span((spell.shortest_s, spell.longest_s))
    return f"{spell.outage.value} {lasts}" + (f" ({share:.0%})" if share < 1 else "")


def _span(span_s: tuple[float, float]) -> str:
    least, most = span_s
    if least >= MINUTE_S:
        return f"{least / MINUTE_S:g}-{most / MINUTE_S:g} min"
    return f"{least:g}-{most:g} s"


def _rate(bytes_per_s: float) -> str:
    kilobits = bytes_per_s * 8 / KILO
    return f"{kilobits / KILO:g} Mbit/s" if kilobits >= KILO else f"{kilobits:g} kbit/s"
