"""Property tests have no time limit: a busy machine is no counterexample.

`--hypothesis-profile=quick` tries fewer examples; `make test` always tries them all.
"""

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.register_profile("quick", deadline=None, max_examples=15)
settings.load_profile("patient")
