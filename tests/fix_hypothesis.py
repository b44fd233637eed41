"""Property tests have no time limit: a busy machine is no counterexample.

`make test` says the same of the same code: its examples follow from the test itself.
`make search` draws new ones, and more of them; what it finds is mended, and stays as an example
of its own. `--hypothesis-profile=quick` tries fewer.
"""

from hypothesis import HealthCheck, settings

BUSY = [HealthCheck.too_slow]
settings.register_profile(
    "patient", deadline=None, suppress_health_check=BUSY, derandomize=True
)
settings.register_profile("quick", settings.get_profile("patient"), max_examples=15)
settings.register_profile(
    "search",
    settings.get_profile("patient"),
    derandomize=False,
    max_examples=400,
    print_blob=True,
)
settings.load_profile("patient")
