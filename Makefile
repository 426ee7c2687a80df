# Every verb does its own set-up; a stamp makes the second time quick.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# The system's own Python before others: what it builds, other users can run too.
PYTHON ?= $(firstword $(wildcard /usr/bin/python3.11 /usr/bin/python3) python3)
PORT ?= 8000
BIN := .venv/bin
UV := .uv/bin/uv
UV_COMPILE := $(UV) pip compile --quiet --system-certs --universal --python-version 3.11 \
	--generate-hashes --no-header --no-emit-index-url

VENV_OK := .venv/.ok
NODE_OK := webclient/node_modules/.ok
WEB_OK := webclient/dist/index.html
WEB_SOURCES := $(shell find webclient/src webclient/public webclient/build -type f \
	! -name '*.test.*' 2>/dev/null) webclient/index.html webclient/desk.html \
	webclient/vite.config.ts

##@ For everybody
.PHONY: run
run: build ## start the app with demo data on http://localhost:8000 (PORT=…)
	@export MARAUDE_DEMO=1 PORT=$(PORT); \
	$(BIN)/flask --app wsgi demo && exec $(BIN)/gunicorn wsgi:app

.PHONY: build
build: $(VENV_OK) $(WEB_OK) ## do all the set-up and build the web client, start nothing

##@ For who changes the code
.PHONY: test
test: build chromium browsers postgresql caddy ## run every test: Python, TypeScript, browser
	@$(BIN)/python -m tests.run_all

.PHONY: check check-python check-web
check: check-python check-web ## lint, types, import arrows, generated files, house rules
check-python: $(VENV_OK)
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest -q --no-summary tests/unit/test_repository.py
check-web: $(NODE_OK)
	node webclient/gen.mjs --check
	cd webclient && npm run --silent typecheck
	cd webclient && npm run --silent lint

.PHONY: fix
fix: $(VENV_OK) $(NODE_OK) ## let the tools put right what they can
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format --quiet .
	cd webclient && npm run --silent fix

.PHONY: schema
schema: $(NODE_OK) ## generate what follows from sync/records.json and sync/taxonomy.json
	node webclient/gen.mjs

.PHONY: strings
strings: $(NODE_OK) ## list what each language misses, and texts that nothing uses
	@node webclient/strings.mjs

.PHONY: lock
lock: $(UV) ## resolve the dependencies again into the lock files (UPGRADE=--upgrade)
	$(UV_COMPILE) $(UPGRADE) pyproject.toml -o requirements.lock
	$(UV_COMPILE) $(UPGRADE) pyproject.toml --extra dev -c requirements.lock -o requirements-dev.lock
	cd webclient && npm install --package-lock-only

##@ Now and then
.PHONY: bench
bench: build postgresql ## measure, as a table of figures and what they should be
	$(BIN)/python -m tests.bench $(ARGS)

.PHONY: simulate
simulate: build chromium postgresql ## take guards away, simulate phones and faults for long (ARGS="--entries 10000")
	$(if $(ARGS),,$(BIN)/python -m tests.guards)
	$(if $(ARGS),,FUZZ_EXAMPLES=200 $(BIN)/python -m pytest -q tests/api/test_fuzz.py)
	$(if $(ARGS),,$(BIN)/python -m tests.simulation --kills 200)
	$(if $(ARGS),,$(BIN)/python -m tests.simulation --seconds 300 --database postgresql)
	$(BIN)/python -m tests.simulation $(ARGS)

.PHONY: screenshots
screenshots: build chromium ## picture every screen; what the README shows goes to docs/screenshots
	$(BIN)/python -m tests.browser.screenshots $(ARGS)

.PHONY: audit
audit: $(VENV_OK) $(NODE_OK) ## ask the advisory services about the dependencies
	$(UV) tool run --system-certs pip-audit --disable-pip --require-hashes -r requirements.lock
	cd webclient && npm audit --omit=dev

.PHONY: help
help: ## list the verbs
	@awk -F ':.*## ' '/^##@/ { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

# ---- Set-up ----------------------------------------------------------------------------------

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Maraude needs Python 3.11 or newer; say make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m venv .uv 2>/dev/null || { .ci/apt python3-venv && $(PYTHON) -m venv --clear .uv; }
	@.uv/bin/pip install --quiet --disable-pip-version-check 'uv>=0.13,<0.14'

$(VENV_OK): requirements-dev.lock | $(UV)
	@echo "Installing the Python packages"
	@test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) .venv
	@$(UV) pip sync --quiet --system-certs --python .venv requirements-dev.lock
	@touch $@

$(NODE_OK): webclient/package.json webclient/package-lock.json webclient/.npmrc
	@command -v npm >/dev/null || { echo "Maraude needs Node 20 or newer, with npm" >&2; exit 1; }
	@echo "Installing the JavaScript packages"
	@cd webclient && npm ci --silent
	@touch $@

$(WEB_OK): $(NODE_OK) $(WEB_SOURCES)
	@echo "Building the web client"
	@cd webclient && npm run --silent build

.PHONY: chromium
chromium:
	@command -v chromium >/dev/null || .ci/apt chromium
	@command -v chromium-headless-shell >/dev/null || .ci/apt chromium-headless-shell \
		|| echo "Browser tests take longer without chromium-headless-shell" >&2

.PHONY: browsers
browsers:
	@command -v firefox-esr >/dev/null || .ci/apt firefox-esr
	@command -v WebKitWebDriver >/dev/null && command -v xvfb-run >/dev/null \
		|| .ci/apt webkit2gtk-driver xvfb xauth

.PHONY: caddy
caddy:
	@command -v caddy >/dev/null || .ci/apt caddy
	@command -v systemd-analyze >/dev/null || .ci/apt systemd

.PHONY: postgresql
postgresql:
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null \
		|| .ci/apt postgresql
