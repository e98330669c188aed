# Every task that a person runs. `make` alone prints them.
# Settings: HOST, PORT, SITE_PORT, PYTHON (3.11 to 3.14), DATA_DIR (pen traces), QUICK=1.

# Of the command line alone: compilers' environments export a HOST of their own.
HOST := 127.0.0.1
PORT ?= 8080
SITE_PORT ?= 8000
# The first command that runs, is new enough for the function and for TensorFlow, and can make environments.
PYTHON ?= $(shell for p in python3.12 python3.13 python3.11 python3.14 python3 python; do \
	$$p -c 'import sys, ensurepip, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
REQUIREMENTS := function/requirements.txt tests/requirements.txt training/requirements.txt

.DEFAULT_GOAL := help
.PHONY: help setup run test train publish evaluate readme fuzz lint clean clean-cache

help: ## print the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# When the Python that .venv was made with is gone, it is made anew.
$(shell $(BIN)/python -c '' 2>/dev/null || rm -f .venv/serving .venv/installed)

setup: .venv/installed ## make .venv with everything that running, testing and training need

INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.venv/installed: $(REQUIREMENTS) .venv/serving
	$(INSTALL) $(addprefix -r ,$(REQUIREMENTS))
	@touch $@

# What `make run` needs: 0.2 GB, without the 2 GB of training.
.venv/serving: function/requirements.txt
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
		test -n "$(PYTHON)" || { echo "Python 3.11 to 3.14 with venv and ensurepip (on Debian the package python3-venv) is needed; name one with make PYTHON=..."; exit 1; }; \
		$(PYTHON) -m venv --clear .venv; }
	$(INSTALL) -r function/requirements.txt
	@touch $@

# What `make run` prints to be tried: a 4 of two strokes, a 2 of one.
INK := {"strokes": [[[30,10],[16,52],[58,52]], [[44,34],[42,96]], [[84,30],[96,13],[112,16],[116,34],[100,62],[82,92],[122,92]]], "hints": {"alternatives": 0}}
FREE := import socket, sys; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind((sys.argv[1], int(sys.argv[2])))
# In a session of its own: Ctrl-C must not reach the server's worker too, which now and then hangs on two signals.
ALONE := import os, sys; os.setsid(); os.execv(sys.argv[1], sys.argv[1:])
READY := import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])))

run: export CURL = curl -H 'Content-Type: application/json' -d '$(INK)' http://localhost:$(PORT)/
run: .venv/serving ## the function on PORT=8080 and the site on SITE_PORT=8000, until Ctrl-C
	@test "$(PORT)" != "$(SITE_PORT)" || \
		{ echo "port $(PORT) cannot be both the function's and the site's; choose two: make run PORT=... SITE_PORT=..."; exit 1; }
	@for port in "$(PORT)" "$(SITE_PORT)"; do $(BIN)/python -c "$(FREE)" $(HOST) "$$port" 2>/dev/null || \
		{ echo "port $$port is taken or cannot be had on $(HOST); choose another: make run PORT=... SITE_PORT=..."; exit 1; }; done
	@folder=$$(mktemp -d); trap 'trap "" INT TERM; kill $$function $$site 2>/dev/null; wait; rm -rf "$$folder"' EXIT; trap 'exit 0' INT TERM; \
	cp -R $(SITE_DIR)/. "$$folder" && node site/set-function-url.mjs "$(FUNCTION_URL)" "$$folder/index.html" || exit 1; \
	$(BIN)/python -c "$(ALONE)" $(BIN)/functions-framework --source function/main.py --target inkdigits --host $(HOST) --port $(PORT) & function=$$!; \
	$(BIN)/python -c "$(ALONE)" $(BIN)/python -m http.server --bind $(HOST) --directory "$$folder" $(SITE_PORT) >/dev/null & site=$$!; \
	until $(BIN)/python -c "$(READY)" $(HOST) $(PORT) 2>/dev/null; do kill -0 $$function || exit 1; sleep 0.2; done; \
	printf 'site      http://localhost:$(SITE_PORT)/\nfunction  http://localhost:$(PORT)/\ntry       %s\n' "$$CURL"; \
	while kill -0 $$function && kill -0 $$site; do sleep 1; done 2>/dev/null; \
	kill -0 $$function 2>/dev/null && ended=site || ended=function; echo "the $$ended has ended" >&2; exit 1

# On each core a process; then, with nothing beside them, the tests that measure time.
test: setup ## every test: function, HTTP, training, browser
	$(BIN)/python -m pytest -m "not alone" --numprocesses logical --maxprocesses 4 --dist loadgroup
	$(BIN)/python -m pytest -m alone

# TensorFlow's arrays come from a heap that keeps what it has: given back and taken again at each step, a step took
# 310 ms instead of 72 (45,000 page faults). And oneDNN, which it leaves off on processors without AVX-512, takes 87 ms
# there for a step of the notebook's first convolutions instead of 122.
TENSORFLOW := MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=16000000000 MALLOC_TOP_PAD_=268435456 TF_ENABLE_ONEDNN_OPTS=1

