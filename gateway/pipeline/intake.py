"""The way of a batch: decode, place in time, claim, judge, store in one transaction, tell."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import structlog

from gateway.decode.frames import Decoded, decode, together
from gateway.decode.place import Boot, BootKey, place
from gateway.decode.units import UnitKey, ranked, ranked_presence, unranked
from gateway.domain.errors import Overtaken, StoreUnavailable
from gateway.domain.report import (
    Frame,
    Placed,
    Presence,
    Refusal,
    RefusalReason,
    Report,
)
from gateway.domain.vin import Vin
from gateway.pipeline.announce import changes
from gateway.pipeline.cache import Cache
from gateway.pipeline.giving_up import give_up_held
from gateway.pipeline.journal import BatchEntry, Journal, JournalBatch
from gateway.pipeline.judging import judge_in_order
from gateway.pipeline.kinds import by_kind
from gateway.pipeline.notes import notes_on_episodes, notes_on_replies
from gateway.pipeline.oddities import oddities
from gateway.pipeline.ordering import Ordered, Ordering
from gateway.pipeline.patience import LOOK_EVERY_S, again_and_again
from gateway.pipeline.ports import Bulletin, Clock
from gateway.pipeline.turned_away import turned_away
from gateway.pipeline.unheard import name_gaps
from gateway.pipeline.vitals import Meter, NoMeter, measure
from gateway.triage.rulebook import Rulebook
from gateway.triage.window import Window

PAUSE_S = (0.1, 5.0)
A_HANDFUL = 512
"""Of reports that have waited long enough."""
NOTHING = Decoded((), (), ())
MOST_WINDOWS = 20_000
"""Vehicles whose window is kept in memory: some 85 KB of a car with 20 signals a second."""
MOST_UNITS = 200_000
AT_ONCE = 128
"""Frames that are read in one go."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Taken:
    """What a batch brought, once it is stored for good."""

    entry: BatchEntry
    windows: Mapping[Vin, Window]
    presences: Sequence[Presence]
    ordered: Ordered
    units: Mapping[UnitKey, int]


