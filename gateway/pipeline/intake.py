"""The way of a batch: decode, place in time, claim, judge, store in one transaction, tell."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from gateway.decode.frames import Decoded, decode
from gateway.decode.place import Boot, BootKey, place
from gateway.decode.units import ranked, ranked_presence, unit_of
from gateway.domain.errors import StoreUnavailable
from gateway.domain.finding import Finding, FindingEnded
from gateway.domain.report import (
    Frame,
    Placed,
    Presence,
    Refusal,
    RefusalReason,
    Reply,
    Report,
    Telemetry,
)
from gateway.domain.vin import Vin
from gateway.pipeline.changes import Change, Facet
from gateway.pipeline.journal import Asked, AskedKey, BatchEntry, Journal, JournalBatch
from gateway.pipeline.kinds import Judgeable, by_kind, once
from gateway.pipeline.lives import fold_all
from gateway.pipeline.notes import notes_on_episodes, notes_on_replies
from gateway.pipeline.oddities import oddities
from gateway.pipeline.ports import Bulletin, Clock
from gateway.triage.judge import Judged, judge, rebuild
from gateway.triage.rulebook import Rulebook
from gateway.triage.share import share_out
from gateway.triage.window import Window

PAUSE_S = (0.1, 5.0)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Taken:
    """What a batch brought, once it is stored for good."""

    entry: BatchEntry
    windows: Mapping[Vin, Window]
    presences: Sequence[Presence]


@dataclass
class Intake:
    """Takes batches of frames in, one after the other.

    `windows` is a cache of the store: it changes only when a transaction has been committed,
    and is rebuilt from the store for a vehicle that is not in it.
    """

    journal: Journal
    rulebook: Rulebook
    clock: Clock
    bulletin: Bulletin
    wake: Callable[[], None]
    greet: Callable[[Sequence[Presence]], None]
    windows: dict[Vin, Window] = field(default_factory=dict)

    async def take(self, frames: Sequence[Frame]) -> None:
        """Returns when every frame is stored, or kept aside with its reason.

        Waits for a store that is away. A batch that fails for another reason is taken frame by
        frame, so that one that we cannot handle does not hold up the rest.
        """
        try:
            await self._take_when_the_store_is_there(decode(frames))
        except Exception:
            log.exception("batch failed, taking its frames one by one", frames=len(frames))
            for frame in frames:
                await self._take_alone(frame)

    async def _take_alone(self, frame: Frame) -> None:
        try:
            await self._take_when_the_store_is_there(decode([frame]))
        except Exception as error:
            log.exception("frame failed, kept aside", topic_kind=frame.topic.rpartition("/")[2])
            reason = f"{type(error).__name__}: {error}"
            refusal = Refusal(frame, RefusalReason.INTERNAL_ERROR, reason[:200])
            await self._take_when_the_store_is_there(Decoded((), (), (refusal,), {}))

    async def _take_when_the_store_is_there(self, decoded: Decoded) -> None:
        pause = PAUSE_S[0]
        while True:
            try:
                taken = await self._store(decoded)
            except StoreUnavailable as error:
                log.warning("store away, not acknowledging", error=str(error), again_in_s=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, PAUSE_S[1])
            else:
                self._tell(taken)
                return

    async def _store(self, decoded: Decoded) -> Taken:
        async with self.journal.batch() as batch:
            orders = await batch.units(
                list(dict.fromkeys(unit_of(s) for s in (*decoded.presences, *decoded.reports)))
            )
            placed, boots, timeline = await _place(
                batch, [ranked(r, orders) for r in decoded.reports]
            )
            fresh = await batch.claim(placed)
            new = by_kind(once(one for one in placed if one.report.header.id in fresh))
            windows = await self._windows(batch, new.heard)
            share = share_out(new.faults)
            lives = await fold_all(batch, windows, share)
            judged, unjudged = self._judge(windows, [*new.telemetry, *share.reports])
            asked = await batch.asked([one.report for one in new.replies])
            entry = BatchEntry(
                boots=boots,
                telemetry=new.telemetry,
                faults=new.faults,
                replies=new.replies,
                presences=[ranked_presence(p, orders) for p in decoded.presences],
                refused=[*decoded.refused, *_unasked(new.replies, asked, decoded)],
                episodes=lives.changes,
                findings=judged.findings,
                notes=[
                    *notes_on_episodes(lives.changes, self.rulebook.entry),
                    *notes_on_replies(new.replies, asked),
                ],
                oddities=oddities(new, timeline, self.rulebook) + unjudged + lives.oddities,
                now=self.clock.now(),
            )
            presences = await batch.keep(entry)
        return Taken(entry, {**windows, **judged.windows}, presences)

    def _judge(
        self, windows: Mapping[Vin, Window], heard: Sequence[Judgeable]
    ) -> tuple[Judged, Counter[tuple[str, str]]]:
        """A rule that breaks costs its vehicle a judgement, never its reports."""
        try:
            return judge(self.rulebook, windows, heard), Counter()
        except Exception:
            log.exception("judging failed, going on vehicle by vehicle")
        changed: dict[Vin, Window] = {}
        findings: list[Finding | FindingEnded] = []
        unjudged: Counter[tuple[str, str]] = Counter()
        for vin, window in windows.items():
            own = [one for one in heard if one.report.header.id.vin == vin]
            try:
                judged = judge(self.rulebook, {vin: window}, own)
            except Exception as error:
                log.exception("not judged", vehicle=vin.masked)
                unjudged["not_judged", type(error).__name__] += len(own)
            else:
                changed |= judged.windows
                findings += judged.findings
        return Judged(changed, tuple(findings)), unjudged

    async def _windows(
        self, batch: JournalBatch, heard: Iterable[Judgeable]
    ) -> dict[Vin, Window]:
        vins = {one.report.header.id.vin for one in heard}
        recalled = await batch.recall(vins - self.windows.keys(), self.rulebook.span)
        rebuilt = {
            vin: rebuild(
                self.rulebook,
                memory.open_findings,
                [*memory.telemetry, *memory.faults],
            )
            for vin, memory in recalled.items()
        }
        return {vin: rebuilt[vin] if vin in rebuilt else self.windows[vin] for vin in vins}

    def _tell(self, taken: Taken) -> None:
        """After the commit: the cache, those who watch, the workers."""
        self.windows.update(taken.windows)
        for change in _changes(taken):
            self.bulletin.publish(change)
        self.greet(taken.presences)
        self.wake()


async def _place(
    batch: JournalBatch, reports: Sequence[Report]
) -> tuple[Sequence[Placed[Report]], Mapping[BootKey, Boot], Mapping[BootKey, Boot]]:
    """The reports with their event times, the boots that changed, and all of theirs."""
    keys = {(report.header.id.vin, report.header.id.boot_id) for report in reports}
    known = await batch.boots(keys)
    placed, changed = place(reports, known)
    return placed, changed, {**known, **changed}


def _unasked(
    replies: Sequence[Placed[Reply]], asked: Mapping[AskedKey, Asked], decoded: Decoded
) -> Iterator[Refusal]:
    """Replies to commands that were never given: kept as replies, and shown as refused."""
    for one in replies:
        if (one.report.header.id.vin, one.report.command_id) not in asked:
            frame = decoded.sources[one.report.header.id]
            detail = f"nobody has asked for {one.report.command_id}"
            yield Refusal(frame, RefusalReason.UNKNOWN_COMMAND, detail)


def _changes(taken: Taken) -> Iterator[Change]:
    entry = taken.entry
    by_vin: dict[Vin, list[Placed[Telemetry]]] = {}
    for one in entry.telemetry:
        by_vin.setdefault(one.report.header.id.vin, []).append(one)
    for vin, telemetry in by_vin.items():
        yield Change(vin, Facet.SIGNALS, tuple(telemetry))
    for vin in {one.report.header.id.vin for one in entry.faults}:
        yield Change(vin, Facet.FAULTS)
    for vin in {presence.vin for presence in taken.presences}:
        yield Change(vin, Facet.CONTACT)
    for vin in {one.report.header.id.vin for one in entry.replies}:
        yield Change(vin, Facet.CASES)
