"""The timeline as a story: the steps of remote work are one strand each, newest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from gateway.pipeline.views import TimelineEntry

_CHATTER = "operation"


@dataclass(frozen=True, slots=True)
class Strand:
    """One event, or steps of remote work that nothing else came between; newest first."""

    newest: TimelineEntry
    earlier: tuple[TimelineEntry, ...] = ()

    @property
    def first_id(self) -> int:
        """Stays as the strand grows."""
        return (self.newest, *self.earlier)[-1].id


def story(entries: Iterable[TimelineEntry]) -> list[Strand]:
    """Newest first, whatever the order they come in."""
    newest_first = sorted(entries, key=lambda e: (e.at, e.id), reverse=True)
    strands: list[Strand] = []
    for chatter, run in groupby(newest_first, key=lambda e: e.kind == _CHATTER):
        if chatter:
            newest, *earlier = run
            strands.append(Strand(newest, tuple(earlier)))
        else:
            strands.extend(Strand(entry) for entry in run)
    return strands
