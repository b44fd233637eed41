"""mq-bridge between broker and database: run by the Python that it was installed for.

`python mq_bridge_script.py SETTINGS.json`. Rows in bulk by COPY, acknowledged when written.
"""

import json
import sys
from pathlib import Path
from typing import Any

GREETING = "the route is up"


def route(settings: dict[str, Any]) -> dict[str, Any]:
    """MQTT 3.1.1 as for everybody here."""
    names = settings["columns"]
    tokens = ", ".join(f"${{payload:{name}}}" for name in names)
    return {
        "input": {
            "mqtt": {
                "url": f"tcp://127.0.0.1:{settings['port']}",
                "username": settings["username"],
                "password": settings["password"],
                "topic": settings["topic"],
                "client_id": "mq-bridge",
                "qos": 1,
                "protocol": "v3",
                "clean_session": False,
                "queue_capacity": 10_000,
                "max_inflight": 10_000,
            }
        },
        "output": {
            "sqlx": {
                "url": settings["dsn"],
                "table": settings["table"],
                "insert_query": (
                    f"insert into {settings['table']} ({', '.join(names)}) values ({tokens})"  # noqa: S608 - our own names
                ),
                "bulk_copy": True,
            }
        },
        "batch_size": 1024,
        "concurrency": 1,
    }


def main(settings: dict[str, Any]) -> None:
    from mq_bridge import Route  # type: ignore[import-not-found]  # noqa: PLC0415 - lives elsewhere

    running = Route.from_config(route(settings))
    running.start()
    sys.stdout.write(f"{GREETING}\n")
    sys.stdout.flush()
    running.join()


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text()))
