"""What intake kept aside, or found odd: counted for ever, kept within bounds."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from gateway.domain.report import Frame, Refusal, RefusalReason
from gateway.store.pool import Connection

FIRST = 8
"""Different frames of one topic and reason that are kept for good."""
NEWEST = 8
"""Besides them: those that came last."""
MOST_SOURCES = 1000
"""Pairs of topic and reason with a count of their own; all others share one a reason."""
LARGEST = 80 * 1024
"""Bytes of a payload that are kept: all that the contract allows a message to have."""
LONGEST_DETAIL = 1000
MOST_ODDITIES = 500
"""Of one kind; what is odd beyond them is counted as "others"."""
OTHERS = "others"

Source = tuple[bytes, str]
"""Digest of the topic, empty for the others; and the reason."""

_KNOWN = """
select r.source, r.reason,
  (select count(*) from refused_frames f
   where (f.source, f.reason) = (r.source, r.reason) and f.early)
from refusals r join unnest(%s::bytea[], %s::text[]) i (source, reason) using (source, reason)
"""
_COUNT = """
insert into refusals as r (source, reason, topic, times_seen, first_seen_at, last_seen_at)
select * from unnest(%s::bytea[], %s::text[], %s::text[], %s::bigint[], %s::timestamptz[],
  %s::timestamptz[])
on conflict (source, reason) do update set times_seen = r.times_seen + excluded.times_seen,
  last_seen_at = greatest(r.last_seen_at, excluded.last_seen_at)
"""
_SEEN_AGAIN = """
update refused_frames f set times_seen = f.times_seen + i.times, last_seen_at = i.at
from unnest(%s::bytea[], %s::bigint[], %s::timestamptz[]) i (digest, times, at)
where f.digest = i.digest returning f.digest
"""
_KEEP = """
insert into refused_frames as r (source, early, topic, digest, payload, size, reason, detail,
  times_seen, first_seen_at, last_seen_at)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
on conflict (digest) do update set times_seen = r.times_seen + excluded.times_seen,
  last_seen_at = excluded.last_seen_at
