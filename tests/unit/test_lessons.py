"""The table of lessons: every row names tests that exist, and they name its source."""

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs" / "reference" / "lessons.md"
FEWEST = 30


@dataclass(frozen=True)
class Lesson:
    """`sources`: as repository#number, or the name of a file."""

    sources: tuple[str, ...]
    tests: tuple[str, ...]


def lessons() -> list[Lesson]:
    found = []
    for line in TABLE.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) not in {4, 5} or "::" not in cells[-1]:
            continue
        sources = cells[1] if len(cells) == 5 else cells[0]
        tests = re.findall(r"`([^`]+)`", cells[-1])
        found.append(Lesson(tuple(sources.split(", ")), tuple(tests)))
    return found


@cache
def docstrings(path: str) -> dict[str, str]:
    """Name → docstring of every test of this file."""
    tree = ast.parse((ROOT / path).read_text())
    return {
        node.name: ast.get_docstring(node) or ""
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_there_is_a_table() -> None:
    """The other tests of this file look at something, and each row has a source and a test."""
    rows = [line for line in TABLE.read_text().splitlines() if line.startswith("| ")]
    headings = 2
    assert len(lessons()) == len(rows) - headings
    assert len(lessons()) >= FEWEST


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.sources[0])
def test_every_lesson_has_tests_that_name_it(lesson: Lesson) -> None:
    """They are there under these names, and their docstrings say who complained."""
    said = ""
    for test in lesson.tests:
        path, _, name = test.partition("::")
        assert name in docstrings(path), test
        said += docstrings(path)[name]
    assert [source for source in lesson.sources if source not in said] == []
