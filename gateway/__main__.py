"""The command line: `vdg`."""

import click

from gateway.commands.backup import backup, restore
from gateway.commands.demo import demo
from gateway.commands.doctor import doctor
from gateway.commands.enroll import enroll
from gateway.commands.erase import erase
from gateway.commands.rules import rules
from gateway.commands.running import CONTEXT
from gateway.commands.score import score
from gateway.commands.serve import serve
from gateway.commands.simulate import garage, simulate

ABOUT = """Remote vehicle diagnostics.

Cars report over MQTT what is wrong with them. The gateway judges it, tries from afar what
can safely be tried, proves whether it helped, and books a workshop when it did not.

\b
  See it work:    vdg demo
  Run your own:   vdg serve --broker mqtts://host:8883 --vehicles vehicles.json
"""  # \b: click leaves the lines of that paragraph as they are


@click.group(help=ABOUT, context_settings=CONTEXT)
@click.version_option(package_name="vehicle-diagnostics-gateway", prog_name="vdg")
def main() -> None:
    """`vdg`"""


COMMANDS = (
    demo,
    serve,
    enroll,
    doctor,
    rules,
    backup,
    restore,
    erase,
    score,
    simulate,
    garage,
)
for command in COMMANDS:
    main.add_command(command)


if __name__ == "__main__":
    main()
