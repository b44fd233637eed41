"""The composition root: one gateway, built from its settings."""

import asyncio
import errno
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import structlog
from aiohttp import web

from gateway.domain.person import Registration
from gateway.domain.report import Presence
from gateway.embedded import EmbeddedBroker, EmbeddedDatabase
from gateway.identity.installation import Installation
from gateway.pipeline.ask import Pen
from gateway.pipeline.bulletin import MemoryBulletin
from gateway.pipeline.casework import Means
from gateway.pipeline.caseworker import CaseWorker
from gateway.pipeline.dispatch import Dispatcher
from gateway.pipeline.hearing import Hearing
from gateway.pipeline.intake import Intake
from gateway.pipeline.ordering import Ordering
from gateway.pipeline.resend import GapWorker
from gateway.pipeline.silence import SilenceWorker, silent_after
from gateway.pipeline.surveyor import Surveyor
from gateway.settings import Settings
from gateway.store.asking import PostgresGapBook
from gateway.store.attendance import PostgresAttendance
from gateway.store.centres import enter_centres
from gateway.store.console import PostgresConsole
from gateway.store.desk import PostgresOperationsDesk
from gateway.store.durability import say_when_not_durable
from gateway.store.journal import PostgresJournal
from gateway.store.keys import PostgresKeyRing
from gateway.store.maintenance import Maintenance
from gateway.store.operations import PostgresOutbox
from gateway.store.pool import Pool, open_pool
from gateway.store.rulebooks import RulebookAnnals
from gateway.store.sign_in import PostgresSignIn
from gateway.store.surveys import PostgresSurveyBook
from gateway.store.vehicles import register
from gateway.store.verdicts import PostgresVerdicts
from gateway.web.app import build_app
from gateway.web.sign_in.tokens import new_link
from gateway.wiring.accounts import broker_accounts
from gateway.wiring.allocator import Heap
from gateway.wiring.clock import ScaledClock, wall
from gateway.wiring.command_key import command_signer
from gateway.wiring.embedded_proof import prove_embedded
from gateway.wiring.frames import Source, frame_source, without_account
from gateway.wiring.gate import Listening, guarded_broker, own_url
from gateway.wiring.health import Health
from gateway.wiring.knowledge import INSTALLED, Knowing, closing
from gateway.wiring.papers import read_centres_file, read_vehicles_file
from gateway.wiring.reloading import Reloading, first_edition
from gateway.wiring.renewal import OwnCertificate, renewing
from gateway.wiring.traces import Spans, TracedChannel, TracedShelf, open_spans, traced_take
from gateway.wiring.upkeep import look_after, retention

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A gateway at work; `broker` is the URL without the password."""

    console: str
    sign_in: str
    broker: str
    dsn: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pools:
    """`questions`: those of people and other systems, who never hold up the `work`."""

    work: Pool
    questions: Pool


@asynccontextmanager
async def serving(
    settings: Settings, *, user: str = "technician", reload: asyncio.Event | None = None
) -> AsyncIterator[Running]:
    """A gateway that has taken up its work; leaving ends it cleanly.

    Whenever `reload` is set, the rulebook is read again.
    """
    settings.data.mkdir(parents=True, exist_ok=True)
    vehicles = read_vehicles_file(settings.vehicles) if settings.vehicles else ()
    centres = read_centres_file(settings.centres) if settings.centres else ()
    knowing = Knowing(await first_edition(settings.rulebook, INSTALLED), centres)
    async with AsyncExitStack() as stack:
        dsn = await _database(settings, stack)
        pool = await stack.enter_async_context(open_pool(dsn))
        await say_when_not_durable(pool)
        await register(pool, vehicles)
        url, for_vehicles = await _broker(settings, vehicles, pool, dsn, stack)
        await enter_centres(pool, centres)
        spans = stack.enter_context(open_spans(settings.traces))
        source = frame_source(settings, url, ScaledClock.of(settings))
        questions = await stack.enter_async_context(open_pool(dsn))
        pools = Pools(work=pool, questions=questions)
        app, intake, tasks = _assemble(settings, pools, source, knowing, spans)
        reloading = Reloading(
            folder=settings.rulebook,
            knowing=knowing,
            go_by=intake.go_by,
            annals=RulebookAnnals(pool),
            clock=ScaledClock.of(settings),
            asked=reload or asyncio.Event(),
        )
        await reloading.begin()
        console = await _console(settings, app, stack)
        await stack.enter_async_context(_working([*tasks, reloading.run()]))
        log.info("waiting for the broker")
        await source.connected.wait()
        yield Running(
            console=console,
            sign_in=console + await new_link(PostgresSignIn(pool), wall, user),
            broker=for_vehicles,
            dsn=dsn,
        )


async def _broker(
    settings: Settings,
    vehicles: Sequence[Registration],
    pool: Pool,
    dsn: str,
    stack: AsyncExitStack,
) -> tuple[str, str]:
    """How we reach it, to be kept to ourselves; where vehicles find it."""
    if settings.broker is not None:
        return settings.broker, without_account(settings.broker)
    installation = Installation(settings.data)
    if settings.plain_text:
        accounts = broker_accounts(settings.data, [one.vin for one in vehicles])
        embedded = await stack.enter_async_context(EmbeddedBroker(settings.data, accounts))
    else:
        accounts = broker_accounts(settings.data, [])
        names = tuple(name.strip() for name in settings.names.split(",") if name.strip())
        listening = Listening(settings.listen, names)
        embedded = await stack.enter_async_context(
            guarded_broker(installation, accounts, pool, dsn, listening)
        )
    await prove_embedded(settings, embedded, accounts[0])
    return own_url(embedded, accounts[0]), embedded.url


async def _database(settings: Settings, stack: AsyncExitStack) -> str:
    if settings.database is not None:
        return settings.database
    return (await stack.enter_async_context(EmbeddedDatabase(settings.data))).dsn


def _assemble(
    settings: Settings,
    pools: Pools,
    source: Source,
    knowing: Knowing,
    spans: Spans,
) -> tuple[web.Application, Intake, list[Coroutine[None, None, None]]]:
    """The console, intake and the link to the broker, and everything that runs beside them."""
    clock, pool, questions = ScaledClock.of(settings), pools.work, pools.questions
    sign = command_signer(settings.data)
    pen = Pen(uuid4, sign)
    bulletin = MemoryBulletin()
    cases_wake, outbox_wake = asyncio.Event(), asyncio.Event()
    arrivals: asyncio.Queue[Sequence[Presence]] = asyncio.Queue()

    hearing = _hearing(settings, clock, source)
    health = Health(settings.data, pool, source, clock)
    intake = Intake(
        journal=PostgresJournal(pool),
        rulebook=knowing.edition.rulebook,
        clock=clock,
        bulletin=bulletin,
        wake=cases_wake.set,
        greet=arrivals.put_nowait,
        order=Ordering(hearing),
        meter=health.meter,
    )
    casework = CaseWorker(
        shelf=TracedShelf(spans, pool),
        means=Means(knowledge=knowing.knowledge, pen=pen),
        clock=clock,
        bulletin=bulletin,
        moved=outbox_wake.set,
    )
    channel = TracedChannel(spans, source)
    dispatcher = Dispatcher(
        outbox=PostgresOutbox(pool), channel=channel, clock=clock, bulletin=bulletin, sign=sign
    )
    missing = GapWorker(
        book=PostgresGapBook(pool),
        channel=channel,
        clock=clock,
        wall=wall,
        bulletin=bulletin,
        sign=sign,
    )
    silence = SilenceWorker(
        attendance=PostgresAttendance(pool),
        after=silent_after(settings.speed),
        hearing=hearing,
        clock=clock,
        wall=wall,
        bulletin=bulletin,
    )
    surveyor = Surveyor(
        book=PostgresSurveyBook(pool),
        journal=PostgresJournal(pool),
        rulebook=lambda: knowing.edition.rulebook,
        wake=cases_wake.set,
    )
    app = build_app(
        PostgresConsole(
            questions, knowing.entry, knowing.signals_that_tell, closing(knowing.centres)
        ),
        PostgresOperationsDesk(questions, clock, pen),
        bulletin,
        PostgresSignIn(questions),
        PostgresVerdicts(questions),
        PostgresKeyRing(questions),
        clock,
        wall,
        origin=settings.origin,
        notice=_notice(settings),
        health=health.routes(),
    )
    tasks = [
        source.run(traced_take(spans, intake.begin)),
        intake.watch(),
        casework.run(cases_wake),
        dispatcher.run(outbox_wake),
        dispatcher.greet(arrivals, outbox_wake),
        missing.run(),
        silence.run(),
        look_after(
            [Maintenance(pool, retention(settings)), surveyor, Heap()], clock, settings.speed
        ),
        renewing(OwnCertificate(installation=Installation(settings.data))),
    ]
    return app, intake, tasks


def _hearing(settings: Settings, clock: ScaledClock, source: Source) -> Hearing:
    """At the start everybody gets their time anew."""
    hold_back = timedelta(seconds=settings.hold_back_s)
    return Hearing(wall, clock.ago, source.connected.is_set, wall(), hold_back)


def _notice(settings: Settings) -> str:
    if settings.speed == 1:
        return ""
    return f"A simulated world, {settings.speed:g} times faster than the wall"


@asynccontextmanager
async def _working(tasks: Sequence[Coroutine[None, None, None]]) -> AsyncIterator[None]:
    """Runs these beside the block; when one of them fails, so does the block."""
    async with asyncio.TaskGroup() as group:
        running = [group.create_task(task) for task in tasks]
        try:
            yield
        finally:
            for task in running:
                task.cancel()


async def _console(settings: Settings, app: web.Application, stack: AsyncExitStack) -> str:
    """Serves the console on the port asked for, or a free one when it is taken."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    site = web.TCPSite(runner, settings.host, settings.port)
    try:
        await site.start()
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        log.warning("port taken, choosing a free one", port=settings.port)
        site = web.TCPSite(runner, settings.host, 0)
        await site.start()
    _, port = runner.addresses[0][:2]
    return settings.origin or f"http://{settings.host}:{port}"
