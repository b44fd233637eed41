"""A command's options under headings, so that its help can be read."""

from typing import Any

import click


class GroupedOption(click.Option):
    """`group` is the heading that the option stands under in the help."""

    def __init__(self, *args: Any, group: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group


class GroupedCommand(click.Command):
    """Headings come in the order of their first option; what has none stands last."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        groups: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            if (record := parameter.get_help_record(ctx)) is not None:
                groups.setdefault(getattr(parameter, "group", ""), []).append(record)
        others = groups.pop("", [])
        for heading, records in {**groups, "Others": others}.items():
            with formatter.section(heading):
                formatter.write_dl(records)
