# Everything there is to type while working on Descent Lab. `make` lists it.

PYTHON ?= python3
PORT ?= 8501
BASE_PATH ?=
PLAYGROUND ?=
# Not `?=`: some shells export HOST, the machine's name. `make run HOST=0.0.0.0` still sets it.
HOST := 127.0.0.1
PYTEST_ARGS ?=
ANEW ?=
# Tests at once: one more than two cores, for those in the browser wait much (24 of them: 158 s, and 186 s with two).
PROCESSES ?= 3
LOCK_ARGS ?=
LIVE_ARGS ?=
UV_VERSION := 0.13.9

VENV := .venv
PY := $(VENV)/bin/python
NODE := $(VENV)/bin/node
NODE_MODULES := node_modules/.package-lock.json
EXPORT := .venv-export
PIP_INSTALL := $(PY) -m pip --disable-pip-version-check install --quiet

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run format test test-deep test-export reference bench bench-live bench-visit bench-insight bench-models texts lock release docker-check clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: $(VENV)/.run ## Start the app and print its address (PORT=8501 HOST=127.0.0.1 BASE_PATH=)
	@$(PY) -m app --host $(HOST) --port $(PORT) --base-path "$(BASE_PATH)"

# FAST=1: nothing slow, one look at the page in a browser, and a sample of what has many cases. Before a commit.
CHOSEN := $(if $(FAST),--fast,$(if $(DEEP),--deep))
# Whatever the shell says, compiled modules are kept: each process would compile the app and the tests again, 12 s of work.
export PYTHONDONTWRITEBYTECODE :=

test: $(VENV)/.test $(NODE_MODULES) ## Check style and types, then test (FAST=1: a sample; PROCESSES=3, PYTEST_ARGS=...)
	$(PY) -m tests.browser --install
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy
	$(VENV)/bin/oxlint
	$(NODE) node_modules/dprint/bin.cjs check
	$(NODE) node_modules/typescript/bin/tsc
	$(NODE) node_modules/typescript/bin/tsc --project tests
	$(NODE) --test "tests/javascript/*.test.js"
	$(PY) -m pytest --numprocesses $(PROCESSES) --dist worksteal $(CHOSEN) $(PYTEST_ARGS)

format: $(VENV)/.test $(NODE_MODULES) ## Put Python and JavaScript into the one style
	$(PY) -m ruff check --fix
	$(PY) -m ruff format
	$(NODE) node_modules/dprint/bin.cjs fmt

test-deep: CHOSEN := --deep
test-deep: test ## Run the wide sweeps too, and more examples of each property

test-export: $(EXPORT)/.ready ## Run the exported PyTorch, Keras and optax scripts (installs these; DEEP=1: every setting in each)
	$(EXPORT)/bin/python -m pytest $(CHOSEN) tests/export/check_libraries.py

# In an environment of its own too. What is there stays: remove a file, or name what it is about, to make that anew.
reference: $(EXPORT)/.ready ## Make what is missing of what our rules are compared with (ANEW="adam cosine" for these anew)
	@for script in $(subst /,.,$(basename $(wildcard tests/oracle/make_*.py tests/export/make_*.py))); do \
		echo $$script; $(EXPORT)/bin/python -m $$script $(ANEW) || exit; done

bench: $(VENV)/.test ## Measure the numerics
	$(PY) -m benchmarks.core

bench-live: $(VENV)/.test ## Measure what a learner waits for, in Chromium (LIVE_ARGS="--rtt 100 --slow 4 --only network")
	$(PY) -m benchmarks.live $(LIVE_ARGS)

bench-visit: $(VENV)/.test ## Measure a first visit: time, bytes, requests, layout shift
	$(PY) -m benchmarks.first_visit

bench-insight: $(VENV)/.test ## Measure strip, maps and races, and whether they disturb others
	$(PY) -m benchmarks.strip
	$(PY) -m benchmarks.basin
	$(PY) -m benchmarks.race
	$(PY) -m benchmarks.others

bench-models: $(VENV)/.test ## Measure models: training, dragged points (PLAYGROUND=a checkout, see benchmarks/playground.py)
	$(PY) -m benchmarks.network $(if $(PLAYGROUND),--playground "$(PLAYGROUND)")
	$(PY) -m benchmarks.landscape
	$(PY) -m benchmarks.data_drag

texts: $(VENV)/.run ## Print every text of the app for translators (LANGUAGE=de: with what is translated already)
	@$(PY) -m app.words $(LANGUAGE)

lock: | $(PY) ## Renew the lock files from pyproject.toml (LOCK_ARGS=--upgrade for newer versions)
	@$(PIP_INSTALL) uv==$(UV_VERSION)
	$(UV_COMPILE) --output-file requirements.lock
	$(UV_COMPILE) --output-file requirements-test.lock --group test --constraints requirements.lock

release: $(VENV)/.test ## Set the version, date the changelog, build the wheel, commit and tag (VERSION=x.y.z); after `make test`
	@$(PY) .ci/release.py "$(VERSION)"

docker-check: ## Build the image, start it, and check that it answers (BASE_IMAGE=... PIP_CONF=...)
	bash .ci/docker-check

clean: ## Remove whatever these targets made
	rm -rf $(VENV) $(EXPORT) node_modules .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# One version of each package for CPython 3.11 and later on Linux, macOS and Windows; no index is named.
UV_COMPILE := $(VENV)/bin/uv pip compile pyproject.toml --quiet --universal --fork-strategy fewest --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(LOCK_ARGS)

# A stamp in the environment says which lock was installed; removing the environment removes the stamps.
$(VENV)/.run: requirements.lock | $(PY)
	@echo "Installing what the app needs into $(VENV) (once, and again when $< changes) ..." >&2
	@$(PIP_INSTALL) --require-hashes -r $<
	@touch $@

$(VENV)/.test: requirements-test.lock | $(PY)
	@echo "Installing what the tests need into $(VENV) (once, and again when $< changes) ..." >&2
	@$(PIP_INSTALL) --require-hashes -r $<
	@touch $@

# The formatter and TypeScript, by the Node that the tests' environment has. npm writes the stamp; nothing else is asked of it.
$(NODE_MODULES): package-lock.json package.json .npmrc | $(VENV)/.test
	@echo "Installing what checks the JavaScript into node_modules (once, and again when $< changes) ..." >&2
	@$(VENV)/bin/npm ci --loglevel=error
	@touch $@

# An environment of its own: the app and its tests never see these libraries.
$(EXPORT)/.ready: requirements-export.txt | $(PY)
	@echo "Installing PyTorch, Keras and optax into $(EXPORT) (once, and again when $< changes) ..." >&2
	@$(PY) -m venv --clear $(EXPORT)
	@$(EXPORT)/bin/python -m pip --disable-pip-version-check install --quiet -r $<
	@touch $@

$(PY):
	@command -v $(PYTHON) >/dev/null || { \
		echo "$(PYTHON) was not found. Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || { \
		echo "$$($(PYTHON) -V) is too old: Descent Lab needs 3.11 or newer. Name one: make PYTHON=python3.13" >&2; exit 1; }
	@$(PYTHON) -c "import ensurepip, venv" 2>/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }
