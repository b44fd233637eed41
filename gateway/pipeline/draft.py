"""What a batch will bring: placed in time, claimed, put into order and judged."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.decode.frames import Decoded
from gateway.decode.place import Boot, BootKey, place
from gateway.decode.units import UnitKey, ranked, ranked_presence, unranked
from gateway.domain.report import Placed, Presence, Report
from gateway.domain.vin import Vin
from gateway.pipeline.gaps import ASK_AFTER, ASKED_ANEW_FOR
from gateway.pipeline.journal import BatchEntry, JournalBatch
from gateway.pipeline.judging import judge_in_order
from gateway.pipeline.kinds import by_kind
from gateway.pipeline.notes import notes_on_episodes, notes_on_replies
from gateway.pipeline.oddities import oddities
from gateway.pipeline.ordering import Ordered, Ordering
from gateway.pipeline.turned_away import turned_away
from gateway.pipeline.unheard import name_gaps, what_has_come
from gateway.triage.rulebook import Rulebook
from gateway.triage.window import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What a batch is judged by."""

    rulebook: Rulebook
    windows: Mapping[Vin, Window]
    order: Ordering
    now: datetime


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """To be stored, and to be gone by from then on; `units`: those that were looked up."""

    entry: BatchEntry
    windows: Mapping[Vin, Window]
    ordered: Ordered
    units: Mapping[UnitKey, int]


async def draw_up(
    batch: JournalBatch, decoded: Decoded, overdue: Collection[Vin], grounds: Grounds
) -> Draft:
    """Everything that came is stored; what is judged is what has its turn.

    `overdue`: vehicles of which something has waited long enough. Others go on meanwhile.
    """
    rulebook, now = grounds.rulebook, grounds.now
    unknown = unranked((*decoded.presences, *decoded.reports))
    units = await batch.units(unknown) if unknown else {}
    placed, boots, timeline = await _place(batch, [ranked(r, units) for r in decoded.reports])
    presences = [ranked_presence(p, units) for p in decoded.presences]
    await asyncio.sleep(0)
    fresh = await batch.claim(placed)
    new = by_kind(fresh)
    await asyncio.sleep(0)
    ordered = await grounds.order.sort(
        batch.waiting_room, fresh, presences, now, overdue=overdue
    )
    outcome = await judge_in_order(batch, rulebook, grounds.windows, ordered)
    still_missing = await what_has_come(batch, ordered.moves, outcome.missing)
    if ordered.moves is not None:
        await batch.waiting_room.move(ordered.moves)
    await _ask_anew(batch, presences, grounds)
    asked = await batch.asked([one.report for one in new.replies])
    entry = BatchEntry(
        boots=boots,
        telemetry=new.telemetry,
        faults=new.faults,
        replies=new.replies,
        presences=presences,
        refused=[*decoded.refused, *turned_away(batch, decoded, new.replies, asked)],
        episodes=outcome.episodes,
        findings=await name_gaps(batch, rulebook, outcome.findings),
        shadows=outcome.shadows,
        still_missing=still_missing,
        notes=[
            *notes_on_episodes(outcome.episodes, rulebook.entry),
            *notes_on_replies(new.replies, asked),
        ],
        oddities=oddities(new, timeline, rulebook) + outcome.oddities,
        now=now,
    )
    return Draft(entry, outcome.windows, ordered, units)


async def _ask_anew(
    batch: JournalBatch, presences: Sequence[Presence], grounds: Grounds
) -> None:
    """Who begins a session may have now what it did not send when it was asked."""
    back = {one.vin for one in presences if one.online and not one.beat}
    if back:
        due_at = grounds.order.hearing.wall() + ASK_AFTER
        await batch.waiting_room.ask_anew(back, grounds.now - ASKED_ANEW_FOR, due_at)


async def _place(
    batch: JournalBatch, reports: Sequence[Report]
) -> tuple[Sequence[Placed[Report]], Mapping[BootKey, Boot], Mapping[BootKey, Boot]]:
    """The reports with their event times, the boots that changed, and all of theirs."""
    known = await batch.boots({report.header.id[:2] for report in reports})
    placed, changed = place(reports, known)
    return placed, changed, {**known, **changed} if changed else known
