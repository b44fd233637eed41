"""Reports that could be read and are kept aside all the same."""

from collections.abc import Iterator, Mapping, Sequence

from gateway.decode.frames import Decoded
from gateway.domain.report import Placed, Refusal, RefusalReason, Reply
from gateway.pipeline.journal import Asked, AskedKey, JournalBatch


def turned_away(
    batch: JournalBatch,
    decoded: Decoded,
    replies: Sequence[Placed[Reply]],
    asked: Mapping[AskedKey, Asked],
) -> Iterator[Refusal]:
    """What the journal did not take, and replies to what nobody has asked for."""
    if not (batch.scattered or batch.motley or replies):
        return
    sources = decoded.sources
    for one in sorted(batch.scattered):
        detail = f"sequence {one.seq} would leave one hole too many in the ledger of its boot"
        yield Refusal(sources[one], RefusalReason.SCATTERED, detail)
    for one in sorted(batch.motley):
        detail = "its vehicle has used too many different sets of signals"
        yield Refusal(sources[one], RefusalReason.TOO_MANY_SIGNAL_SETS, detail)
    for reply in replies:
        number, command = reply.report.header.id, reply.report.command_id
        if (number.vin, command) not in asked:
            # Kept as a reply, too.
            detail = f"nobody has asked for {command}"
            yield Refusal(sources[number], RefusalReason.UNKNOWN_COMMAND, detail)