train: setup ## train, quantize, calibrate: both nets of function/ and model.json; QUICK=1 tries it out in build/, ARGS=--fit
	$(TENSORFLOW) PYTHONPATH=function TF_CPP_MIN_LOG_LEVEL=2 $(BIN)/python -u training/train.py $(if $(QUICK),--share 0.05 --epochs 2 --out build/quick-model) $(ARGS)

evaluate: setup ## measure the function on writers that nothing was trained on: build/evaluation/; QUICK=1, ARGS="--misses joined"
	PYTHONPATH=function $(BIN)/python training/evaluate.py $(if $(QUICK),--quick) $(ARGS)

publish: setup ## after evaluate: its figures into function/model.json, README.md and training/README.md
	PYTHONPATH=function $(BIN)/python training/publish.py

readme: setup ## write the function's present answer into README.md, after training
	PYTHONPATH=function $(BIN)/python tests/readme.py

fuzz: setup ## thousands of requests made from the OpenAPI document and of broken ones, with counts: FUZZ=20000
	FUZZ=$(or $(FUZZ),3000) $(BIN)/python -m pytest -s -q tests/test_fuzz.py

lint: setup ## ruff: errors, import order, annotations
	$(BIN)/ruff check .

clean: ## remove what was built or installed; .cache stays
	rm -rf .venv build node_modules .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

clean-cache: ## remove .cache: downloads, what was put there by hand, the nets of the last make train
	rm -rf .cache

# What running and testing need of the site is added here, as further prerequisites of run and test.
# --- site
SITE_DIR := site/dist
# The function's address as the page calls it; any static host can then serve site/dist.
FUNCTION_URL ?= http://localhost:$(PORT)
SITE_SOURCES := site/index.html site/vite.config.js $(shell find site/src site/public -type f)

.PHONY: site test-site browser screenshots clean-site
# They use copies: the address in site/dist stays that of the last `make site` until it is built again.
run: site/dist/index.html
test: site/dist/index.html test-site browser
clean: clean-site

site: site/dist/index.html ## the static site in site/dist, asking the function at FUNCTION_URL
	@node site/set-function-url.mjs "$(FUNCTION_URL)" site/dist/index.html

site/dist/index.html: site/node_modules/.package-lock.json $(SITE_SOURCES)
	npm --prefix site run --silent build -- --logLevel warn

site/node_modules/.package-lock.json: site/package.json site/package-lock.json
	@command -v npm >/dev/null || { echo "Node.js 20.19, 22.12 or later, with npm, is needed to build the site"; exit 1; }
	npm ci --prefix site --ignore-scripts --engine-strict --no-audit --no-fund --loglevel=error
	@touch $@

test-site: site/node_modules/.package-lock.json # the site's own modules, without a browser
	npm --prefix site --silent test

browser: setup ## find a Chromium for the browser tests, or install one; CHROME=... names one
	@$(BIN)/python tests/browser/chromium.py

screenshots: site/dist/index.html browser ## the pictures of the site in site/screenshots; ALL=1: every state, in build/screenshots
	$(BIN)/python tests/browser/screenshots.py $(if $(ALL),--all)

clean-site:
	rm -rf site/dist site/node_modules
# --- end site

# --- notebook
# The kernel runs in training/, so folders named from here are made absolute.
absolute = case "$$$(1)" in [!/~]*) export $(1)="$$PWD/$$$(1)";; esac

.PHONY: notebook
notebook: setup ## execute training/notebook.ipynb in place, 13 to 36 minutes on two cores; DATA_DIR=... for pen traces
	@$(call absolute,DATA_DIR); $(call absolute,CACHE_DIR); \
	$(TENSORFLOW) $(BIN)/jupyter execute --inplace --timeout=-1 training/notebook.ipynb
# --- end notebook

# --- bench
.PHONY: bench

bench: setup ## time and memory beside an empty handler, two minutes on a quiet machine; PUBLISH=1 into README.md, QUICK=1
	$(BIN)/python tests/bench/bench.py $(if $(QUICK),--quick) $(if $(PUBLISH),--publish)
# --- end bench

# --- deploy
# Settings: PROJECT and REGION of Google Cloud, ORIGINS of the site (Firebase Hosting's two by default; its address is the
# first), SERVICE, INSTANCES.
ORIGINS ?= https://$(PROJECT).web.app,https://$(PROJECT).firebaseapp.com
deploy deploy-check: export PROJECT := $(PROJECT)
deploy deploy-check: export REGION := $(REGION)
deploy deploy-check: export ORIGINS := $(ORIGINS)

.PHONY: deploy deploy-check

deploy: deploy-check site/dist/index.html ## the function to Cloud Run functions and the site to Firebase Hosting: PROJECT=... REGION=...
	@url=$$(CHECK= function/deploy.sh) && CHECK= FUNCTION_URL=$$url site/deploy.sh && \
	printf 'site      %s\nfunction  %s\n' "$${ORIGINS%%,*}" "$$url"

deploy-check: ## print what `make deploy` would do, and what is missing for it
	@status=0; CHECK=1 function/deploy.sh || status=1; \
	[ -f site/dist/index.html ] || echo make site; CHECK=1 site/deploy.sh || status=1; exit $$status
# --- end deploy
