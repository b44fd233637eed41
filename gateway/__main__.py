"""The command line: `vdg`."""

import click

from gateway.commands.menu import Menu
from gateway.commands.running import CONTEXT

ABOUT = """Remote vehicle diagnostics.

Cars report over MQTT what is wrong with them. The gateway judges it, tries from afar what
can safely be tried, proves whether it helped, and books a workshop when it did not.

\b
  See it work:    vdg demo
  Run your own:   vdg serve --broker mqtts://host:8883 --vehicles vehicles.json
"""  # \b: click leaves the lines of that paragraph as they are


@click.group(cls=Menu, help=ABOUT, context_settings=CONTEXT)
@click.version_option(package_name="vehicle-diagnostics-gateway", prog_name="vdg")
def main() -> None:
    """`vdg`"""


if __name__ == "__main__":
    main()
