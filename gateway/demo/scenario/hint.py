"""What was probably meant by a word that nobody knows."""

from collections.abc import Collection
from difflib import get_close_matches


def hint(word: str, known: Collection[str]) -> str:
    """`did you mean 'broker'?`, or all words that are known."""
    near = get_close_matches(word, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"there are {', '.join(sorted(known))}"
