"""A scenario read through without playing it: for people as text, for programs as JSON."""

import json
from pathlib import Path

from simulator.garage.garage import write_garage
from simulator.scenario.cast import cast
from simulator.scenario.read import read_story
from simulator.scenario.shelf import stories
from simulator.scenario.story import Story
from simulator.scenario.transcript import misfortunes, planned, transcript


def rehearse(file: Path, garage: Path | None, *, as_json: bool) -> str:
    """What will happen in it, in order; its cars are written into `garage`.

    Raises InvalidScenario and OSError.
    """
    story = read_story(file)
    parts = cast(story)
    if garage is not None:
        write_garage(parts.cars, garage)
    lines = transcript(parts)
    if not as_json:
        return "\n".join([_title(story), "", story.about, "", *map(str, lines)])
    return json.dumps(
        {
            "file": str(file),
            "name": story.name,
            "answers": story.answers,
            "about": story.about,
            "seed": story.seed,
            "start_s": story.start_s,
            "speed": story.speed,
            "lasts_s": story.lasts_s,
            "cars": {part.role.name: part.car.vin for part in parts.parts},
            "misfortunes": misfortunes(parts),
            "planned": planned(parts),
            "transcript": [
                [line.at_s, f"{line.who}: {line.what}", line.routine] for line in lines
            ],
        }
    )


def contents() -> str:
    """The shipped ones: name, what it answers, how long it takes."""
    known = stories()
    width = max(len(story.name) for story in known)
    return "\n".join(
        f"{story.name:<{width}}  {story.wall_s:4.0f} s  {story.answers}" for story in known
    )


def _title(story: Story) -> str:
    lasts = f"{story.wall_s:.0f} s at {story.speed:g} times the speed of the wall"
    return f"{story.name} ({story.answers}); {lasts}, seed {story.seed}"
