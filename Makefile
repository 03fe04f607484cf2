# The two commands that matter: `make run` and `make test`. `make help` lists the rest.

SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STEP := tests/step.sh
export COHORT_ENV ?= development
export PORT ?= 8000
DEMO := $(if $(filter production,$(COHORT_ENV)),--no-demo,--demo)
T ?= tests

.PHONY: help run test test-all check bench demo look picture lock clean

help: ## List the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

run: $(VENV)/.run ## Start the site and its worker on http://127.0.0.1:8000 (PORT changes it)
	@exec $(BIN)/flask --app wsgi site run $(DEMO)

demo: $(VENV)/.run ## Load the demo data and print its sign-ins
	@$(BIN)/flask --app wsgi site demo

test: $(VENV)/.dev ## Run the suite on SQLite, PostgreSQL and in a browser; T=path runs a part on SQLite
	@tests/run.sh $(T)

test-all: $(VENV)/.dev ## Run the full matrix: all of it on both databases, axe in every scheme
	@tests/run.sh --full

check: $(VENV)/.dev ## Format, lint, types, import contracts, templates
	@$(STEP) "Format" $(BIN)/ruff format --check .
	@$(STEP) "Lint" $(BIN)/ruff check .
	@$(STEP) "Types" $(BIN)/mypy
	@$(STEP) "Import contracts" bash -o pipefail -c "$(BIN)/lint-imports 2>&1 | tail -n 12"
	@$(STEP) "Templates" $(BIN)/djlint --quiet --lint templates
	@$(STEP) "Security" $(BIN)/bandit --quiet --severity-level medium --recursive cohort config.py wsgi.py --configfile pyproject.toml
	@$(STEP) "CSS" $(BIN)/python static/css/build.py --check

bench: $(VENV)/.dev ## Measure the hot pages on SQLite and PostgreSQL (takes some minutes)
	@$(BIN)/python -m tests.bench

look: $(VENV)/.dev ## Take screenshots of every page and mail into build/look
	@$(BIN)/python -m tests.look
	@$(BIN)/python -m tests.look_mails

picture: $(VENV)/.dev ## Make the pictures of README and docs again
	@$(BIN)/python -m tests.picture_of_floors
	@$(BIN)/python -m tests.look "cohort home"
	@cp build/look/cohort-home-1280-light.png docs/cohort-home.png

lock: $(VENV)/.dev ## Pin requirements*.in exactly, with hashes
	@$(BIN)/pip install --quiet pip-tools
	@for name in requirements requirements-dev; do \
		$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links \
			--no-emit-trusted-host --no-header --no-strip-extras --allow-unsafe \
			--output-file $$name.txt $$name.in; done

clean: ## Remove what these commands made (instance/ with its database stays)
	@rm -rf $(VENV) build .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
		{ echo "This needs Python 3.11, 3.12 or 3.13. Say which with: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	@echo "Installing what the site needs…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(VENV)/bin/python
	@echo "Installing what the tests need…"
	@$(STEP) "Installing" $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/.run