@dataclass
class Intake:
    """Takes batches of frames in, one after the other: one is read while one is stored.

    `windows`, `units` and `order` are caches of the store: they change only when a transaction
    has been committed, and are rebuilt from the store for a vehicle that is not in them.
    """

    journal: Journal
    rulebook: Rulebook
    clock: Clock
    bulletin: Bulletin
    wake: Callable[[], None]
    greet: Callable[[Sequence[Presence]], None]
    order: Ordering
    meter: Meter = field(default_factory=NoMeter)
    windows: Cache[Vin, Window] = field(default_factory=lambda: Cache(MOST_WINDOWS))
    units: Cache[UnitKey, int] = field(default_factory=lambda: Cache(MOST_UNITS))
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)
    _storing: asyncio.Lock = field(default_factory=asyncio.Lock)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def take(self, frames: Sequence[Frame]) -> None:
        """Returns when every frame is stored, or kept aside with its reason.

        Called again meanwhile, it reads the next batch while the one before is stored, and
        stores it after that. Waits for a store that is away. A batch that fails for another
        reason is taken frame by frame, so that one that we cannot handle does not hold up the
        rest.
        """
        async with self._reading:
            decoded = await self._read(frames)
            await self._storing.acquire()
        try:
            await self._keep(frames, decoded)
        finally:
            self._storing.release()

    async def _read(self, frames: Sequence[Frame]) -> Decoded | None:
        """A few at a time: the batch that is being stored goes on between them."""
        parts = []
        try:
            for start in range(0, len(frames), AT_ONCE):
                parts.append(decode(frames[start : start + AT_ONCE], self.units))
                await asyncio.sleep(0)
        except Exception:
            log.exception("batch not read")
            return None
        return together(parts)

    async def _keep(self, frames: Sequence[Frame], decoded: Decoded | None) -> None:
        """What could not be read is None."""
        if decoded is None or not await self._kept_together(decoded):
            log.warning("taking the frames of a batch one by one", frames=len(frames))
            for frame in frames:
                await self._take_alone(frame)
        if frames:
            self.order.hearing.took(frames[0].received_at)

    async def _kept_together(self, decoded: Decoded) -> bool:
        try:
            await self._take_when_the_store_is_there(decoded)
        except Exception:
            log.exception("batch failed")
            return False
        return True

    async def _take_alone(self, frame: Frame) -> None:
        try:
            await self._take_when_the_store_is_there(decode([frame], self.units))
        except Exception as error:
            log.exception("frame failed, kept aside", topic_kind=frame.topic.rpartition("/")[2])
            reason = f"{type(error).__name__}: {error}"
            refusal = Refusal(frame, RefusalReason.INTERNAL_ERROR, reason[:200])
            await self._take_when_the_store_is_there(replace(NOTHING, refused=(refusal,)))

    async def go_by(self, rulebook: Rulebook) -> None:
        """From the next batch on; the windows that it needs are rebuilt as after a restart."""
        async with self._turn:
            self.rulebook = rulebook
            self.windows.clear()

    async def watch(self) -> None:
        """Until it is cancelled; judges what has waited long enough for older reports."""

        async def one_round() -> None:
            if not await self.release():
                await asyncio.sleep(LOOK_EVERY_S)

        await again_and_again(one_round)

    async def release(self) -> bool:
        """Judges what has waited long enough now; False when nothing has."""
        async with self._turn:
            self.order.hearing.look()
            async with self.journal.batch() as batch:
                ends = self.order.hearing.patience_ends()
                due = await batch.waiting_room.overdue(ends, A_HANDFUL)
            try:
                if due:
                    await self._commit(NOTHING, due)
            except StoreUnavailable:
                raise
            except Exception:
                log.exception("held reports failed, going on vehicle by vehicle")
                for vin in due:
                    await self._judge_overdue_alone(vin)
        return bool(due)

    async def _judge_overdue_alone(self, vin: Vin) -> None:
        """What cannot be judged must not hold up what comes behind it."""
        try:
            await self._commit(NOTHING, [vin])
        except StoreUnavailable:
            raise
        except Exception as error:
            log.exception("held reports not judged", vehicle=vin.masked)
            async with self.journal.batch() as batch:
                await give_up_held(batch, vin, error, self.clock.now())
            self.order.forget(vin)

    async def _take_when_the_store_is_there(self, decoded: Decoded) -> None:
        pause, began = PAUSE_S[0], self.clock.now()
        while True:
            try:
                async with self._turn:
                    taken = await self._commit(decoded)
            except Overtaken:
                log.info("another gateway has taken reports of these vehicles, once more")
            except StoreUnavailable as error:
                log.warning("store away, not acknowledging", error=str(error), again_in_s=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, PAUSE_S[1])
            else:
                self.meter.took(measure(decoded, taken.entry, began, self.clock.now()))
                return

    async def _commit(self, decoded: Decoded, overdue: Collection[Vin] = ()) -> Taken:
        """One transaction, and what follows from it.

        When only its end has failed, it may have been committed all the same: then the cached
        windows of its vehicles would be older than the store, and stay so.
        """
        taken: Taken | None = None
        try:
            async with self.journal.batch() as batch:
                taken = await self._store(batch, decoded, overdue)
        except Exception:
            for vin in taken.windows if taken else ():
                self.windows.pop(vin, None)
            raise
        self._tell(taken)
        return taken

    async def _store(
        self, batch: JournalBatch, decoded: Decoded, overdue: Collection[Vin] = ()
    ) -> Taken:
        """Everything that came is stored; what is judged is what has its turn."""
        now = self.clock.now()
        unknown = unranked((*decoded.presences, *decoded.reports))
        units = await batch.units(unknown) if unknown else {}
        placed, boots, timeline = await _place(
            batch, [ranked(r, units) for r in decoded.reports]
        )
        presences = [ranked_presence(p, units) for p in decoded.presences]
        fresh = await batch.claim(placed)
        new = by_kind(fresh)
        ordered = await self.order.sort(
            batch.waiting_room, fresh, presences, now, overdue=overdue
        )
        outcome = await judge_in_order(batch, self.rulebook, self.windows, ordered)
        if ordered.moves is not None:
            await batch.waiting_room.move(ordered.moves)
        asked = await batch.asked([one.report for one in new.replies])
        entry = BatchEntry(
            boots=boots,
            telemetry=new.telemetry,
            faults=new.faults,
            replies=new.replies,
            presences=presences,
            refused=[*decoded.refused, *turned_away(batch, decoded, new.replies, asked)],
            episodes=outcome.episodes,
            findings=await name_gaps(batch, self.rulebook, outcome.findings),
            shadows=outcome.shadows,
            notes=[
                *notes_on_episodes(outcome.episodes, self.rulebook.entry),
                *notes_on_replies(new.replies, asked),
            ],
            oddities=oddities(new, timeline, self.rulebook) + outcome.oddities,
            now=now,
        )
        heard = await batch.keep(entry)
        return Taken(entry, outcome.windows, heard, ordered, units)

    def _tell(self, taken: Taken) -> None:
        """After the commit: the caches, those who watch, the workers."""
        self.windows.keep(taken.windows)
        self.units.keep(taken.units)
        self.order.remember(taken.ordered)
        redrawn, audience = taken.ordered.redrawn, self.bulletin.audience
        for change in changes(taken.entry, taken.presences, redrawn, audience):
            self.bulletin.publish(change)
        self.greet(taken.presences)
        entry = taken.entry
        if entry.findings or entry.faults or entry.replies or taken.presences:
            self.wake()


async def _place(
    batch: JournalBatch, reports: Sequence[Report]
) -> tuple[Sequence[Placed[Report]], Mapping[BootKey, Boot], Mapping[BootKey, Boot]]:
    """The reports with their event times, the boots that changed, and all of theirs."""
    keys = {(report.header.id.vin, report.header.id.boot_id) for report in reports}
    known = await batch.boots(keys)
    placed, changed = place(reports, known)
    return placed, changed, {**known, **changed}
