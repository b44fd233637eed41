"""What a gateway that has started tells those who look after it: a private file."""

import json
import os
from pathlib import Path

from gateway.embedded.private_file import write_private
from gateway.wiring.serve import Running

ANNOUNCEMENT_NAME = "running.json"


def announce(data: Path, running: Running) -> None:
    write_private(
        data / ANNOUNCEMENT_NAME,
        json.dumps(
            {
                "pid": os.getpid(),
                "console": running.console,
                "sign_in": running.sign_in,
                "broker": running.broker,
                "database": running.dsn,
            }
        ),
    )
