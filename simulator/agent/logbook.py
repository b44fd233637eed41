"""What units have made in all their boots, for who compares it with what has arrived."""

from simulator.agent.database import Database

ON_BOARD = """
SELECT vin, boot_id, samples, coalesce(waiting.left, 0) + coalesce(untold.left, 0) FROM boot
LEFT JOIN (SELECT boot_id, sum(samples) AS left FROM outbox GROUP BY boot_id) AS waiting
    USING (boot_id)
LEFT JOIN (SELECT boot_id, sum(samples) AS left FROM omission GROUP BY boot_id) AS untold
    USING (boot_id)
WHERE last_seq > 0 ORDER BY vin, number
"""


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

    async def watchdog_boots(self) -> int:
        """How often units have started themselves again."""
        (count,) = await self._database.run(
            lambda c: c.execute("SELECT coalesce(sum(by_watchdog), 0) FROM boot").fetchone()
        )
        return int(count)
