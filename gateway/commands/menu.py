"""Commands that are read only when they are asked for."""

from importlib import import_module
from typing import Any, Final

import click

MODULES: Final = {
    "backup": "backup",
    "demo": "demo",
    "doctor": "doctor",
    "enroll": "enroll",
    "erase": "erase",
    "garage": "simulate",
    "keys": "keys",
    "restore": "backup",
    "rules": "rules",
    "score": "score",
    "serve": "serve",
    "simulate": "simulate",
}
"""Each command, and the module of this folder that holds it under its name."""


class Menu(click.Group):
    """A gateway that serves reads nothing of demonstrations, rehearsals and scores."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> Any:  # noqa: ARG002
        if cmd_name not in MODULES:
            return None
        return getattr(import_module(f"gateway.commands.{MODULES[cmd_name]}"), cmd_name)
