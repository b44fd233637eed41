"""Property tests have no time limit: a busy machine is no counterexample.

`--hypothesis-profile=quick` tries fewer examples; `make test` always tries them all.
"""

from hypothesis import HealthCheck, settings

BUSY = [HealthCheck.too_slow]
settings.register_profile("patient", deadline=None, suppress_health_check=BUSY)
settings.register_profile("quick", deadline=None, max_examples=15, suppress_health_check=BUSY)
settings.load_profile("patient")
