"""Logs of JSON objects."""

from simulator.replay.json_form import as_table
from simulator.replay.note import Reason
from tests.fix_proposals import proposed, read_as_proposed

LINES = """\
{"timestamp":"2026-03-01T06:00:00Z", "gps": {"speed": 36}, "can": {"engineRpm": 900, "on":true}}
{"timestamp":"2026-03-01T06:00:02Z", "gps": {"speed": 72}, "can": {"engineRpm": null}}
{"timestamp":"2026-03-01T06:00:0
"""
ANSWER = """\
{"vehicle": "a", "data": [
  {"ts": 1772344800, "signal": "speed", "value": 36, "unit": "km/h"},
  {"ts": 1772344801, "signal": "rpm", "value": 900, "unit": "rpm"},
  {"ts": 1772344802, "signal": "speed", "value": 54, "unit": "km/h"}
]}
"""


def test_an_object_a_line() -> None:
    """What lies within is named by where it lies; a torn line is reported and skipped."""
    assert as_table(LINES).splitlines() == [
        "timestamp,gps.speed,can.engineRpm,can.on",
        "2026-03-01T06:00:00Z,36,900,1",
        "2026-03-01T06:00:02Z,72,,",
        '"{""timestamp"":""2026-03-01T06:00:0"',
    ]
    recording = read_as_proposed(LINES)
    assert recording.tracks["VEHICLE_SPEED_M_PER_S"].times_ms.tolist() == [0, 2000]
    assert recording.tracks["ENGINE_SPEED_PER_MIN"].values.tolist() == [900]
    assert [(note.line, note.reason) for note in recording.notes] == [(4, Reason.COLUMNS)]
    assert (recording.rows_read, recording.rows_used) == (3, 2)


def test_one_object_with_a_list() -> None:
    """The list is the log; one value an object is understood as one value a line is."""
    assert proposed(ANSWER) == {
        "VEHICLE_SPEED_M_PER_S": ("speed", "km/h"),
        "ENGINE_SPEED_PER_MIN": ("rpm", "1/min"),
    }
    assert read_as_proposed(ANSWER).tracks["VEHICLE_SPEED_M_PER_S"].values.tolist() == [10, 15]


def test_other_text() -> None:
    """Stays as it is, though it may begin like JSON."""
    for text in ("time,speed\n0,1\n", "[log]\ntime,speed\n0,1\n", "{}\n", "", "{" * 9_000):
        assert as_table(text) == text
