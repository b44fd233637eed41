"""The page about the language says what runs."""

import re
from pathlib import Path

from gateway.triage.condition import Condition
from gateway.triage.truth import Truth
from gateway.triage.window import Window

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "language-of-rules.md"


def test_every_example_is_a_condition() -> None:
    """And of a vehicle that has said nothing, none is known."""
    [example] = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, object] = {}
    exec(compile(example, str(PAGE), "exec"), names)  # noqa: S102 -- our own page
    conditions = [each for each in names.values() if isinstance(each, Condition)]
    assert len(conditions) == len(re.findall(r"^\w+ = ", example, re.MULTILINE))
    assert {Truth.UNKNOWN} == {each.truth(Window(), 0) for each in conditions}
