"""What units have made in all their boots, for who compares it with what has arrived."""

from dataclasses import dataclass

from simulator.agent.database import Database
from simulator.agent.report import Kind

ON_BOARD = """
SELECT vin, boot_id, samples, coalesce(waiting.left, 0) + coalesce(untold.left, 0) FROM boot
LEFT JOIN (SELECT boot_id, sum(samples) AS left FROM outbox GROUP BY boot_id) AS waiting
    USING (boot_id)
LEFT JOIN (SELECT boot_id, sum(samples) AS left FROM omission GROUP BY boot_id) AS untold
    USING (boot_id)
WHERE last_seq > 0 ORDER BY vin, number
"""


MADE = """
SELECT coalesce(sum(phases), 0), coalesce(sum(faults), 0), coalesce(sum(replies), 0),
    coalesce(sum(omissions), 0), coalesce(sum(telemetry), 0), coalesce(sum(given_up), 0)
FROM boot
"""
UNSENT = """
SELECT kind, count(vin), count(*) - count(vin) FROM outbox LEFT JOIN unit USING (unit_id)
GROUP BY kind
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What became of the reports of one kind; the last four add up to `made`."""

    made: int
    acknowledged: int
    waiting: int
    given_up: int
    taken_out: int


class Logbook:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def sequences(self) -> dict[str, list[tuple[str, int]]]:
        """The boots of each car as (boot id in decimal, last sequence); all before exist."""
        rows = await self._database.run(
            lambda c: c.execute(
                "SELECT vin, boot_id, last_seq FROM boot WHERE last_seq > 0"
                " ORDER BY vin, number"
            ).fetchall()
        )
        boots: dict[str, list[tuple[str, int]]] = {}
        for vin, boot_id, last_seq in rows:
            boots.setdefault(vin, []).append((str(boot_id), last_seq))
        return boots

    async def samples(self) -> dict[str, list[tuple[str, int, int]]]:
        """The boots of each car as (boot id in decimal, samples made, those on board)."""
        rows = await self._database.run(lambda c: c.execute(ON_BOARD).fetchall())
        boots: dict[str, list[tuple[str, int, int]]] = {}
        for vin, boot_id, made, left in rows:
            boots.setdefault(vin, []).append((str(boot_id), made, left))
        return boots

    async def courses(self) -> dict[str, Course]:
        """All reports of all units by kind; nothing but telemetry is ever given up."""
        *made, given_up = await self._database.run(lambda c: c.execute(MADE).fetchone())
        rows = await self._database.run(lambda c: c.execute(UNSENT).fetchall())
        unsent = {kind: (waiting, taken_out) for kind, waiting, taken_out in rows}
        courses = {}
        for kind, sent in zip(Kind, made, strict=True):
            waiting, taken_out = unsent.get(kind, (0, 0))
            lost = given_up if kind is Kind.TELEMETRY else 0
            courses[kind.name.lower()] = Course(
                made=sent,
                acknowledged=sent - waiting - taken_out - lost,
                waiting=waiting,
                given_up=lost,
                taken_out=taken_out,
            )
        return courses

    async def watchdog_boots(self) -> int:
        """How often units have started themselves again."""
        (count,) = await self._database.run(
            lambda c: c.execute("SELECT coalesce(sum(by_watchdog), 0) FROM boot").fetchone()
        )
        return int(count)
