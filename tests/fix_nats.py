"""A NATS server that keeps nothing: it notes what it is asked and says what a test wants."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from gateway.intake.address import StreamAddress
from gateway.intake.succession import STREAM

API = "$JS.API.CONSUMER"
STORED_NS = 1_763_755_200_000_000_000


@dataclass(kw_only=True)
class ScriptedNats:
    """`pulls`, `acks`, `published`: what it was asked."""

    greeting: bytes = b'INFO {"version":"2.15.1"}\r\n'
    answers_pings: bool = True
    pulls: list[dict[str, Any]] = field(default_factory=list)
    acks: list[str] = field(default_factory=list)
    published: list[tuple[str, bytes]] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    _here: str = ""
    _writer: asyncio.StreamWriter | None = None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[StreamAddress]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        host, port = server.sockets[0].getsockname()[:2]
        try:
            yield StreamAddress(host=host, port=port, username="gateway", password="x" * 16)
        finally:
            server.close()
            if self._writer is not None:
                self._writer.close()
            await server.wait_closed()

    def hang_up(self) -> None:
        assert self._writer is not None
        self._writer.close()

    def say(self, said: bytes) -> None:
        assert self._writer is not None
        self._writer.write(said)

    def deliver(self, place: int, payload: bytes, *, domain: str = "") -> None:
        """The frame of that place among all that this consumer gets."""
        head = b"NATS/1.0\r\nNmqtt-Pub:4\r\n\r\n"
        sizes = f"{len(head)} {len(head) + len(payload)}"
        ack = f"$JS.ACK.{domain}{STREAM}.me.1.{100 + place}.{place}.{STORED_NS}.0"
        line = f"HMSG $MQTT.msgs.v1.X.telemetry 1 {ack} {sizes}\r\n"
        self.say(line.encode() + head + payload + b"\r\n")

    def status(self, words: str, **headers: int) -> None:
        """Of the last pull."""
        lines = "".join(f"{k.replace('_', '-')}: {v}\r\n" for k, v in headers.items())
        head = f"NATS/1.0 {words}\r\n{lines}\r\n".encode()
        self.say(f"HMSG {self._here} 1 {len(head)} {len(head)}\r\n".encode() + head + b"\r\n")

    async def heard(self, what: list[Any], count: int) -> None:
        """Waits until so many are in that list."""
        async with asyncio.timeout(10):
            while len(what) < count:
                self.news.clear()
                await self.news.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        writer.write(self.greeting)
        while line := await reader.readline():
            verb, *words = line.decode().split()
            if verb == "PING" and self.answers_pings:
                writer.write(b"PONG\r\n")
            elif verb == "PUB":
                payload = await reader.readexactly(int(words[-1]) + 2)
                self._take(words[0], words[1] if len(words) > 2 else "", payload[:-2])
                self.news.set()

    def _take(self, subject: str, reply: str, payload: bytes) -> None:
        if subject.startswith(f"{API}.MSG.NEXT."):
            self._here = reply
            self.pulls.append(json.loads(payload))
        elif subject.startswith("$JS.ACK."):
            self.acks.append(subject)
        elif subject.startswith(API):
            answer = json.dumps(self._answer(subject.removeprefix(f"{API}.")))
            self.say(f"MSG {reply} 1 {len(answer)}\r\n{answer}\r\n".encode())
        else:
            self.published.append((subject, payload))

    def _answer(self, what: str) -> dict[str, Any]:
        return {"consumers": []} if what.startswith("LIST.") else {}
