"""What an installation shows of itself."""

from datetime import UTC, datetime
from pathlib import Path

from gateway.identity.installation import SERVICE_LIFE, Installation

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def test_ends_are_told_of_what_there_is(tmp_path: Path) -> None:
    """Nothing of an empty folder; of each certificate that was made, when it ends."""
    installation = Installation(tmp_path)
    assert installation.ends() == {}
    authority = installation.authority(NOW)
    installation.client(NOW)
    ends = installation.ends()
    assert ends == {
        "authority": authority.certificate.not_valid_after_utc,
        "gateway": NOW + SERVICE_LIFE,
    }
    installation.broker_file.write_text("not a certificate")
    assert installation.ends() == ends
