"""Likely causes as JSON documents, and back."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from gateway.domain.cause import CauseId, Clue, Hold, LikelyCause, Question, Weight

Json = Any


def causes_to_json(causes: Iterable[LikelyCause]) -> Json:
    """The likeliest first."""
    return [
        {
            "id": cause.id,
            "title": cause.title,
            "clues": [
                asdict(clue) | {"weight": clue.weight.name, "hold": clue.hold.value}
                for clue in cause.clues
            ],
            "questions": [
                asdict(question) | {"weight": question.weight.name}
                for question in cause.questions
            ],
        }
        for cause in causes
    ]


def causes_from_json(document: Json) -> tuple[LikelyCause, ...]:
    return tuple(
        LikelyCause(
            id=CauseId(one["id"]),
            title=one["title"],
            clues=_clues(one),
            questions=tuple(map(_question, one.get("questions", ()))),
        )
        for one in document
    )


def _clues(document: Json) -> tuple[Clue, ...]:
    if "clues" in document:
        return tuple(map(_clue, document["clues"]))
    # Written before signs had names: which facts spoke for the cause, and which against it.
    told = ((document["speaks_for"], False), (document["speaks_against"], True))
    return tuple(
        Clue(sign="", weight=Weight.HINTS, against=against, facts=tuple(facts))
        for facts, against in told
        if facts
    )


def _clue(document: Json) -> Clue:
    return Clue(
        sign=document["sign"],
        weight=Weight[document["weight"]],
        against=document["against"],
        facts=tuple(document["facts"]),
        hold=Hold(document["hold"]),
    )


def _question(document: Json) -> Question:
    return Question(
        sign=document["sign"],
        weight=Weight[document["weight"]],
        against=document["against"],
        missing=tuple(document["missing"]),
    )
