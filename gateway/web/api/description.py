"""The OpenAPI 3.1 document: what there is, told from the operations themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from aiohttp import web

from gateway.pipeline.keys import Scope
from gateway.web.api.documents import Problem
from gateway.web.api.schema import Json, Schemas

PATH: Final = "/api/v1/openapi.json"
VERSION: Final = "1.0.0"
_VIN: Final = {
    "name": "vin",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": "^[A-HJ-NPR-Za-hj-npr-z0-9]{17}$"},
}
_FAILURES: Final = {
    HTTPStatus.BAD_REQUEST: "Not a VIN, or not a query.",
    HTTPStatus.UNAUTHORIZED: "No key, or none that is known and live.",
    HTTPStatus.FORBIDDEN: "The key has not the scope.",
    HTTPStatus.NOT_FOUND: "No such vehicle is known, or the key does not open it.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The database does not answer just now; try again later.",
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A whole number in the query, from `least` to `most`."""

    name: str
    words: str
    least: int
    most: int
    usual: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing that can be read of a vehicle."""

    path: str
    name: str
    summary: str
    scope: Scope
    answer: type
    parameters: tuple[Parameter, ...] = ()


class DescriptionRoutes:
    """Open to everybody: it tells nothing of any vehicle."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._document = openapi(operations)

    def routes(self) -> list[web.RouteDef]:
        return [web.get(PATH, self.show)]

    async def show(self, _request: web.Request) -> web.Response:
        return web.json_response(self._document)


def openapi(operations: Iterable[Operation]) -> Json:
    schemas = Schemas()
    problem = schemas.of(Problem)
    paths = {
        one.path: {"get": _operation(one, schemas.of(one.answer), problem)}
        for one in operations
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Vehicle diagnostics gateway", "version": VERSION},
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.known.items())),
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A key of `vdg keys add`.",
                }
            },
        },
    }


def _operation(operation: Operation, answer: Json, problem: Json) -> Json:
    failures: dict[str, Any] = {
        str(status.value): {
            "description": words,
            "content": {"application/problem+json": {"schema": problem}},
        }
        for status, words in _FAILURES.items()
    }
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [_VIN, *map(_parameter, operation.parameters)],
        "security": [{"key": [operation.scope.value]}],
        "responses": {
            "200": {
                "description": operation.summary,
                "content": {"application/json": {"schema": answer}},
            },
            **failures,
        },
    }


def _parameter(parameter: Parameter) -> Json:
    usual = {} if parameter.usual is None else {"default": parameter.usual}
    return {
        "name": parameter.name,
        "in": "query",
        "description": parameter.words,
        "schema": {
            "type": "integer",
            "minimum": parameter.least,
            "maximum": parameter.most,
            **usual,
        },
    }
