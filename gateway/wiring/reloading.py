"""Puts another edition of the rulebook in force while the gateway works."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

from gateway.domain.errors import RulebookRefused
from gateway.pipeline.patience import again_and_again, wait_for
from gateway.pipeline.ports import Clock
from gateway.pipeline.shadows import Shadow
from gateway.store.rulebooks import Accepted, RulebookAnnals
from gateway.triage.rulebook import Rulebook
from gateway.wiring.edition import Edition, read_edition
from gateway.wiring.knowledge import Knowing

LOOK_EVERY_S: Final = 1.0
START: Final = "start"
SIGNAL: Final = "SIGHUP"
log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Reloading:
    """Takes orders out of the annals, and one more whenever `asked` is set.

    `folder`: where the rules are read from, None for those that are installed. `go_by` changes
    what is judged by, between two batches. One that is refused changes nothing but the annals.
    """

    folder: Path | None
    knowing: Knowing
    go_by: Callable[[Rulebook], Awaitable[None]]
    annals: RulebookAnnals
    clock: Clock
    asked: asyncio.Event

    async def begin(self) -> None:
        """Tells what is in force from the start, unless it was so before."""
        known, edition = await self.annals.in_force(), self.knowing.edition
        if known is None or known.version != edition.rulebook.version:
            order = await self.annals.ask(self.clock.now(), START)
            await self.annals.accept([order], self.clock.now(), _accepted(edition))

    async def run(self) -> None:
        """Until it is cancelled."""

        async def one_round() -> None:
            if self.asked.is_set():
                await self.annals.ask(self.clock.now(), SIGNAL)
                self.asked.clear()
            orders = await self.annals.to_do()
            if orders:
                await self._reload(orders)
            else:
                await wait_for(self.asked, LOOK_EVERY_S)

        await again_and_again(one_round)

    async def _reload(self, orders: Sequence[int]) -> None:
        """Reads what is there now; these orders are done with it."""
        try:
            edition = await read_edition(self.folder)
        except RulebookRefused as error:
            await self._stay(orders, error.detail)
            return
        except Exception as error:  # no rulebook ends a gateway
            log.exception("rulebook not read")
            await self._stay(orders, f"{type(error).__name__}: {error}")
            return
        if edition.seal != self.knowing.edition.seal:
            await self.go_by(edition.rulebook)
            self.knowing.learn(edition)
        await self.annals.accept(orders, self.clock.now(), _accepted(edition))
        log.info("rulebook in force", version=self._version, stories=edition.stories)

    async def _stay(self, orders: Sequence[int], because: str) -> None:
        log.warning("the rulebook stays", version=self._version, because=because)
        await self.annals.refuse(orders, self.clock.now(), because)

    @property
    def _version(self) -> str:
        return self.knowing.edition.rulebook.version


async def first_edition(folder: Path | None, installed: Edition) -> Edition:
    """What a gateway begins with. Raises `RulebookRefused`."""
    return installed if folder is None else await read_edition(folder)


def _accepted(edition: Edition) -> Accepted:
    return Accepted(
        version=edition.rulebook.version,
        shadows=[
            Shadow(rule.id, rule.entry.component, rule.entry.code)
            for rule in edition.rulebook.shadows
        ],
        stories=edition.stories,
    )
