"""Reads a rulebook with its stories, in an interpreter of its own, for a gateway."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Final

from gateway.domain.errors import GatewayError, RulebookRefused, StoriesUnreadable
from gateway.triage.rehearsal import Case
from gateway.triage.rulebook import Rulebook
from gateway.wiring.edition import Edition, packed
from gateway.workbench.rehearsals import loose_ends, play
from gateway.workbench.shelf import read_cases, read_remedies, read_rulebook

MOST_NAMED: Final = 5


def proof_read(folder: Path | None) -> Edition:
    """Raises `GatewayError`: `RulebookRefused` when a story or an end is loose."""
    rulebook = read_rulebook(folder)
    cases = _cases(folder)
    objections = list(_objections(rulebook, cases))
    if objections:
        more = len(objections) - MOST_NAMED
        words = "; ".join(objections[:MOST_NAMED]) + (f"; and {more} more" if more > 0 else "")
        raise RulebookRefused(words)
    stories = None if cases is None else len(cases)
    return Edition(rulebook, read_remedies(folder), stories)


def _cases(folder: Path | None) -> Sequence[Case] | None:
    """None where what the stories are written with is not installed."""
    try:
        return read_cases(folder)
    except StoriesUnreadable:
        return None


def _objections(rulebook: Rulebook, cases: Sequence[Case] | None) -> Iterator[str]:
    yield from loose_ends(rulebook, cases)
    for one in play(cases or ()):
        if not one.as_told:
            yield f"{one.case}, but it says {one.said.name.lower()}"


def main(arguments: Sequence[str]) -> int:
    """To standard output, the edition; to standard error, why there is none."""
    folder = Path(arguments[0]) if arguments else None
    try:
        with redirect_stdout(sys.stderr):
            edition = packed(proof_read(folder))
    except RulebookRefused as refused:
        sys.stderr.write(f"{refused.detail}\n")
        return 1
    except GatewayError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.buffer.write(edition)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
