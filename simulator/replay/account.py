"""What became of a log, in words for whoever recorded it."""

from collections import Counter
from collections.abc import Iterator

from simulator.replay.contract_signal import own_unit
from simulator.replay.note import Note
from simulator.replay.recording import Recording

MOST_OF_A_KIND = 20


def told(notes: tuple[Note, ...]) -> Iterator[str]:
    """A line for each with a fault, but not thousands of the same kind."""
    seen: Counter[str] = Counter()
    for note in (each for each in notes if each.reason.faults_line):
        seen[note.reason] += 1
        if seen[note.reason] <= MOST_OF_A_KIND:
            yield str(note)
    for reason, count in seen.items():
        if count > MOST_OF_A_KIND:
            yield f"... and {count - MOST_OF_A_KIND} more lines: {reason}"


def summary(recording: Recording) -> Iterator[str]:
    """Rows, what was skipped and why, and the samples of each signal with their range."""
    skipped = recording.skipped
    yield (
        f"{recording.rows_read} rows read, {recording.rows_used} used,"
        f" {skipped.total()} skipped, {recording.unreadable_values} values unreadable"
    )
    for reason, count in skipped.most_common():
        yield f"  {count:>7} skipped: {reason}"
    yield f"{recording.samples} samples in {_spoken(recording.span_s)}"
    for name, track in recording.tracks.items():
        extent = (
            f", {track.values.min():.6g} to {track.values.max():.6g} {own_unit(name).name}"
            if len(track.values)
            else ""
        )
        yield f"  {len(track.values):>7} {name}{extent}"


def _spoken(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 3600} h {whole // 60 % 60:02d} min {whole % 60:02d} s"
