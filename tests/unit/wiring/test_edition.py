"""Editions: read elsewhere, brought here as values, and refused in words."""

import pickle
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.domain.errors import RulebookRefused, SettingsInvalid, StoriesUnreadable
from gateway.triage.rehearsal import Case
from gateway.wiring.edition import Edition, packed, read_edition, unpacked
from gateway.wiring.knowledge import INSTALLED, Knowing
from gateway.workbench import proof_reading
from gateway.workbench.proof_reading import proof_read
from gateway.workbench.shelf import read_cases
from tests.fix_rulebooks import HOME, a_checkout, reword

WITHOUT_REMEDIES = Edition(INSTALLED.rulebook, ())


def test_what_is_brought_is_what_was_packed() -> None:
    """By every value; nothing that was worked out before comes along."""
    assert INSTALLED.rulebook.screen
    brought = unpacked(packed(replace(INSTALLED, stories=7)))
    assert brought == replace(INSTALLED, stories=7)
    assert brought.rulebook is not INSTALLED.rulebook
    assert brought.seal == INSTALLED.seal != WITHOUT_REMEDIES.seal


def test_another_version_s_meaning_is_refused() -> None:
    """Values that mean something else here than where they were packed; bytes that are none."""
    seal, *rest = pickle.loads(packed(INSTALLED))  # noqa: S301 -- our own, just made
    for written in (pickle.dumps((f"{seal}0", *rest)), pickle.dumps(seal), b"", b"\x80\x04."):
        with pytest.raises(RulebookRefused, match="another version of the gateway"):
            unpacked(written)


@pytest.mark.parametrize("stranger", [Path("x"), sys.exit, Case, print], ids=repr)
def test_nothing_but_values_of_the_language_is_made(stranger: Callable[..., object]) -> None:
    """A rulebook cannot bring code of its own, nor call ours."""
    odd = pickle.dumps((INSTALLED.seal, {"rules": stranger}, (), None))
    with pytest.raises(RulebookRefused):
        unpacked(odd)


def test_what_is_known_follows_the_edition() -> None:
    """Whoever has asked before is answered by the new one."""
    known = Knowing(INSTALLED)
    knowledge, rule = known.knowledge, INSTALLED.rulebook.rules[0]
    entry, remedy = rule.entry, INSTALLED.remedies[0]
    assert knowledge.entry(entry.component, entry.code) == entry
    assert knowledge.remedy(remedy.id) == remedy
    known.learn(WITHOUT_REMEDIES)
    assert knowledge.remedy(remedy.id) is None
    assert known.edition is WITHOUT_REMEDIES


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("kilopascals(150)", "kilopascals(50)", "but it says "),
        ("RULES = (", "RULES = RULES + (", "NameError"),
        ("import Remedy", "import Remedies", "cannot be read by this version: .*py:[0-9]+: "),
        ('release="2026.11"', 'release="2026.11', "SyntaxError"),
    ],
)
@pytest.mark.slow
async def test_what_is_wrong_is_said(tmp_path: Path, old: str, new: str, words: str) -> None:
    """In the words of whoever found it."""
    reword(a_checkout(tmp_path), old, new)
    with pytest.raises(RulebookRefused, match=words):
        await read_edition(tmp_path)


def test_a_folder_is_proof_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its stories; where they cannot be read, what is left to check is checked."""
    edition = proof_read(HOME)
    assert (edition.seal, edition.stories) == (
        INSTALLED.seal,
        len(read_cases(HOME)),
    )

    def unreadable(_folder: Path | None) -> tuple[Case, ...]:
        raise StoriesUnreadable

    monkeypatch.setattr(proof_reading, "read_cases", unreadable)
    assert proof_read(HOME).stories is None
    with pytest.raises(SettingsInvalid, match="is no package of rules"):
        proof_read(tmp_path)


def test_the_reader_writes_an_edition_and_nothing_else(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Whatever the rules print; why there is none goes to standard error."""
    init = a_checkout(tmp_path) / HOME.name / "__init__.py"
    init.write_text(f'print("Hello")\n{init.read_text()}')
    assert proof_reading.main([str(tmp_path)]) == 0
    said = capfdbinary.readouterr()
    assert unpacked(said.out).seal == INSTALLED.seal
    assert said.err.startswith(b"Hello")
    assert proof_reading.main([str(tmp_path / "elsewhere")]) == 1
    said = capfdbinary.readouterr()
    assert (said.out, said.err[-22:]) == (b"", b"is no package of rules\n"[-22:])
