"""Where a broker is, and as whom we speak to it."""

import ssl
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from gateway.domain.errors import SettingsInvalid

_PORTS = {"mqtt": 1883, "mqtts": 8883}
_FILES = ("ca", "cert", "key")


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerAddress:
    """From a URL: `mqtt://user:password@host:1883`, or `mqtts://…` for TLS.

    `?ca=FILE` names whom to trust in place of the machine's authorities, `&cert=FILE&key=FILE`
    the certificate with which we show who we are.
    """

    host: str
    port: int
    username: str | None
    password: str | None
    tls: bool
    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None

    def __repr__(self) -> str:
        return f"BrokerAddress({self.host}:{self.port})"

    @classmethod
    def parse(cls, url: str) -> "BrokerAddress":
        parts = urlsplit(url)
        port = _port(url)
        if parts.scheme not in _PORTS or not parts.hostname or port is None:
            raise SettingsInvalid("a broker's URL is mqtt://host:1883 or mqtts://host:8883")
        return cls(
            host=parts.hostname,
            port=port or _PORTS[parts.scheme],
            username=parts.username and unquote(parts.username),
            password=parts.password and unquote(parts.password),
            tls=parts.scheme == "mqtts",
            **_files(parts.query),
        )

    def context(self) -> ssl.SSLContext | None:
        """For TLS; raises `SettingsInvalid` when a file of it cannot be used."""
        if not self.tls:
            return None
        try:
            context = ssl.create_default_context(cafile=self.ca)
            if self.cert is not None:
                context.load_cert_chain(self.cert, self.key)
        except (OSError, ssl.SSLError) as error:
            raise SettingsInvalid(f"the broker's TLS files: {error}") from error
        return context


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamAddress:
    """From a URL: `nats://user:password@127.0.0.1:4222`."""

    host: str
    port: int
    username: str
    password: str

    def __repr__(self) -> str:
        return f"StreamAddress({self.host}:{self.port})"

    @classmethod
    def parse(cls, url: str) -> "StreamAddress":
        parts = urlsplit(url)
        if parts.scheme != "nats" or not (parts.hostname and parts.port and parts.username):
            raise SettingsInvalid("an embedded broker's URL is nats://user:password@host:4222")
        return cls(
            host=parts.hostname,
            port=parts.port,
            username=unquote(parts.username),
            password=unquote(parts.password or ""),
        )


def _port(url: str) -> int | None:
    """0 when the URL names none, None when what it names is no port."""
    try:
        return urlsplit(url).port or 0
    except ValueError:
        return None


def _files(query: str) -> dict[str, Path]:
    given = parse_qs(query)
    if unknown := given.keys() - set(_FILES):
        names = ", ".join(sorted(unknown))
        raise SettingsInvalid(f"a broker's URL knows ?ca=, &cert= and &key=, not {names}")
    return {name: Path(paths[-1]) for name, paths in given.items()}
