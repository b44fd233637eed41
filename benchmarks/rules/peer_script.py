"""One rule engine of other people, in an environment of its own: nothing of ours is here.

Reads the rules and the samples, answers with what is true of vehicles, and then judges the next
few of them again as often as it is told to.
"""

import importlib
import json
import sys
import time
from collections.abc import Callable, Sequence
from functools import reduce
from operator import and_, or_
from pathlib import Path
from typing import Any

import numpy as np

TIMES = 3
A_THIRD = 8
MOST_CARS = 2000
"""Their samples are in no cache when their turn comes."""
CHECKED_S = 1.0
"""So long it judges vehicles whose verdicts are compared with ours."""
MINUTES = 160 / 60
"""Between the middles of the first and of the last third of the samples."""

Samples = Any
"""float64[signals, samples] of a vehicle, oldest first."""
Values = dict[str, float]
Predicate = tuple[str, str, float]
"""Name, < or >, limit."""
Rule = tuple[list[Predicate], bool]
Judge = Callable[[Any], Sequence[bool]]
Engine = tuple[Callable[[Values], Any], Judge]
"""What makes of values what the engine reads, and what judges that."""


def text(rule: Rule, both: str, either: str) -> str:
    predicates, is_any = rule
    parts = [f"{name} {sign} {limit!r}" for name, sign, limit in predicates]
    return f"({(either if is_any else both).join(parts)})"


def cel(rules: Sequence[Rule], _: Sequence[str]) -> Engine:
    """All rules in one program, and a context that is made beforehand."""
    module = importlib.import_module("cel")
    program = module.compile(f"[{', '.join(text(rule, ' && ', ' || ') for rule in rules)}]")
    return lambda values: module.Context(variables=values), program.execute


def zen(rules: Sequence[Rule], _: Sequence[str]) -> Engine:
    module = importlib.import_module("zen")
    listed = ", ".join(text(rule, " and ", " or ") for rule in rules)
    return dict, module.compile_expression(f"[{listed}]").evaluate


def rule_engine(rules: Sequence[Rule], _: Sequence[str]) -> Engine:
    module = importlib.import_module("rule_engine")
    made = [module.Rule(text(rule, " and ", " or ")) for rule in rules]
    return dict, lambda values: [rule.matches(values) for rule in made]


def clips(rules: Sequence[Rule], names: Sequence[str]) -> Engine:
    module = importlib.import_module("clips")
    environment, fired = module.Environment(), list[int]()
    environment.define_function(fired.append, name="said")
    slots = " ".join(f"(slot {name} (type FLOAT))" for name in names)
    environment.build(f"(deftemplate car {slots})")
    for number, (predicates, is_any) in enumerate(rules):
        read = " ".join(f"({name} ?{name})" for name in dict.fromkeys(p[0] for p in predicates))
        tests = [f"({sign} ?{name} {float(limit)!r})" for name, sign, limit in predicates]
        together = f"({'or' if is_any else 'and'} {' '.join(tests)})"
        environment.build(
            f"(defrule r{number} (car {read}) (test {together}) => (said {number}))"
        )
    template = environment.find_template("car")

    def judge(values: Values) -> list[bool]:
        fired.clear()
        fact = template.assert_fact(**values)
        environment.run()
        fact.retract()
        true = {*fired}
        return [number in true for number in range(len(rules))]

    return dict, judge


def durable(rules: Sequence[Rule], _: Sequence[str]) -> Engine:
    lang = importlib.import_module("durable.lang")
    missed = importlib.import_module("durable.engine").MessageNotHandledException
    fired = list[int]()

    def firing(number: int) -> Callable[[Any], None]:
        return lambda _: fired.append(number)

    with lang.ruleset("car"):
        for number, (predicates, is_any) in enumerate(rules):
            parts = [
                getattr(lang.m, name) > limit if sign == ">" else getattr(lang.m, name) < limit
                for name, sign, limit in predicates
            ]
            whole = reduce(or_ if is_any else and_, parts)
            lang.when_all(whole)(firing(number))

    def judge(values: Values) -> list[bool]:
        fired.clear()
        try:
            lang.assert_fact("car", values)
        except missed:
            return [False] * len(rules)
        lang.retract_fact("car", values)
        true = {*fired}
        return [number in true for number in range(len(rules))]

    return dict, judge


def business_rules(rules: Sequence[Rule], names: Sequence[str]) -> Engine:
    module = importlib.import_module("business_rules")
    variables = importlib.import_module("business_rules.variables")
    actions = importlib.import_module("business_rules.actions")
    fields = importlib.import_module("business_rules.fields")
    fired = list[int]()

    def read(name: str) -> Any:
        def value(self: Any) -> float:
            return float(self.values[name])

        value.__name__ = name
        return variables.numeric_rule_variable(value)

    class Car(variables.BaseVariables):  # type: ignore[misc, name-defined]
        def __init__(self, values: Values) -> None:
            self.values = values

    for name in names:
        setattr(Car, name, read(name))

    class Said(actions.BaseActions):  # type: ignore[misc, name-defined]
        @actions.rule_action(params={"number": fields.FIELD_NUMERIC})  # type: ignore[untyped-decorator]
        def said(self, number: int) -> None:
            fired.append(number)

    made = [
        {
            "conditions": {
                "any" if is_any else "all": [
                    {
                        "name": name,
                        "operator": "greater_than" if sign == ">" else "less_than",
                        "value": limit,
                    }
                    for name, sign, limit in predicates
                ]
            },
            "actions": [{"name": "said", "params": {"number": number}}],
        }
        for number, (predicates, is_any) in enumerate(rules)
    ]

    def judge(values: Values) -> list[bool]:
        fired.clear()
        module.run_all(made, Car(values), Said())
        true = {*fired}
        return [number in true for number in range(len(rules))]

    return dict, judge


