"""Carries TCP connections from the host's end of a TUN link to a broker on its loopback."""

import asyncio

CHUNK = 64 * 1024
BACKLOG = 4096


class Relay:
    """What the cars see of the network is in front of it; behind it there is no network."""

    def __init__(self, upstream: tuple[str, int]) -> None:
        self._upstream = upstream
        self._server: asyncio.Server | None = None
        self._carrying: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def listen(self, host: str) -> tuple[str, int]:
        """The address at which it listens: `host`, and a free port."""
        self._server = await asyncio.start_server(self._accept, host, 0, backlog=BACKLOG)
        port: int = self._server.sockets[0].getsockname()[1]
        return host, port

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for writer in self._carrying.values():
            writer.transport.abort()
        if self._carrying:
            await asyncio.wait(self._carrying)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._carry(reader, writer))
        self._carrying[task] = writer
        task.add_done_callback(self._carrying.pop)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(*self._upstream)
        except OSError:
            writer.transport.abort()
            return
        ways = [_pump(reader, writer, far_writer), _pump(far_reader, far_writer, writer)]
        await asyncio.gather(*ways)
        writer.close()
        far_writer.close()


async def _pump(
    source: asyncio.StreamReader, behind: asyncio.StreamWriter, sink: asyncio.StreamWriter
) -> None:
    """Until the source ends, which ends the sink; a connection that breaks takes both along."""
    try:
        while data := await source.read(CHUNK):
            sink.write(data)
            await sink.drain()
        sink.write_eof()
    except OSError:
        behind.transport.abort()
        sink.transport.abort()
