"""Settings: who wins, what is refused and how, and what is never shown."""

from pathlib import Path

import pytest

from gateway.domain.errors import SettingsInvalid
from gateway.settings import DEFAULT_DATA, Settings, read_settings

SECRET = "postgresql://vdg:s3cret@db/vdg"


def a_file(folder: Path, text: str) -> Path:
    file = folder / "gateway.toml"
    file.write_text(text)
    return file


def test_without_anything_the_defaults_hold() -> None:
    """Embedded parts, on this machine only, in real time."""
    settings = read_settings({}, environment={})
    assert settings == Settings()
    assert (settings.data, settings.broker, settings.database) == (DEFAULT_DATA, None, None)
    assert (settings.host, settings.port, settings.speed) == ("127.0.0.1", 8080, 1.0)


def test_the_command_line_wins_then_the_environment_then_the_file(tmp_path: Path) -> None:
    """Each over the next, key by key; what is not given on the command line takes no part."""
    file = a_file(tmp_path, 'host = "file"\nport = 1\nspeed = 2.5\ndata = "of-file"')
    environment = {"VDG_HOST": "environment", "VDG_PORT": "2", "HOST": "another program's"}
    settings = read_settings({"host": "given", "port": None}, file, environment)
    assert (settings.host, settings.port, settings.speed) == ("given", 2, 2.5)
    assert settings.data == Path("of-file")


def test_an_empty_variable_is_none_at_all() -> None:
    """As shells and container files leave them."""
    assert read_settings({}, environment={"VDG_PORT": "", "VDG_BROKER": ""}) == Settings()


@pytest.mark.parametrize(
    "name", ["port", "speed", "hold_back_s", "wall_origin", "world_origin"]
)
def test_a_number_that_is_none_names_its_key(name: str) -> None:
    """In the spelling in which it can be found and mended."""
    key = f"VDG_{name.upper()}"
    with pytest.raises(SettingsInvalid, match=f"{key}='eighty'"):
        read_settings({}, environment={key: "eighty"})


@pytest.mark.parametrize("seconds", ["-1", "601", "nan"])
def test_triage_waits_for_a_while_and_no_longer(seconds: str) -> None:
    """Neither back in time nor for ever."""
    with pytest.raises(SettingsInvalid, match="hold_back_s"):
        read_settings({}, environment={"VDG_HOLD_BACK_S": seconds})


@pytest.mark.parametrize("speed", ["0", "-1"])
def test_time_runs_forward(speed: str) -> None:
    """A world cannot stand still or run backwards."""
    with pytest.raises(SettingsInvalid, match="speed"):
        read_settings({}, environment={"VDG_SPEED": speed})


def test_a_key_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    """A typing mistake in the file does not pass in silence."""
    file = a_file(tmp_path, 'brokre = "mqtt://host"')
    with pytest.raises(SettingsInvalid, match="brokre"):
        read_settings({}, file, {})


@pytest.mark.parametrize("text", ["port = ", "no toml at all"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    """So is one that is not there."""
    file = a_file(tmp_path, text)
    with pytest.raises(SettingsInvalid, match=file.name):
        read_settings({}, file, {})
    with pytest.raises(SettingsInvalid, match="missing"):
        read_settings({}, tmp_path / "missing.toml", {})


def test_secrets_are_not_shown() -> None:
    """Neither by repr nor by an error about something else."""
    environment = {"VDG_DATABASE": SECRET, "VDG_BROKER": "mqtts://gateway:s3cret@host"}
    settings = read_settings({}, environment=environment)
    assert settings.database == SECRET
    assert "s3cret" not in f"{settings!r} {settings}"
    with pytest.raises(SettingsInvalid) as caught:
        read_settings({}, environment=environment | {"VDG_PORT": "none"})
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("broker", "plain_text", "why"),
    [
        ("mqtt://me:s3cret@127.0.0.1:1883", "no", "plain text: say mqtts"),
        ("mqtt://me:s3cret@broker.example", "yes", "brokers on this machine"),
        ("mqtt://me:s3cret@10.0.0.1", "1", "brokers on this machine"),
    ],
)
def test_plain_text_is_asked_for_and_stays_here(broker: str, plain_text: str, why: str) -> None:
    """Neither by a slip of the URL nor over a network; the password is not repeated."""
    environment = {"VDG_BROKER": broker, "VDG_PLAIN_TEXT": plain_text}
    with pytest.raises(SettingsInvalid, match=why) as refused:
        read_settings({}, environment=environment)
    assert "s3cret" not in str(refused.value)


def test_a_broker_for_others_speaks_tls() -> None:
    """Without TLS the embedded one does not listen where others can reach it."""
    with pytest.raises(SettingsInvalid, match=r"listen=10\.0\.0\.1 vehicles need TLS"):
        Settings(listen="10.0.0.1", plain_text=True)
    assert Settings(listen="10.0.0.1").listen


@pytest.mark.parametrize("listen", ["127.0.0.1:8883", "localhost:1883", "[::1]:8883"])
def test_the_embedded_broker_chooses_its_port(listen: str) -> None:
    """It is told where to listen only; a port is refused before the broker would fail on it."""
    with pytest.raises(SettingsInvalid, match="an address without a port"):
        Settings(listen=listen)
    assert Settings(listen="::1").listen


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_plain_text_on_this_machine_is_a_choice(host: str) -> None:
    """For tests and for brokers behind a proxy of one's own."""
    assert Settings(broker=f"mqtt://{host}:1883", plain_text=True).plain_text


def test_a_switch_is_on_or_off(tmp_path: Path) -> None:
    """In the file as TOML spells it, in the environment in words; else it is refused."""
    assert read_settings({}, a_file(tmp_path, "plain_text = true"), {}).plain_text
    assert not read_settings({}, environment={"VDG_PLAIN_TEXT": "no"}).plain_text
    with pytest.raises(SettingsInvalid, match="VDG_PLAIN_TEXT='perhaps'"):
        read_settings({}, environment={"VDG_PLAIN_TEXT": "perhaps"})


def test_what_is_kept_for_ever_is_kept_longest() -> None:
    """0 is for ever; what was done to a car, and what it told, outlives its telemetry."""
    assert Settings(keep_telemetry_days=30, keep_operations_days=0).keep_operations_days == 0
    for name in ("keep_operations_days", "keep_fault_reports_days"):
        longest = {"keep_operations_days": 0, "keep_fault_reports_days": 0}
        for shorter in ({name: 399}, longest | {name: 3650, "keep_telemetry_days": 0}):
            with pytest.raises(SettingsInvalid, match=name):
                Settings(**shorter)  # type: ignore[arg-type]
    with pytest.raises(SettingsInvalid, match="keep_refused_days"):
        Settings(keep_refused_days=-1)
    assert read_settings({}, environment={"VDG_KEEP_REFUSED_DAYS": "7"}).keep_refused_days == 7
