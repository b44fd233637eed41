# make demo and make test are all that a newcomer needs; both set themselves up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
PROTOS := $(wildcard proto/v1/*.proto)

# Tests start many processes, and compiling a module takes longer than loading it compiled.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-quick search check format proto lock clean

help: ## what can be done here
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(STAMP) ## everything into .venv, with the command .venv/bin/vdg

$(STAMP): requirements.lock requirements-dev.lock pyproject.toml hatch_build.py package-lock.json
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed, $(PYTHON) is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "The venv module is missing; on Debian: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

demo: setup ## the whole product at work: cars, faults, remedies, bookings, the console
	$(BIN)/vdg demo

test: setup ## every check and every test
	tests/prepare
	$(MAKE) --no-print-directory check
	$(BIN)/python -m pytest $(SIDE_BY_SIDE)

# Slow tests mostly wait: three workers keep two cores busy. A file stays with one worker and
# its broker, database and browser, and in the order of folders the slow files come first.
SIDE_BY_SIDE := -n 3 --dist loadfile --no-loadscope-reorder

test-quick: setup ## the tests that need no broker, database or browser
	$(BIN)/python -m pytest -m "not slow" -n 2 --hypothesis-profile=quick

search: setup ## new examples for every property, until one breaks
	$(BIN)/python -m pytest tests/laws tests/unit tests/contract -n 2 --hypothesis-profile=search

check: setup ## style, types, the dependency rule, the freshness of generated code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	proto/generate --check

format: setup ## let the formatter have its way
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

proto: setup ## generate the modules of the wire contract
	proto/generate

lock: setup ## pin the requirements anew, with hashes
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --all-extras $(LOCK) -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --all-extras --group dev $(LOCK) -o requirements-dev.lock

LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links

clean: ## forget the virtual environment and the demo's data
	rm -rf $(VENV) .vdg node_modules
