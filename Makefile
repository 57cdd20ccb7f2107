# The two commands: `make run` and `make test`. What they need they install themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
APT = $(shell [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && echo yes)
UI := $(shell find agent_ui/web -path '*/node_modules' -prune -o -type f -print 2>/dev/null) hatch_build.py
INSTALL = $(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check
COVERAGE_FLOOR := 94
COVERED_BY := tests/hotline/kit tests/channels tests/contracts
export PYTHONDONTWRITEBYTECODE :=
export UV_SYSTEM_CERTS := 1
export UV_NATIVE_TLS := 1
export HOTLINE_TEST_FORBID_SKIP ?=

.PHONY: run install test check coverage lanes lock clean
run: $(VENV)/.run-ready ## set up, migrate, load the demonstration city, serve http://127.0.0.1:8000
	@$(BIN)/hotline demo

install: $(VENV)/.run-ready ## the program alone, without the demonstration city

test: $(VENV)/.test-ready lanes ## every check and every test
	@$(BIN)/python tests/run.py

check: $(VENV)/.test-ready ## the static checks alone
	@$(BIN)/python tests/run.py --checks-only

$(BIN)/uv:
	@$(PYTHON) -m venv $(VENV) 2>/dev/null \
	  || { [ "$(APT)" = yes ] && apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null && $(PYTHON) -m venv $(VENV); } \
	  || { echo "Please run once: sudo apt-get install -y python3-venv"; exit 1; }
	@$(PIP) uv

$(VENV)/.run-ready: $(BIN)/uv requirements.txt pyproject.toml $(UI)
	@echo "Installing (about a minute) …"
	@$(INSTALL) --require-hashes -r requirements.txt || $(PIP) --require-hashes -r requirements.txt
	@rm -rf agent_ui/static && { $(INSTALL) --no-deps --editable . || $(PIP) --no-deps --editable .; }
	@touch $@

$(VENV)/.test-ready: $(VENV)/.run-ready requirements-dev.txt
	@$(INSTALL) --require-hashes -r requirements-dev.txt || $(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

coverage: $(VENV)/.test-ready ## how much of hotline/kit and channels their own tests reach; fails below the floor
	@$(BIN)/pytest -q -n 2 --dist loadfile -m "not services and not slow" $(COVERED_BY) \
	  --cov=hotline.kit --cov=channels --cov-report=term:skip-covered --cov-fail-under=$(COVERAGE_FLOOR)

lanes: $(VENV)/.test-ready ## Chromium and Chinese fonts, and a search server, where we may install them
	@command -v chromium-headless-shell >/dev/null \
	  || { [ "$(APT)" = yes ] && apt-get update -qq && export DEBIAN_FRONTEND=noninteractive \
	    && { apt-get install -y -qq chromium-headless-shell fonts-noto-cjk || apt-get install -y -qq chromium fonts-noto-cjk; } >/dev/null 2>&1; } \
	  || command -v chromium >/dev/null \
	  || echo "Browser lane goes without Chromium. To add it: sudo apt-get install -y chromium-headless-shell fonts-noto-cjk"
	@$(BIN)/python -m tests.support.elastic_server

lock: $(BIN)/uv ## recompute the pins (names, versions and hashes only)
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --group dev -c requirements.txt pyproject.toml -o requirements-dev.txt

clean:
	rm -rf $(VENV) agent_ui/web/node_modules agent_ui/static .cache
