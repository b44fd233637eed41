"""Rulebooks to work with: the one in force, or another one out of a folder."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module, util
from pathlib import Path
from traceback import extract_tb
from types import ModuleType
from typing import Final

from gateway.domain.errors import (
    GatewayError,
    RulesUnreadable,
    SettingsInvalid,
    StoriesUnreadable,
)
from gateway.remedy.playbook import Remedy
from gateway.triage.rehearsal import Case
from gateway.triage.rulebook import Rulebook

PACKAGE: Final = "diagnostics_rules"
MISTAKES: Final = (
    ArithmeticError,
    AttributeError,
    ImportError,
    LookupError,
    NameError,
    SyntaxError,
    TypeError,
    ValueError,
)
"""Made in a file of rules and seen when it is read, a value that refuses itself among them."""


@contextmanager
def knowledge(folder: Path | None) -> Iterator[ModuleType]:
    """The package of rules as it stands in `folder`, or as it is installed.

    `folder` is it, or holds it, as a checkout does. Values taken out of it stay good when it is
    let go; so two rulebooks can be held side by side. Raises `SettingsInvalid`.
    """
    if folder is None:
        yield import_module(PACKAGE)
        return
    home = folder if folder.name == PACKAGE else folder / PACKAGE
    aside = {name: sys.modules.pop(name) for name in list(sys.modules) if _is_ours(name)}
    try:
        yield _loaded(home)
    finally:
        for name in [name for name in sys.modules if _is_ours(name)]:
            del sys.modules[name]
        sys.modules.update(aside)


def read_rulebook(folder: Path | None) -> Rulebook:
    with knowledge(folder) as package:
        rulebook = getattr(package, "RULEBOOK", None)
    if not isinstance(rulebook, Rulebook):
        raise SettingsInvalid(f"{folder} defines no RULEBOOK")
    return rulebook


def read_remedies(folder: Path | None) -> tuple[Remedy, ...]:
    """The playbooks that go with the rules of this folder."""
    with knowledge(folder) as package:
        return tuple(getattr(package, "REMEDIES", ()))


def read_cases(folder: Path | None) -> tuple[Case, ...]:
    """The stories that lie beside the rules. They need what tests need, pytest, to be read.

    Raises `StoriesUnreadable` where that is not installed.
    """
    cases: list[Case] = []
    with knowledge(folder) as package:
        for path in sorted(Path(package.__path__[0]).rglob("*_test.py")):
            steps = path.relative_to(package.__path__[0]).with_suffix("").parts
            with _mistakes_told(Path(package.__path__[0])):
                cases += _cases_of(".".join((PACKAGE, *steps)))
    return tuple(cases)


def _cases_of(module: str) -> tuple[Case, ...]:
    try:
        return tuple(getattr(import_module(module), "CASES", ()))
    except ModuleNotFoundError as error:
        raise StoriesUnreadable(f"{module} needs {error.name}") from error


def _is_ours(name: str) -> bool:
    return name == PACKAGE or name.startswith(f"{PACKAGE}.")


def _loaded(home: Path) -> ModuleType:
    spec = util.spec_from_file_location(
        PACKAGE, home / "__init__.py", submodule_search_locations=[str(home)]
    )
    if spec is None or spec.loader is None or not (home / "__init__.py").is_file():
        raise SettingsInvalid(f"{home} is no package of rules")
    module = util.module_from_spec(spec)
    sys.modules[PACKAGE] = module
    with _mistakes_told(home):
        spec.loader.exec_module(module)
    return module


@contextmanager
def _mistakes_told(home: Path) -> Iterator[None]:
    try:
        yield
    except MISTAKES as error:
        raise RulesUnreadable(f"{_place(home, error)}: {_words(error)}") from error


def _place(home: Path, error: Exception) -> str:
    """The file and the line in it that say so, or else the folder."""
    if isinstance(error, SyntaxError):
        return f"{error.filename}:{error.lineno}"
    lines = [
        f"{frame.filename}:{frame.lineno}"
        for frame in extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(home)
    ]
    return lines[-1] if lines else str(home)


def _words(error: Exception) -> str:
    """A key or an empty message says nothing without its kind."""
    is_plain = isinstance(error, GatewayError | ImportError | TypeError)
    return str(error) if is_plain else f"{type(error).__name__}: {error}"
