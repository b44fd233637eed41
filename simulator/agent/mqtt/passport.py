"""How a unit shows who it is, and knows its broker: key, certificate, authority (TLS)."""

import ssl
from pathlib import Path
from typing import Final

from simulator.agent.mqtt.errors import ConnectionLost, IdentityRefused, MqttError

_WORDS: Final = {
    "CERTIFICATE_EXPIRED": "our certificate has expired, says the broker",
    "UNKNOWN_CA": "our certificate is of an authority that the broker does not know",
    "CERTIFICATE_REVOKED": "our certificate is revoked, says the broker",
    "CERTIFICATE_REQUIRED": "the broker wants a certificate and we have none",
    "BAD_CERTIFICATE": "the broker does not take our certificate",
}


class Passport:
    """`file`: key and certificate in one PEM, read again when another has taken its place.

    Without `authority` the machine's own are trusted; without `file` we show nothing.
    `server_name`: the host that the broker's certificate must name.
    """

    def __init__(self, server_name: str, authority: Path | None, file: Path | None) -> None:
        self.server_name = server_name
        self._authority = authority
        self._file = file
        self._read: tuple[int, int] | None = None
        self._context: ssl.SSLContext | None = None

    def context(self) -> ssl.SSLContext:
        """Raises IdentityRefused when a file cannot be used."""
        try:
            version = _version(self._file)
            if self._context is None or version != self._read:
                self._context = self._load()
                self._read = version
        except (OSError, ssl.SSLError) as error:
            raise IdentityRefused(f"our own files cannot be used: {error}") from error
        return self._context

    def _load(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self._authority)
        if self._file is not None:
            context.load_cert_chain(self._file)
        return context


def told(error: ssl.SSLError) -> MqttError:
    """What it means that TLS came to nothing; it may also be that this is not our broker."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return IdentityRefused(f"the broker's certificate: {error.verify_message}")
    reason = error.reason or str(error)
    for alert, words in _WORDS.items():
        if alert in reason:
            return IdentityRefused(words)
    return ConnectionLost(f"no TLS: {reason}")


def _version(file: Path | None) -> tuple[int, int] | None:
    if file is None:
        return None
    status = file.stat()
    return status.st_ino, status.st_mtime_ns
