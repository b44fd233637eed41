"""The topics of the wire, `v1/<VIN>/<kind>`, and our own name at brokers."""

from typing import Final

UP: Final = ("telemetry", "faults", "replies", "presence")
"""What vehicles publish."""

DOWN: Final = "commands"
"""What they listen to."""

GATEWAY: Final = "vdg-gateway"
