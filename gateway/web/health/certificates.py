"""When certificates end, as `/metrics` tells it: in time for somebody to do something."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

Ends = Callable[[], Mapping[str, datetime]]
"""By whose certificate it is; without those that there are not."""


class CertificateMeter(Collector):
    """They are read anew for every answer, as one may be renewed meanwhile."""

    def __init__(self, ends: Ends) -> None:
        self._ends = ends

    def collect(self) -> Iterable[Metric]:
        family = GaugeMetricFamily(
            "vdg_certificate_ends_timestamp_seconds",
            "When a certificate ends, in unix time.",
            labels=["of"],
        )
        for name, end in self._ends().items():
            family.add_metric([name], end.timestamp())
        yield family