ENGINES = {
    "common-expression-language": cel,
    "zen-engine": zen,
    "rule-engine": rule_engine,
    "clipspy": clips,
    "durable-rules": durable,
    "business-rules": business_rules,
}


class Features:
    """What rules read of the samples of a vehicle.

    In numpy, all of a kind in one step: of the ways that were tried, the fastest that takes
    vehicles one by one, as the engines do. Lists and plain Python took half as long again.
    """

    def __init__(self, specs: Sequence[Any], numbers: Sequence[int]) -> None:
        self.columns = {number: column for column, number in enumerate(numbers)}
        self.now = [f"now{number}" for number in numbers]
        self.low: dict[str, int] = {}
        self.high: dict[str, int] = {}
        self.drift: dict[str, int] = {}
        self.came: dict[str, tuple[int, bool, float]] = {}
        self.rules = [
            ([self.predicate(each) for each in spec["predicates"]], spec["is_any"])
            for spec in specs
        ]
        self.names = [*self.now, *self.low, *self.high, *self.drift, *self.came]
        self.lows, self.highs, self.drifts = (
            np.array([*each.values()], np.intp) for each in (self.low, self.high, self.drift)
        )
        self.comes = np.array([column for column, _, _ in self.came.values()], np.intp)
        sides = [(1 if above else -1, limit) for _, above, limit in self.came.values()]
        self.sides, limits = np.array(sides, float).reshape(-1, 2).T[:, :, None]
        self.limits = self.sides * limits

    def predicate(self, each: Any) -> Predicate:
        kind, number, above, limit = (each[k] for k in ("kind", "number", "above", "limit"))
        column, sign = self.columns[number], ">" if above else "<"
        if kind == "held":
            name = f"{'low' if above else 'high'}{number}"
            (self.low if above else self.high)[name] = column
        elif kind == "drift":
            name = f"drift{number}"
            self.drift[name] = column
        elif kind == "came":
            name = f"came{len(self.came)}"
            self.came[name] = column, above, limit
            return name, ">", TIMES - 0.5
        else:
            name = f"now{number}"
        return name, sign, limit

    def of(self, samples: Samples) -> Values:
        drifting = samples[self.drifts]
        thirds = np.concatenate((drifting[:, -A_THIRD:], drifting[:, 1 : A_THIRD + 1]))
        thirds.sort(axis=1)
        middle = (thirds[:, A_THIRD // 2 - 1] + thirds[:, A_THIRD // 2]) / 2
        after, before = middle[: len(drifting)], middle[len(drifting) :]
        held = samples[self.comes] * self.sides > self.limits
        values = [
            *samples[:, -1].tolist(),
            *np.minimum.reduce(samples[self.lows], axis=1).tolist(),
            *np.maximum.reduce(samples[self.highs], axis=1).tolist(),
            *((after - before) / MINUTES).tolist(),
            *np.add.reduce(held[:, 1:] > held[:, :-1], axis=1, dtype=float).tolist(),
        ]
        return dict(zip(self.names, values, strict=True))


def least_s(work: Callable[[Samples], object], cars: Sequence[Samples]) -> float:
    """Of a processor, what it takes for a vehicle; of some turns the least."""
    least = float("inf")
    for _ in range(5):
        began = time.process_time()
        for car in cars:
            work(car)
        least = min(least, (time.process_time() - began) / len(cars))
    return least


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main(name: str, folder: Path, row: str, patience_s: float) -> None:
    specs = json.loads((folder / f"{row}.json").read_text())
    values = np.load(folder / "samples.npy")
    features = Features(specs, json.loads((folder / "numbers.json").read_text()))
    prepare, judge = ENGINES[name](features.rules, features.names)
    cars = [np.array(each.T, float, order="C") for each in values[:MOST_CARS]]
    looks_back = len(features.names) > len(features.now)
    each_s = least_s(lambda car: judge(prepare(features.of(car))), cars[:20])
    del cars[max(200, int(CHECKED_S / each_s)) :]
    said = [judge(prepare(features.of(car))) for car in cars]
    count = min(len(cars), max(50, int(patience_s / each_s)))
    ready = [] if looks_back else [prepare(features.of(car)) for car in cars]
    np.save(folder / f"{row}.{name}.npy", np.array(said, np.bool_))
    say(f"ready {count} {least_s(features.of, cars) * 1e6 if looks_back else 0.0}")
    turn = 0
    for _ in sys.stdin:
        places = [(turn + place) % len(cars) for place in range(count)]
        turn += count
        if looks_back:
            for place in places:
                judge(prepare(features.of(cars[place])))
        else:
            for place in places:
                judge(ready[place])
        say("done")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], float(sys.argv[4]))
