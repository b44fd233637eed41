"""Logs of many makes: encodings, separators, clocks, damage."""

import codecs
from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.replay.account import summary, told
from simulator.replay.chronology import doubts
from simulator.replay.column_map import ColumnMap, InvalidMap
from simulator.replay.note import Reason
from simulator.replay.proposal import propose
from simulator.replay.reading import read
from simulator.replay.recording import Recording

SPEED, COOLANT = "VEHICLE_SPEED_M_PER_S", "ENGINE_COOLANT_TEMPERATURE_CELSIUS"


def mapped(top: str = "", time: str = "", speed: str = "v", coolant: str = "T") -> ColumnMap:
    """A map of a time, a speed and a temperature."""
    return ColumnMap.parse(
        f'{top}\n[time]\ncolumn = "t"\n{time}\n'
        f'[signals.{SPEED.lower()}]\ncolumn = "{speed}"\n'
        f'[signals.{COOLANT.lower()}]\ncolumn = "{coolant}"\n'
    )


def series(recording: Recording, signal: str = SPEED) -> list[tuple[int, float]]:
    """(milliseconds, value to six digits)."""
    track = recording.tracks[signal]
    times, values = track.times_ms.tolist(), track.values.tolist()
    return [(time, float(f"{value:.6g}")) for time, value in zip(times, values, strict=True)]


@pytest.mark.parametrize(
    "data",
    [
        "t;v;T (°C)\n0;1,5;82\n1;2,5;83\n".encode(),
        codecs.BOM_UTF8 + "t;v;T (°C)\r\n0;1,5;82\r\n1;2,5;83".encode(),
        "t;v;T (°C)\n0;1,5;82\n1;2,5;83\n".encode("utf-16"),
        codecs.BOM_UTF16_BE + "t;v;T (°C)\n0;1,5;82\n1;2,5;83\n".encode("utf-16-be"),
        "t;v;T (°C)\n0;1,5;82\n1;2,5;83\n".encode("utf-16-le"),
        "t;v;T (°C)\n0;1,5;82\n1;2,5;83\n".encode("latin-1"),
        "t\tv\tT (°C)\n0\t1,5\t82\n1\t2,5\t83\n".encode(),
        't,v,T (°C)\n0,"1,5",82\n1,"2,5",83\n'.encode(),
        "t|v|T (°C)\n0|1.5|82\n1|2.5|83\n".encode(),
        "  t , v , T (°C) \n 0, 1.5, 82 C\n 1, 2.5, 83 C\n".encode(),
        "t;v;T (°C)\r0;1,5;82\r1;2,5;83\r".encode(),
    ],
)
def test_encodings_and_separators(data: bytes) -> None:
    """Found out from the file alone."""
    recording = read(data, mapped(coolant="T (°C)"))
    assert series(recording) == [(0, 1.5), (1000, 2.5)]
    assert series(recording, COOLANT) == [(0, 82), (1000, 83)]
    assert recording.notes == ()


@pytest.mark.parametrize(
    ("form", "first", "second"),
    [
        ("s", "1700000000.0", "1700000000.5"),
        ("ms", "1700000000000", "1700000000500"),
        ("us", "0", "500000"),
        ("iso", "2026-11-21T08:00:00+01:00", "2026-11-21T07:00:00.5Z"),
        ("iso", "2026-11-21 08:00:00", "2026-11-21 08:00:00.500"),
        ("%d.%m.%Y %H:%M:%S.%f", "21.11.2026 08:00:00.0", "21.11.2026 08:00:00.5"),
        ("%m/%d/%Y %I:%M:%S.%f %p", "11/21/2026 11:59:59.9 AM", "11/21/2026 12:00:00.4 PM"),
    ],
)
def test_times(form: str, first: str, second: str) -> None:
    """Half a second is half a second in each."""
    log = f"t,v,T\n{first},1,\n{second},2,\n".encode()
    assert series(read(log, mapped(time=f'format = "{form}"'))) == [(0, 1), (500, 2)]


@pytest.mark.parametrize(
    "first", ["0.0", "1700000000000", "2026-11-21 08:00:00", "21.11.2026 08:00:00", "08:00:00"]
)
def test_a_time_format_can_be_left_out(first: str) -> None:
    """It is taken from what stands in the column."""
    log = f"t,v,T\n{first},1,\n{first},2,3\n".encode()
    assert series(read(log, mapped())) == [(0, 1)]


def test_a_time_that_nobody_understands() -> None:
    """The map has to say it."""
    with pytest.raises(InvalidMap, match="needs a format"):
        read(b"t,v,T\nmorning,1,2\nnoon,2,3\n", mapped())


def test_a_time_zone_with_a_change() -> None:
    """The hour that is skipped in March is not a gap."""
    zone = 'format = "%Y-%m-%d %H:%M"\ntimezone = "Europe/Berlin"'
    log = b"t,v,T\n2026-03-29 01:59,1,\n2026-03-29 03:00,2,\n"
    assert series(read(log, mapped(time=zone))) == [(0, 1), (60_000, 2)]
    assert datetime.fromisoformat("2026-03-29T03:00+02:00").timestamp() % 60 == 0


