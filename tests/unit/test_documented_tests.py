"""What the documentation says of tests: each that it names is there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
TROUBLE = ROOT / "docs" / "reference" / "broker-trouble.md"
KINDS = 10


@cache
def names_in(path: Path) -> frozenset[str]:
    """Names of the functions of this file."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    body = ast.parse(path.read_text()).body
    return frozenset(node.name for node in body if isinstance(node, functions))


@pytest.mark.parametrize(
    "page", sorted((ROOT / "docs").rglob("*.md")), ids=lambda page: str(page.relative_to(ROOT))
)
def test_every_test_that_a_page_names_exists(page: Path) -> None:
    """Under that name, in that file."""
    for path, name in NAMED.findall(page.read_text()):
        assert (ROOT / path).is_file(), path
        assert not name or name in names_in(ROOT / path), f"{path}::{name}"


def test_trouble_with_the_broker_is_tested() -> None:
    """Ten kinds and more, each with a test of its own; one row alone has nothing to show."""
    rows = [line for line in TROUBLE.read_text().splitlines() if line.startswith("| ")][1:]
    tested = [name for row in rows for _, name in NAMED.findall(row)]
    assert len(set(tested)) == len(tested) == len(rows) - 1
    assert len(tested) >= KINDS
