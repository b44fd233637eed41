"""The gateway's half of a scenario file: chaos and people, read or refused."""

from pathlib import Path

import pytest

from gateway.demo.scenario.plan import Plan
from gateway.demo.scenario.programme import Programme, ScenarioInvalid
from gateway.demo.scenario.script import Blow, Deed, Errand, Part, read_script
from gateway.domain.vin import Vin

ANNA = {"anna": Vin("WVWZZZ1JZXW000001")}


def programme(folder: Path, text: str) -> Programme:
    """Of a story of ten minutes with one car."""
    file = folder / "story.toml"
    file.write_text(text)
    return Programme(
        file=file,
        name="story",
        answers="",
        about="",
        seed=7,
        start_s=0.0,
        speed=60.0,
        lasts_s=600.0,
        cars=ANNA,
        happenings=(),
        misfortunes={},
        plan=Plan(),
    )


def test_chaos_is_read_as_it_is_written(tmp_path: Path) -> None:
    """A moment of the world, a deed, a part, and how long by the wall."""
    text = '[[chaos]]\nat_min = 2\nfreeze = "broker"\nfor_wall_s = 3\n'
    [blow] = read_script(programme(tmp_path, text)).blows
    expected = Blow(at_s=120, deed=Deed.FREEZE, part=Part.BROKER, lasts_wall_s=3)
    assert expected == blow
    assert str(blow) == "the broker freezes for 3 s of the wall"


def test_people_are_read_as_they_are_written(tmp_path: Path) -> None:
    """Who does what to which car."""
    text = '[[people]]\nat_min = 1\nwho = "R. Meyer"\nasks = "anna"\n'
    [visit] = read_script(programme(tmp_path, text)).visits
    assert (visit.errand, visit.car, visit.at_s) == (Errand.ASK, "anna", 60)
    assert str(visit) == "R. Meyer asks anna to be read again"


def test_only_a_full_disk_needs_a_disk(tmp_path: Path) -> None:
    """The others are played without one."""
    full = '[[chaos]]\nat_min = 2\nfill_disk = "database"\nfor_wall_s = 3\n'
    dead = '[[chaos]]\nat_min = 2\nkill = "database"\n'
    assert read_script(programme(tmp_path, full)).needs_a_small_disk
    assert not read_script(programme(tmp_path, dead)).needs_a_small_disk


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[[chaos]]\nat_min = 2\nkil = "broker"\n', "did you mean 'kill'"),
        ('[[chaos]]\nat_min = 2\nkill = "brokr"\n', "did you mean 'broker'"),
        ("[[chaos]]\nat_min = 2\n", "say one of kill, keep_down"),
        ('[[chaos]]\nkill = "broker"\n', "at_min must be minutes"),
        ('[[chaos]]\nat_min = 2\nkill = "broker"\nfor_wall_s = 3\n', "for_wall_s"),
        ('[[chaos]]\nat_min = 2\nfreeze = "broker"\n', "for_wall_s"),
        ('[[chaos]]\nat_min = 2\nfill_disk = "broker"\nfor_wall_s = 3\n', "only the disk"),
        ('[[chaos]]\nat_min = 10\nkill = "broker"\n', "after the end"),
        ('[[people]]\nat_min = 2\nasks = "ana"\n', "did you mean 'anna'"),
        ('[[people]]\nat_min = 2\nasks = "anna"\nreports_repair = "anna"\n', "say one of"),
    ],
)
def test_what_cannot_be_done_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    """Before anything is started."""
    with pytest.raises(ScenarioInvalid, match=complaint):
        read_script(programme(tmp_path, text))
