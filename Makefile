# Every task of the project. `make` alone prints this list.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
ready = .venv/.installed-$(1)
install = $(BIN)/python -m pip install --quiet --disable-pip-version-check
compile = $(BIN)/pip-compile -q --upgrade --no-header --no-annotate --strip-extras --allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

.PHONY: help run setup check quick test long image-test coverage bench docs lock clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1\t/' | expand -t 17

run: setup ## start Imagescape at http://localhost:8050 (installs what it needs first)
	$(BIN)/python app.py

setup: $(call ready,run) ## the virtual environment in .venv, with the pinned requirements

check: $(call ready,dev) ## lint, format, types, architecture of both halves: seconds
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m tools.node lint
	$(BIN)/python -m tools.node types
	$(BIN)/python -m pytest -q -p no:cacheprovider tests/test_architecture.py tests/test_modules.py

# A file at a time to each of two processes, in the order of the files, so that none of the long ones comes last.
share = -n 2 --dist loadfile --no-loadscope-reorder

quick: $(call ready,dev) ## the tests that take under a minute: no browser, no real encoder
	$(BIN)/python -m pytest $(share) -m "not browser and not slow and not long"

test: $(call ready,dev) ## all tests but the long ones, in the browser too (finds or installs Chromium)
	$(BIN)/python -m tests.browser.chromium
	$(BIN)/python -m pytest $(share) -m "not long"

long: $(call ready,dev) ## the tests of many minutes: kills, soaks, the README's screenshots
	$(BIN)/python -m tests.browser.chromium
	$(BIN)/python -m pytest -m long

image-test: ## build the Docker image and try it, without Docker (Linux, root, buildah, debootstrap: minutes)
	$(PYTHON) -m tests.image

coverage: $(call ready,dev) ## which statements of the browser's modules the browser tests run, as Chromium counts
	rm -rf out/coverage
	$(BIN)/python -m tests.browser.chromium
	COVERAGE_FOLDER=out/coverage $(BIN)/python -m pytest $(share) -q tests/browser
	$(BIN)/python -m tools.node coverage

bench: $(call ready,dev) ## measure speed and quality against the article's recipe
	$(BIN)/python -m benchmarks

docs: $(call ready,dev) ## print the docs' tables anew and take the README's screenshots
	$(BIN)/python -m docs.tables
	$(BIN)/python -m tools.house --write >/dev/null
	$(BIN)/python -m tools.modules --write >/dev/null
	$(BIN)/python -m docs.screenshots

# pip-compile leaves out what this platform does not need; tools.lock puts it back.
lock: $(call ready,dev) ## pin what requirements.txt allows, anew
	$(compile) -o requirements.lock requirements.txt
	$(compile) -c requirements.lock -o requirements-dev.lock requirements-dev.txt
	$(BIN)/python -m tools.node lock
	$(BIN)/python -m tools.lock requirements.txt requirements.lock requirements-dev.lock

clean: ## remove the environment and every cache; maps stay
	rm -rf .venv tools/browser/node_modules .cache .mypy_cache .pytest_cache .ruff_cache out

# tensorflow and tensorflow-cpu install into the same folder: the one that was there goes before the other comes.
$(call ready,run): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] < (3, 14) else "Imagescape needs Python 3.11, 3.12 or 3.13, and this is %d.%d. Say which to use: make PYTHON=python3.11" % sys.version_info[:2])'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip uninstall -qq --yes tensorflow tensorflow-cpu
	$(install) -r requirements.lock
	$(BIN)/python tools/slim.py .venv/lib/python*/site-packages
	@touch $@

$(call ready,dev): requirements-dev.lock tools/browser/package-lock.json $(call ready,run)
	$(install) -r requirements-dev.lock
	$(BIN)/python -m tools.node install
	$(BIN)/python tools/slim.py .venv/lib/python*/site-packages
	@touch $@
