"""Where invented owners live: places, names, plates and telephone numbers that reach nobody."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

PLATE_LETTERS: Final = "ABCDEFGHJKLMNPRSTVWXYZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`plate` and `phone`: @ becomes a letter, # a digit. `subdivision` is ISO 3166-2."""

    country: str
    subdivision: str
    time_zone: str
    locale: str
    plate: str
    phone: str
    weight: int


# Germany: numbers that the regulator keeps for radio, film and television, one block a city.
# Britain: Ofcom's drama numbers. France: ARCEP's block for audiovisual works.
# Austria and the Netherlands keep none; no subscriber number there begins with 0.
PLACES: Final = tuple(
    Place(
        country=country,
        subdivision=subdivision,
        time_zone=time_zone,
        locale=locale,
        plate=plate,
        phone=phone,
        weight=weight,
    )
    for country, subdivision, time_zone, locale, plate, phone, weight in (
        ("DE", "DE-BE", "Europe/Berlin", "de-DE", "B-@@ ###E", "+493023125###", 4),
        ("DE", "DE-BY", "Europe/Berlin", "de-DE", "M-@@ ####E", "+498999998###", 4),
        ("DE", "DE-NW", "Europe/Berlin", "de-DE", "K-@@ ###E", "+492214710###", 4),
        ("DE", "DE-HH", "Europe/Berlin", "de-DE", "HH-@@ ###E", "+494066969###", 3),
        ("DE", "DE-HE", "Europe/Berlin", "de-DE", "F-@@ ###E", "+496990009###", 3),
        ("AT", "AT-9", "Europe/Vienna", "de-AT", "W-#####@", "+4310000####", 2),
        ("AT", "AT-4", "Europe/Vienna", "de-AT", "L-####@@", "+437320000###", 1),
        ("FR", "FR-69", "Europe/Paris", "fr-FR", "@@-###-@@", "+3363998####", 2),
        ("FR", "FR-57", "Europe/Paris", "fr-FR", "@@-###-@@", "+3363998####", 1),
        ("NL", "NL-NH", "Europe/Amsterdam", "nl-NL", "@-###-@@", "+31200000###", 2),
        ("GB", "GB-ENG", "Europe/London", "en-GB", "@@2# @@@", "+447700900###", 2),
        ("GB", "GB-SCT", "Europe/London", "en-GB", "S@2# @@@", "+447700900###", 1),
    )
)

FIRST_NAMES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "DE": ("Katrin", "Jonas", "Leyla", "Stefan", "Birgit", "Emre", "Anja", "Tobias"),
        "AT": ("Verena", "Lukas", "Magdalena", "Florian", "Sabine", "Matthias"),
        "FR": ("Élodie", "Julien", "Amina", "Baptiste", "Claire", "Mathieu"),
        "NL": ("Sanne", "Daan", "Fatima", "Joost", "Marieke", "Bram"),
        "GB": ("Alison", "Gareth", "Priya", "Callum", "Heather", "Owen"),
    }
)
LAST_NAMES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "DE": ("Vogelsang", "Ahrens", "Öztürk", "Kesselring", "Nowak", "Brandstädt", "Thoma"),
        "AT": ("Moosbrugger", "Hinterleitner", "Zeilinger", "Prohaska", "Gruber"),
        "FR": ("Delacourt", "Benali", "Rousselin", "Marchetti", "Lefèvre"),
        "NL": ("van Rijnsdorp", "de Wit", "El Amrani", "Hoekstra", "Zonneveld"),
        "GB": ("Ashworth", "Pritchard", "Nair", "McAllister", "Thornbury"),
    }
)


def draw_place(rng: random.Random) -> Place:
    (place,) = rng.choices(PLACES, [place.weight for place in PLACES])
    return place


def draw_name(country: str, rng: random.Random) -> str:
    return f"{rng.choice(FIRST_NAMES[country])} {rng.choice(LAST_NAMES[country])}"


def fill(pattern: str, rng: random.Random) -> str:
    """Replace every @ by a letter and every # by a digit."""
    letters = {"@": PLATE_LETTERS, "#": "0123456789"}
    return "".join(rng.choice(letters[c]) if c in letters else c for c in pattern)
