"""The OpenAPI document: the one in the documentation, and what schemas say of values."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Annotated, Literal

import pytest

from gateway.domain.severity import Severity
from gateway.web.api.description import openapi
from gateway.web.api.documents import verdict_documents
from gateway.web.api.schema import Schemas, to_json
from gateway.web.api.verdicts import OPERATIONS
from tests.fix_api import FIRST, THIRD, objections

WRITTEN = Path(__file__).parents[3] / "docs" / "reference" / "openapi.json"


@dataclass(frozen=True)
class Leaf:
    """A leaf."""

    kind: Literal["oak", "elm"]
    at: datetime | None


@dataclass(frozen=True)
class TreeDocument:
    """A tree.

    It has leaves.
    """

    leaves: Annotated[tuple[Leaf, ...], "The oldest first."]
    severity: Severity
    height: int = 0


def test_the_written_document_is_the_one_that_is_served() -> None:
    """Whoever changes the API sees it here; a gateway that runs serves the new one."""
    assert json.loads(WRITTEN.read_text()) == openapi(OPERATIONS)


def test_fields_are_the_schema() -> None:
    """Names, notes, what may be left out; each type once."""
    schemas = Schemas()
    assert schemas.of(TreeDocument) == {"$ref": "#/components/schemas/Tree"}
    tree, leaf = schemas.known["Tree"], schemas.known["Leaf"]
    assert tree["description"] == "A tree. It has leaves."
    assert tree["required"] == ["leaves", "severity"]
    assert tree["properties"]["leaves"] == {
        "type": "array",
        "items": {"$ref": "#/components/schemas/Leaf"},
        "description": "The oldest first.",
    }
    assert leaf["properties"]["at"]["anyOf"][1] == {"type": "null"}
    assert leaf["properties"]["kind"]["enum"] == ["oak", "elm"]
    assert schemas.known["Severity"]["enum"] == [one.value for one in Severity]
    with pytest.raises(TypeError):
        schemas.of(bytes)


def test_times_are_told_in_utc() -> None:
    """Whatever zone a value is in."""
    east = timezone(timedelta(hours=2))
    tree = TreeDocument((Leaf("oak", datetime(2026, 1, 1, 1, tzinfo=east)),), Severity.SOON)
    assert to_json(tree) == {
        "leaves": [{"kind": "oak", "at": "2025-12-31T23:00:00Z"}],
        "severity": "soon",
        "height": 0,
    }
    assert to_json(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00Z"


def test_an_answer_that_breaks_its_schema_is_noticed() -> None:
    """The check of the other tests can fail: each wrong value is found where it is."""
    document = openapi(OPERATIONS)
    schema = document["components"]["schemas"]["Verdict"]
    good, calm = map(to_json, verdict_documents([THIRD, FIRST]))
    assert objections(good, schema, document) == objections(calm, schema, document) == []
    for name, wrong in (
        ("severity", "P0"),
        ("judged_at", "yesterday"),
        ("tow", 1),
        ("id", True),
        ("causes", [{}]),
        ("case", None),
        ("evidence", "one"),
        ("colour", "red"),
    ):
        assert objections({**good, name: wrong}, schema, document), name
    del good["drivability"]
    assert objections(good, schema, document) == [".drivability is missing"]
