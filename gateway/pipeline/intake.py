"""The way of a batch: decode, place in time, claim, judge, store in one transaction, tell."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

import structlog

from gateway.decode.frames import Decoded, decode, together
from gateway.decode.units import UnitKey
from gateway.domain.errors import Overtaken, StoreUnavailable
from gateway.domain.report import (
    Frame,
    Presence,
    Refusal,
    RefusalReason,
)
from gateway.domain.vin import Vin
from gateway.pipeline.announce import changes
from gateway.pipeline.cache import Cache
from gateway.pipeline.draft import Draft, Grounds, draw_up
from gateway.pipeline.giving_up import give_up_held
from gateway.pipeline.journal import BatchEntry, Journal, JournalBatch
from gateway.pipeline.ordering import Ordering
from gateway.pipeline.patience import LOOK_EVERY_S, again_and_again
from gateway.pipeline.ports import Bulletin, Clock
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


@dataclass
class Intake:
    """Takes batches of frames in, one after the other: one is judged while one is stored.

    `windows`, `units` and `order` are caches of the store, as it will be when the batches
    under way are committed. They are committed in their order; when one is not, what the
    caches had of it and of those behind it is forgotten, and is read from the store again.
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
    _beginning: asyncio.Lock = field(default_factory=asyncio.Lock)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _last: asyncio.Task[None] | None = None
    _ahead: list[Draft] = field(default_factory=list)
    _forgotten: int = 0
    _set_back: bool = False

    async def take(self, frames: Sequence[Frame]) -> None:
        """Returns when every frame is stored, or kept aside with its reason.

        Waits for a store that is away. A batch that fails for another reason is taken frame by
        frame, so that one that we cannot handle does not hold up the rest.
        """
        await (await self.begin(frames))

    async def begin(self, frames: Sequence[Frame]) -> asyncio.Task[None]:
        """As `take`, but returns when the next batch can be begun; its end is that of the task.

        Batches end in the order in which they were begun.
        """
        async with self._beginning:
            judged = asyncio.Event()
            storing = asyncio.create_task(self._take(frames, self._last, judged))
            self._last = storing
            try:
                await judged.wait()
            except asyncio.CancelledError:
                storing.cancel()
                await asyncio.wait([storing])
                raise
        return storing

    async def _take(
        self, frames: Sequence[Frame], before: asyncio.Task[None] | None, judged: asyncio.Event
    ) -> None:
        """`before`: the batch before this one."""
        try:
            decoded = await self._read(frames)
            if decoded is None or not await self._kept_together(decoded, before, judged):
                await _ended(before)
                log.warning("taking the frames of a batch one by one", frames=len(frames))
                for frame in frames:
                    await self._take_alone(frame)
            await _ended(before)
        finally:
            judged.set()
        if frames:
            self.order.hearing.took(frames[0].received_at)

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

    async def _kept_together(
        self, decoded: Decoded, before: asyncio.Task[None] | None, judged: asyncio.Event
    ) -> bool:
        try:
            await self._take_when_the_store_is_there(decoded, before, judged)
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
        self.order.hearing.look()
        try:
            async with self.journal.batch() as batch:
                ends = self.order.hearing.patience_ends()
                due = await batch.waiting_room.overdue(ends, A_HANDFUL)
            await self._judge_overdue(due)
        except Overtaken:
            return True
        return bool(due)

    async def _judge_overdue(self, due: Collection[Vin]) -> None:
        try:
            if due:
                await self._commit(NOTHING, due)
        except (StoreUnavailable, Overtaken):
            raise
        except Exception:
            log.exception("held reports failed, going on vehicle by vehicle")
            for vin in due:
                await self._judge_overdue_alone(vin)

    async def _judge_overdue_alone(self, vin: Vin) -> None:
        """What cannot be judged must not hold up what comes behind it."""
        try:
            await self._commit(NOTHING, [vin])
        except (StoreUnavailable, Overtaken):
            raise
        except Exception as error:
            log.exception("held reports not judged", vehicle=vin.masked)
            async with self.journal.batch() as batch:
                await give_up_held(batch, vin, error, self.clock.now())
            self.order.forget(vin)

    async def _take_when_the_store_is_there(
        self,
        decoded: Decoded,
        before: asyncio.Task[None] | None = None,
        judged: asyncio.Event | None = None,
    ) -> None:
        pause, began = PAUSE_S[0], self.clock.now()
        while True:
            if self._set_back:
                await _ended(before)
            try:
                entry = await self._commit(decoded, judged=judged)
            except Overtaken:
                log.info("what this batch went by has changed, once more")
                self._set_back = True
            except StoreUnavailable as error:
                log.warning("store away, not acknowledging", error=str(error), again_in_s=pause)
                self._set_back = True
                await asyncio.sleep(pause)
                pause = min(pause * 2, PAUSE_S[1])
            else:
                self._set_back = False
                self.meter.took(measure(decoded, entry, began, self.clock.now()))
                return

    async def _commit(
        self,
        decoded: Decoded,
        overdue: Collection[Vin] = (),
        judged: asyncio.Event | None = None,
    ) -> BatchEntry:
        """One transaction, and what follows from it.

        When only its end has failed, it may have been committed all the same: then the cached
        windows of its vehicles would be older than the store, and stay so.
        """
        draft: Draft | None = None
        try:
            async with self.journal.batch() as batch:
                draft = await self._judge(batch, decoded, overdue)
                if judged is not None:
                    judged.set()
                heard = await batch.keep(draft.entry)
        except BaseException:
            if draft in self._ahead:
                self._forget_what_is_ahead()
            raise
        self._tell(draft, heard)
        return draft.entry

    async def _judge(
        self, batch: JournalBatch, decoded: Decoded, overdue: Collection[Vin]
    ) -> Draft:
        """In its turn; raises `Overtaken` when what it went by was forgotten meanwhile."""
        async with self._turn:
            forgotten = self._forgotten
            grounds = Grounds(
                rulebook=self.rulebook,
                windows=self.windows,
                order=self.order,
                now=self.clock.now(),
            )
            draft = await draw_up(batch, decoded, overdue, grounds)
            if self._forgotten != forgotten:
                raise Overtaken
            self._go_by(draft)
        return draft

    def _go_by(self, draft: Draft) -> None:
        """From now on, though it is not committed yet: what comes behind is not without it."""
        self.windows.keep(draft.windows)
        self.units.keep(draft.units)
        self.order.remember(draft.ordered)
        self._ahead.append(draft)

    def _forget_what_is_ahead(self) -> None:
        for draft in self._ahead:
            self.order.take_back(draft.ordered)
            for vin in draft.windows:
                self.windows.pop(vin, None)
            for unit in draft.units:
                self.units.pop(unit, None)
        self._ahead.clear()
        self._forgotten += 1

    def _tell(self, draft: Draft, heard: Sequence[Presence]) -> None:
        """After the commit: those who watch, the workers."""
        if draft in self._ahead:
            self._ahead.remove(draft)
        entry, redrawn, audience = draft.entry, draft.ordered.redrawn, self.bulletin.audience
        for change in changes(entry, heard, redrawn, audience):
            self.bulletin.publish(change)
        self.greet(heard)
        if entry.findings or entry.faults or entry.replies or entry.still_missing or heard:
            self.wake()


async def _ended(batch: asyncio.Task[None] | None) -> None:
    """However it has."""
    if batch is not None:
        await asyncio.wait([batch])