"""
_MAKE_ROOM = """
delete from refused_frames where id in (
  select f.id from unnest(%(sources)s::bytea[], %(reasons)s::text[]) i (source, reason)
  cross join lateral (
    select id from refused_frames
    where (source, reason) = (i.source, i.reason) and not early
    order by last_seen_at desc, id desc offset %(newest)s
  ) f
)
"""


@dataclass(slots=True)
class _Kept:
    """One frame of a batch that was refused, perhaps more than once."""

    refusal: Refusal
    topic: str
    times: int
    last_seen_at: datetime

    @property
    def own(self) -> Source:
        return sha256(self.topic.encode()).digest(), self.refusal.reason.value


async def refused(connection: Connection, refusals: Sequence[Refusal]) -> None:
    """Counts all; of each topic and reason the first frames and the newest are kept."""
    if not refusals:
        return
    frames = _distinct(refusals)
    early = await _known(connection, {one.own for one in frames.values()})
    sources = {digest: _source(one.own, early) for digest, one in frames.items()}
    await _count(connection, frames, sources)
    cursor = await connection.execute(
        _SEEN_AGAIN,
        [
            list(frames),
            [one.times for one in frames.values()],
            [one.last_seen_at for one in frames.values()],
        ],
    )
    seen = {bytes(digest) for (digest,) in await cursor.fetchall()}
    new: dict[Source, list[bytes]] = {}
    for digest in frames:
        if digest not in seen:
            new.setdefault(sources[digest], []).append(digest)
    rows = [
        row
        for source, digests in new.items()
        for row in _rows(source[0], [frames[one] for one in digests], early.get(source, 0))
    ]
    if rows:
        async with connection.cursor() as cursor:
            await cursor.executemany(_KEEP, rows)
        await connection.execute(
            _MAKE_ROOM,
            {
                "sources": [source for source, _ in new],
                "reasons": [reason for _, reason in new],
                "newest": NEWEST,
            },
        )


def _distinct(refusals: Iterable[Refusal]) -> dict[bytes, _Kept]:
    """By digest of topic and payload, in the order in which they came."""
    frames: dict[bytes, _Kept] = {}
    for one in refusals:
        topic = _storable(one.frame.topic)
        digest = _digest(topic, one.frame)
        if digest in frames:
            frames[digest].times += 1
            frames[digest].last_seen_at = one.frame.received_at
        else:
            frames[digest] = _Kept(one, topic, 1, one.frame.received_at)
    return frames


def _digest(topic: str, frame: Frame) -> bytes:
    return sha256(f"{topic}\n".encode() + frame.payload).digest()


async def _known(connection: Connection, wanted: Collection[Source]) -> dict[Source, int]:
    """How many early frames each source has; a new one is known, too, while there is room."""
    asked = sorted({*wanted, *((b"", reason) for _, reason in wanted)})
    cursor = await connection.execute(
        _KNOWN, [[source for source, _ in asked], [reason for _, reason in asked]]
    )
    known = {(bytes(source), reason): n for source, reason, n in await cursor.fetchall()}
    strangers = sorted(set(wanted) - known.keys())
    if strangers:
        cursor = await connection.execute("select count(*) from refusals where source <> ''")
        [(count,)] = await cursor.fetchall()
        known |= dict.fromkeys(strangers[: max(0, MOST_SOURCES - count)], 0)
    return known


def _source(own: Source, known: Mapping[Source, int]) -> Source:
    return own if own in known else (b"", own[1])


async def _count(
    connection: Connection, frames: Mapping[bytes, _Kept], sources: Mapping[bytes, Source]
) -> None:
    groups: dict[Source, list[_Kept]] = {}
    for digest, one in frames.items():
        groups.setdefault(sources[digest], []).append(one)
    ordered = sorted(groups)
    await connection.execute(
        _COUNT,
        [
            [source for source, _ in ordered],
            [reason for _, reason in ordered],
            [groups[key][0].topic if key[0] else "" for key in ordered],
            [sum(one.times for one in groups[key]) for key in ordered],
            [min(one.refusal.frame.received_at for one in groups[key]) for key in ordered],
            [max(one.last_seen_at for one in groups[key]) for key in ordered],
        ],
    )


def _rows(source: bytes, frames: Sequence[_Kept], early: int) -> Iterator[tuple[object, ...]]:
    """The first ones while there is room among them, and the newest of the rest.

    All where the fault is ours: the vehicle has forgotten what we have acknowledged.
    """
    ours = any(one.refusal.reason is RefusalReason.INTERNAL_ERROR for one in frames)
    room = len(frames) if ours else max(0, FIRST - early)
    for one in frames[:room]:
        yield _row(source, one, is_early=True)
    for one in frames[room:][-NEWEST:]:
        yield _row(source, one, is_early=False)


def _row(source: bytes, one: _Kept, *, is_early: bool) -> tuple[object, ...]:
    frame = one.refusal.frame
    return (
        source,
        is_early,
        one.topic,
        _digest(one.topic, frame),
        frame.payload[:LARGEST],
        len(frame.payload),
        one.refusal.reason.value,
        _storable(one.refusal.detail)[:LONGEST_DETAIL],
        one.times,
        frame.received_at,
        one.last_seen_at,
    )


def _storable(text: str) -> str:
    """What PostgreSQL cannot hold as text, replaced: a refusal must never fail to be kept."""
    return text.encode(errors="replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


async def oddities(connection: Connection, seen: Mapping[tuple[str, str], int]) -> None:
    """Counts them; what has no row yet gets one while its kind has room."""
    if not seen:
        return
    strangers = Counter(seen)
    for key in await _count_known(connection, seen):
        del strangers[key]
    if strangers:
        cursor = await connection.execute("select kind, count(*) from oddities group by kind")
        room = {kind: MOST_ODDITIES - count for kind, count in await cursor.fetchall()}
        placed: Counter[tuple[str, str]] = Counter()
        for (kind, what), times in sorted(strangers.items()):
            left = room.get(kind, MOST_ODDITIES)
            placed[kind, what if left > 0 else OTHERS] += times
            room[kind] = left - 1
        await _add(connection, placed)


async def _count_known(
    connection: Connection, seen: Mapping[tuple[str, str], int]
) -> list[tuple[str, str]]:
    keys = sorted(seen)
    cursor = await connection.execute(
        "update oddities o set times_seen = o.times_seen + i.times"
        " from unnest(%s::text[], %s::text[], %s::bigint[]) i (kind, what, times)"
        " where (o.kind, o.what) = (i.kind, i.what) returning o.kind, o.what",
        [[kind for kind, _ in keys], [what for _, what in keys], [seen[key] for key in keys]],
    )
    return [(kind, what) for kind, what in await cursor.fetchall()]


async def _add(connection: Connection, new: Mapping[tuple[str, str], int]) -> None:
    async with connection.cursor() as cursor:
        await cursor.executemany(
            "insert into oddities as o (kind, what, times_seen) values (%s, %s, %s)"
            " on conflict (kind, what) do update"
            " set times_seen = o.times_seen + excluded.times_seen",
            [(kind, what, times) for (kind, what), times in sorted(new.items())],
        )
