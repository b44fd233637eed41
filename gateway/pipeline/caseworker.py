"""The case worker: takes up every open case whose time has come."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from gateway.care.life import STILL_THERE_AFTER
from gateway.domain.case import CaseId
from gateway.domain.errors import StoreUnavailable
from gateway.pipeline.advance import advance
from gateway.pipeline.casework import CaseShelf, Means
from gateway.pipeline.changes import Change, Facet
from gateway.pipeline.mute import let_speak
from gateway.pipeline.patience import again_and_again, wait_for
from gateway.pipeline.ports import Bulletin, Clock

A_HANDFUL = 50
TRY_AGAIN_AFTER = timedelta(minutes=5)
log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class CaseWorker:
    """`moved` is called when a case has been moved on: there may be something to send."""

    shelf: CaseShelf
    means: Means
    clock: Clock
    bulletin: Bulletin
    moved: Callable[[], None]

    async def run(self, wake: asyncio.Event) -> None:
        """Until it is cancelled; `wake` is set when intake has committed something new."""

        async def one_round() -> None:
            wake.clear()
            await self.shelf.release_holds(self.clock.now())
            await self.shelf.reopen(self.clock.now(), STILL_THERE_AFTER)
            await let_speak(self.shelf, self.means, self.clock.now())
            cases = await self.shelf.due(self.clock.now(), A_HANDFUL)
            for case in cases:
                await self._work_on(case)
            if len(cases) < A_HANDFUL:
                await wait_for(wake)

        await again_and_again(one_round)

    async def _work_on(self, case: CaseId) -> None:
        try:
            async with self.shelf.open(case) as desk:
                if desk is None:
                    return
                await advance(desk, self.means, self.clock.now())
                vin = desk.file.vin
        except StoreUnavailable:
            raise
        except Exception:  # one broken case must not stop the others; it is shown, tried again
            log.exception("case failed", case=case)
            again_at = self.clock.now() + TRY_AGAIN_AFTER
            await self.shelf.postpone(case, again_at, "An internal error; it is tried again")
        else:
            self.bulletin.publish(Change(vin, Facet.CASES))
            self.moved()