def test_zeros_from_a_power_cut() -> None:
    """A block of them where rows should be costs one line."""
    log = b"t,v,T\n0,1,2\n" + bytes(400) + b"\n1,2,3\n"
    recording = read(log, mapped())
    assert series(recording) == [(0, 1), (1000, 2)]
    assert [(note.line, note.reason) for note in recording.notes] == [(3, Reason.COLUMNS)]


def test_a_cell_of_megabytes() -> None:
    """More than the csv module takes."""
    log = b"t,v,T\n0,1,2\n1," + b"9" * 300_000 + b",3\n2,3,4\n"
    assert series(read(log, mapped())) == [(0, 1), (2000, 3)]


def test_an_empty_drive() -> None:
    """A header alone is no error."""
    recording = read(b"t,v,T\n", mapped(time='format = "s"'))
    assert (recording.samples, recording.span_s, recording.rows_read) == (0, 0.0, 0)


def test_no_header() -> None:
    """The first line is shown to whoever wrote the map."""
    with pytest.raises(InvalidMap, match="no column 't'; there are 'a', 'b'"):
        read(b"a,b\n1,2\n", mapped())


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(noise: bytes) -> None:
    """Whatever follows the header is used, or noted with its line, or both."""
    log = b"t,v,T\n0,1,2\n" + noise
    columns = mapped(top='delimiter = ","\nencoding = "latin-1"', time='format = "s"')
    recording = read(log, columns)
    assert recording.rows_used + recording.skipped.total() == recording.rows_read


logs = st.binary(max_size=300) | st.text("t,;vT()[]kmh/°C0123456789.-\n\"' ").map(str.encode)


@given(logs)
def test_no_file_breaks_the_program(noise: bytes) -> None:
    """It is read, or refused with a reason; so is the proposal of a map for it."""
    for log in (noise, b"t,v,T\n" + noise):
        with suppress(InvalidMap):
            read(log, mapped())
        with suppress(InvalidMap):
            ColumnMap.parse(propose(log))


def test_some_units_among_many_words_beneath_the_names() -> None:
    """Are units too: nobody measures ppm and grams to the litre by chance."""
    log = b"t;v;n;a;b;c;d;T\ns;mph;/min;ppm;l/h;mg/s;g/l;\n0;10;900;1;1;1;1;80\n"
    assert series(read(log, mapped(speed="v"))) == [(0, 4.4704)]


def test_units_beneath_the_names() -> None:
    """With brackets or without; the header's own unit counts more."""
    log = b"t;v (mph);T\n[s];[km/h];[K]\n0;10;300\n"
    columns = mapped(speed="v (mph)", time='format = "s"')
    assert series(read(log, columns)) == [(0, 4.4704)]
    assert series(read(log, columns), COOLANT) == [(0, 26.85)]


def test_one_value_in_each_row() -> None:
    """Rows of columns that are not mapped are counted, but nothing is wrong with them."""
    rows = b"t,v,T,gear\n0,36,,\n1,,82,\n2,,,4\n3,,,n/a\n4,37,,\n"
    recording = read(rows, mapped())
    assert recording.skipped == {Reason.NOT_MAPPED: 1, Reason.EMPTY: 1}
    assert [*told(recording.notes)] == ["line 5: nothing measured"]
    assert "        1 skipped: values of columns that are not mapped only" in summary(recording)


@given(
    times=st.lists(st.floats(0, 3600), min_size=30, max_size=60),
    broken=st.lists(st.tuples(st.integers(0, 59), st.floats(-1e9, 4e9)), max_size=5),
)
def test_a_few_wrong_clocks_do_not_spoil_a_drive(
    times: list[float], broken: list[tuple[int, float]]
) -> None:
    """Rows whose time is right are believed, wherever wrong ones stand between them."""
    drive = sorted(times)
    spoiled = drive.copy()
    wrong = {place % len(drive) for place, _ in broken}
    for place, time_s in broken:
        spoiled[place % len(drive)] = time_s
    found = doubts(spoiled)
    plausible = {place for place in wrong if -60 <= spoiled[place] <= 3660}
    if not plausible:
        assert set(found) == wrong


def test_late_rows_are_believed() -> None:
    """Up to a minute, in both directions."""
    assert doubts([0, 10, 30, 20, 40, 100, 50, 101, 30, 102]) == {8: Reason.BACKWARDS}


def test_the_longest_drive_counts() -> None:
    """Of several that lie more than a day apart."""
    day = 86_400.0
    times = [0.0, 1.0, 5 * day, 5 * day + 1, 5 * day + 2, 9 * day]
    assert doubts(times) == dict.fromkeys([0, 1, 5], Reason.FAR_AWAY)
    assert doubts([]) == {}
