# Every task that a person runs. `make` alone prints them.
# Settings: PORT, SITE_PORT, PYTHON (3.11 or later), DATA_DIR (pen traces), QUICK=1.

PORT ?= 8080
SITE_PORT ?= 8000
# The first command that runs and is new enough for the function and for TensorFlow.
PYTHON ?= $(shell for p in python3.12 python3.13 python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
REQUIREMENTS := function/requirements.txt tests/requirements.txt training/requirements.txt

.DEFAULT_GOAL := help
.PHONY: help setup test lint clean

help: ## print the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/installed ## make .venv with everything that running, testing and training need

.venv/installed: $(REQUIREMENTS)
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed; name one with make PYTHON=..."; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(addprefix -r ,$(REQUIREMENTS))
	@touch $@

test: setup ## every test: function, HTTP, training, browser
	$(BIN)/python -m pytest

lint: setup ## ruff: errors, import order, annotations
	$(BIN)/ruff check .

clean: ## remove what was built or installed
	rm -rf .venv .cache build node_modules .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- site
# --- end site
