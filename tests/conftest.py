"""Fixtures live in topic modules beside this file; each is named here once."""

pytest_plugins = [
    "tests.fix_console",
    "tests.fix_browser",
    "tests.fix_demo",
    "tests.fix_embedded",
    "tests.fix_hypothesis",
    "tests.fix_identity",
    "tests.fix_journey",
    "tests.fix_lift",
    "tests.fix_replay",
    "tests.fix_serving",
    "tests.fix_simulator",
    "tests.fix_links",
    "tests.fix_logs",
    "tests.fix_sources",
    "tests.fix_store",
    "tests.fix_survey_book",
    "tests.fix_timescale",
]
