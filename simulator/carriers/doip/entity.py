"""The DoIP entity of a car: its sockets and their timers, in a thread of their own."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, AsyncExitStack
from typing import Final, Self, cast

from simulator.carriers.doip.conversation import Conversation
from simulator.carriers.doip.identification import Identification
from simulator.carriers.doip.router import Router
from simulator.carriers.doip.routing import Socket, SocketTable
from simulator.components.component import Component

INITIAL_INACTIVITY_S: Final = 2.0
GENERAL_INACTIVITY_S: Final = 300.0
ALIVE_CHECK_S: Final = 0.5
POLL_S: Final = 0.005


class DoipEntity:
    """Answers for a car's components at `address`, TCP and UDP, while it is entered.

    `clock` tells world time in seconds; the timers of ISO 13400-2 are the wall's. `lock`, the
    car's, is held around every call of a component. Port 0 takes a free one. It answers
    vehicle identification requests, and does not announce itself unasked.
    """

    def __init__(
        self,
        vin: str,
        components: Iterable[Component],
        clock: Callable[[], float],
        lock: AbstractContextManager[object],
        *,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.address = (host, port)
        self.router = Router(components, clock, lock)
        self.table = SocketTable()
        self._identification = Identification(vin, lambda: len(self._sockets))
        self._sockets: set[TcpSocket] = set()
        self._bound: Future[int] = Future()
        self._end: Callable[[], object] = lambda: None
        self._fault: BaseException | None = None
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="DoIP")

    def __enter__(self) -> Self:
        """Raises OSError when the port is taken, OverflowError when it is none."""
        self._served = self._worker.submit(lambda: asyncio.run(self._serve()))
        self._worker.shutdown(wait=False)
        self.address = (self.address[0], self._bound.result())
        return self

    def __exit__(self, *_: object) -> None:
        """Raises the first thing that went wrong in the thread meanwhile."""
        self._end()
        self._served.result()

    def _remember(self, context: Mapping[str, object]) -> None:
        """What a callback of the loop has raised; its own socket is closed, others go on."""
        fault = context.get("exception")
        if not isinstance(fault, BaseException):
            fault = RuntimeError(context["message"])
        self._fault = self._fault or fault

    async def _serve(self) -> None:
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        loop.set_exception_handler(lambda _, context: self._remember(context))
        async with AsyncExitStack() as stack:
            try:
                port = await self._bind(stack)
            except (OSError, OverflowError) as error:
                self._bound.set_exception(error)
                return
            self._end = lambda: loop.call_soon_threadsafe(ended.set)
            self._bound.set_result(port)
            await ended.wait()
            for socket in list(self._sockets):
                socket.close()
        if self._fault is not None:
            raise self._fault

    async def _bind(self, stack: AsyncExitStack) -> int:
        """The port on which both TCP and UDP are heard until the stack unwinds."""
        loop, (host, _) = asyncio.get_running_loop(), self.address
        server = await loop.create_server(lambda: TcpSocket(self), *self.address)
        await stack.enter_async_context(server)
        port = int(server.sockets[0].getsockname()[1])
        identification = self._identification
        udp, _ = await loop.create_datagram_endpoint(
            lambda: UdpSocket(identification), local_addr=(host, port)
        )
        stack.callback(udp.close)
        return port

    def came(self, socket: "TcpSocket") -> None:
        self._sockets.add(socket)

    def went(self, socket: "TcpSocket") -> None:
        self._sockets.discard(socket)

    def check_alive(self, rivals: Sequence[Socket], then: Callable[[], None]) -> None:
        """Close the sockets whose testers do not answer in time, then call back."""
        for rival in rivals:
            rival.ask_alive()

        def decide() -> None:
            for rival in rivals:
                if not rival.alive:
                    rival.close()
            then()

        asyncio.get_running_loop().call_later(ALIVE_CHECK_S, decide)


class TcpSocket(asyncio.Protocol):
    """A tester's connection; closed when nothing is received or sent for too long."""

    def __init__(self, entity: DoipEntity) -> None:
        self._entity = entity
        self._transport: asyncio.Transport | None = None
        self._conversation = Conversation(self, entity.table, entity.router, entity.check_alive)
        self._timer: asyncio.TimerHandle | None = None
        self._polling = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._entity.came(self)
        self._wait(INITIAL_INACTIVITY_S)

    def data_received(self, data: bytes) -> None:
        self._conversation.receive(data)
        if self._conversation.source is not None:
            self._wait(GENERAL_INACTIVITY_S)
        self._poll()

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        if self._timer is not None:
            self._timer.cancel()
        self._entity.went(self)
        self._conversation.close()

    def send(self, data: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)
            if self._conversation.source is not None:
                self._wait(GENERAL_INACTIVITY_S)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def _wait(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(seconds, self._conversation.close)

    def _poll(self) -> None:
        """Look again for a pending response, for as long as one is awaited."""
        self._entity.router.poll()
        if self._entity.router.waiting and not self._polling:
            self._polling = True
            asyncio.get_running_loop().call_later(POLL_S, self._poll_again)

    def _poll_again(self) -> None:
        self._polling = False
        self._poll()


class UdpSocket(asyncio.DatagramProtocol):
    def __init__(self, identification: Identification) -> None:
        self._identification = identification
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        answer = self._identification.answer(data)
        if answer is not None and self._transport is not None:
            self._transport.sendto(answer, addr)
