"""The shape of the project: names, sizes and layers that keep it readable."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = ("gateway", "diagnostics_rules", "simulator", "tests", "benchmarks", "proto")
NAMES_THAT_SAY_NOTHING = {
    *("utils", "util", "helpers", "helper", "common", "misc", "base", "core", "manager"),
    *("managers", "stuff", "tools", "lib", "shared"),
}
GROWS_FOR_EVER = re.compile(r"^\s*class (Gateway|Vehicle)\b", re.MULTILINE)
LONGEST_FILE = 300


def files() -> Iterator[Path]:
    """Every Python file that people wrote."""
    for package in OURS:
        for path in sorted((ROOT / package).rglob("*.py")):
            if not path.name.endswith("_pb2.py"):
                yield path


def spoken(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


FILES = {spoken(path): path for path in files()}


def test_the_project_is_found() -> None:
    """The other tests of this file look at something."""
    assert {"gateway/settings.py", "tests/unit/test_shape.py"} <= FILES.keys()


def test_every_module_is_named_after_a_noun() -> None:
    """A name that says nothing collects everything."""
    words = {name: {Path(name).stem, *Path(name).parent.parts} for name in FILES}
    assert {n for n, own in words.items() if own & NAMES_THAT_SAY_NOTHING} == set()


def test_no_class_is_the_whole_product() -> None:
    """A class of that name would gain a method with each feature."""
    grown = {name for name, path in FILES.items() if GROWS_FOR_EVER.search(path.read_text())}
    assert grown == set()


def test_files_are_short() -> None:
    """A file grows past this because it holds two things; there are no exceptions."""
    lengths = {name: len(path.read_text().splitlines()) for name, path in FILES.items()}
    assert {name for name, length in lengths.items() if length > LONGEST_FILE} == set()


def test_every_file_says_what_it_holds() -> None:
    """One sentence at the top of the product's files; only an empty one has nothing to say."""
    silent = {
        name
        for name, path in FILES.items()
        if not name.startswith("tests/")
        and (text := path.read_text())
        and ast.get_docstring(ast.parse(text)) is None
    }
    assert silent == set()


def test_every_test_says_what_holds() -> None:
    """In one sentence or two, before the code."""
    silent = {
        f"{name}: {node.name}"
        for name, path in FILES.items()
        if path.name.startswith("test_") or path.name.endswith("_test.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and ast.get_docstring(node) is None
    }
    assert silent == set()


@pytest.fixture(scope="module")
def contracts() -> dict[str, dict[str, object]]:
    document = tomllib.loads((ROOT / "pyproject.toml").read_text())
    found = document["tool"]["importlinter"]["contracts"]
    return {contract["id"]: contract for contract in found}


def test_every_package_is_a_layer(contracts: dict[str, dict[str, object]]) -> None:
    """What is new in gateway/ has its place in the order of imports before it is used."""
    layers = contracts["layers"]["layers"]
    assert isinstance(layers, list)
    named = {part.strip() for layer in layers for part in layer.split("|")}
    there = {
        path.stem
        for path in (ROOT / "gateway").iterdir()
        if path.name != "__init__.py"
        and (path.suffix == ".py" or (path / "__init__.py").exists())
    }
    assert there == named
    assert contracts["layers"]["exhaustive"]


def test_every_stage_is_pure(contracts: dict[str, dict[str, object]]) -> None:
    """What stands between vocabulary and pipeline is named in the contract on I/O."""
    layers, pure = contracts["layers"]["layers"], contracts["purity"]["source_modules"]
    assert isinstance(layers, list)
    assert isinstance(pure, list)
    stages = {part.strip() for layer in layers[-2:] for part in layer.split("|")}
    assert {f"gateway.{stage}" for stage in stages} <= set(pure)
