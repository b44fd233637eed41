"""What would change a verdict as JSON documents, and back."""

from collections.abc import Iterable
from typing import Any

from gateway.domain.finding import RuleId
from gateway.domain.severity import Severity
from gateway.domain.what_if import WhatIf

Json = Any


def what_ifs_to_json(what_ifs: Iterable[WhatIf]) -> Json:
    return [
        {"severity": one.severity.value, "condition": one.condition, "rule": one.rule}
        for one in what_ifs
    ]


def what_ifs_from_json(document: Json) -> tuple[WhatIf, ...]:
    return tuple(
        WhatIf(Severity(one["severity"]), one["condition"], RuleId(one["rule"]))
        for one in document
    )
