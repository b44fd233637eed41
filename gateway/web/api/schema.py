"""Frozen values as JSON, and the JSON Schema of their types: both from the same fields."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

Json = Any
_PLAIN: Mapping[type, Mapping[str, str]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time"},
    NoneType: {"type": "null"},
}


def to_json(value: Any) -> Json:
    """Times are RFC 3339 in UTC, enumerations their values."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: to_json(getattr(value, one.name)) for one in fields(value)}
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case Enum():
            return value.value
        case tuple():
            return [to_json(one) for one in value]
        case _:
            return value


class Schemas:
    """Schemas by name, each described once and referred to."""

    def __init__(self) -> None:
        self.known: dict[str, Json] = {}

    def of(self, kind: Any) -> Json:
        """Raises `TypeError` for a type that has no schema here."""
        origin, inner = get_origin(kind), get_args(kind)
        match origin:
            case None if kind in _PLAIN:
                return dict(_PLAIN[kind])
            case None:
                return self._named(kind)
            case _ if origin is Annotated:
                return {**self.of(inner[0]), "description": inner[1]}
            case _ if origin is tuple:
                return {"type": "array", "items": self.of(inner[0])}
            case _ if origin is Literal:
                return {"type": "string", "enum": list(inner)}
        return {"anyOf": [self.of(one) for one in inner]}

    def _named(self, kind: type) -> Json:
        name = kind.__name__.removesuffix("Document")
        if name not in self.known:
            self.known[name] = {}  # taken, should it refer to itself
            self.known[name] = (
                self._enum(kind) if issubclass(kind, Enum) else self._object(kind)
            )
        return {"$ref": f"#/components/schemas/{name}"}

    def _enum(self, kind: type[Enum]) -> Json:
        return {"type": "string", "enum": [one.value for one in kind]}

    def _object(self, kind: type) -> Json:
        if not is_dataclass(kind):
            raise TypeError(kind)
        hints = get_type_hints(kind, include_extras=True)
        words = " ".join((kind.__doc__ or "").split())
        return {
            "type": "object",
            "description": words,
            "properties": {one.name: self.of(hints[one.name]) for one in fields(kind)},
            "required": [one.name for one in fields(kind) if one.default is MISSING],
            "additionalProperties": False,
        }
