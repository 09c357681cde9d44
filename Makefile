# Zeren. `make help` lists the targets. Everything lands in this checkout (.venv, .venv-tools)
# and in the caches of uv, pip and Maven; the system's Python is left alone.
SHELL         := /bin/bash
.SHELLFLAGS   := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS     += --no-builtin-rules --no-print-directory

PYTHON ?= python3

# uv: the one on the PATH if it is new enough, else a pinned one, put into .venv-tools by pip.
UV_VERSION := 0.13.9
UV_MINIMUM := 0.8
UV_PRIVATE := .venv-tools/uv-$(UV_VERSION)/bin/uv
UV         := $(shell have=$$(uv --version 2>/dev/null | cut -d' ' -f2 || true); \
                if [ -n "$$have" ] && printf '%s\n' $(UV_MINIMUM) "$$have" | sort --check=quiet --version-sort; \
                then command -v uv; else echo $(UV_PRIVATE); fi)
RUN        := $(UV) run --no-sync

# Building Zeren gets cytoscape.js (hatch_build.py); it is built once more where the file has gone since.
CYTOSCAPE  := test -s dashboards/browser/cytoscape.min.mjs

# The system's Python, 3.11 or newer; uv must not fetch one.
export UV_PYTHON_DOWNLOADS  := never
export UV_PYTHON_PREFERENCE := only-system

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

.PHONY: demo
demo: $(UV) ## set up what running needs and show the main job on a fictional district
	$(UV) sync --frozen --no-dev --inexact
	@$(CYTOSCAPE) || $(UV) sync --frozen --no-dev --inexact --reinstall-package zeren
	$(RUN) zeren demo

.PHONY: setup
setup: $(UV) ## make .venv with everything for developing, at the locked versions
	$(UV) sync --frozen
	@$(CYTOSCAPE) || $(UV) sync --frozen --reinstall-package zeren

.PHONY: test
test: setup ## run the tests on two processors, with one real Neo4j server (PYTEST_ARGS="..." for pytest)
	$(RUN) python -m tests.server --prepare
	$(RUN) pytest --numprocesses 2 --dist loadscope $(PYTEST_ARGS)

.PHONY: lint
lint: setup ## check the style, the types, the imports between the folders, the lock
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	$(RUN) lint-imports
	$(UV) lock --check

.PHONY: format
format: setup ## rewrite the code as the linter wants it
	$(RUN) ruff check --fix .
	$(RUN) ruff format .

.PHONY: bench
bench: setup ## measure speed and memory (BENCH_ARGS="..." for the bench)
	$(RUN) python -m bench $(BENCH_ARGS)

# What an air-gapped machine needs, installed once into a scratch folder without the network to see that nothing is missing.
BUNDLE := dist/zeren-offline

.PHONY: bundle
bundle: $(UV) ## put all that a machine without a network needs into dist/zeren-offline.tar
	rm -rf $(BUNDLE) $(BUNDLE).tar
	mkdir -p $(BUNDLE)/wheels
	$(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' > $(BUNDLE)/python
	$(UV) export --quiet --frozen --no-dev --no-emit-project --output-file $(BUNDLE)/requirements.txt
	$(GET) --require-hashes --requirement $(BUNDLE)/requirements.txt
	$(GET) uv==$(UV_VERSION)
	$(UV) build --quiet --wheel --out-dir $(BUNDLE)/wheels
	cp offline/install LICENSE $(BUNDLE)
	@scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT && \
	    PYTHON=$(PYTHON) $(BUNDLE)/install "$$scratch/zeren" >/dev/null && cd "$$scratch" && zeren/venv/bin/zeren demo >/dev/null
	tar --create --file $(BUNDLE).tar --directory dist zeren-offline
	@echo "$(BUNDLE).tar, for Python $$(cat $(BUNDLE)/python) on $$(uname -sm): unpack it there and run zeren-offline/install"

GET = $(PYTHON) -m pip download --quiet --no-input --disable-pip-version-check --only-binary=:all: --dest $(BUNDLE)/wheels

.PHONY: screenshots
screenshots: setup ## make the pictures of the pages in docs/pictures, with a real Chromium
	$(RUN) python -m tests.dashboards.web.screenshots

.PHONY: clean
clean: ## remove what the other targets made in this checkout (the caches outside it stay)
	rm -rf .venv .venv-tools out demo-store build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# pip's --target needs neither venv nor ensurepip, and is right where Python is "externally managed".
$(UV_PRIVATE):
	@echo "Getting uv $(UV_VERSION) with pip into .venv-tools"
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Zeren needs Python 3.11 or newer; $(PYTHON) is " + sys.version)'
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || { echo >&2 "$(PYTHON) has no pip. On Debian or Ubuntu: apt-get install python3-pip"; exit 1; }
	PIP_USER=0 PIP_REQUIRE_VIRTUALENV=0 $(PYTHON) -m pip install --quiet --no-input --disable-pip-version-check \
	    --root-user-action=ignore --only-binary=:all: --target .venv-tools/uv-$(UV_VERSION) uv==$(UV_VERSION)
