# Calfsite's commands. The longer steps are scripts in deploy/, which read better than clever make.
.PHONY: run setup test test-quick test-sweeps test-browser lint bench diagram screenshots lock
PORT ?= 8000
export PORT
# Without Python's compiled files, each of the many processes of a run compiles the whole site and its tests again.
unexport PYTHONDONTWRITEBYTECODE
python := .venv/bin/python
# `make bench suite`: the words after `bench` name benchmarks, and are no goals of their own
ifeq (bench,$(firstword $(MAKECMDGOALS)))
names := $(wordlist 2,$(words $(MAKECMDGOALS)),$(MAKECMDGOALS))
ifneq (,$(names))
.PHONY: $(names)
$(names): ; @:
endif
endif

run: # sets everything up and serves http://127.0.0.1:8000 (PORT= changes it)
	@bash deploy/run.sh

setup: # sets everything up, and serves nothing
	@bash deploy/setup.sh site

test: test-quick test-sweeps test-browser # sets up and passes the whole test suite

test-quick: # the tests that need no browser
	@bash deploy/setup.sh dev
	@echo "== Tests without a browser"
	@$(python) -m pytest -q -n auto --maxprocesses 4 --dist worksteal --ignore tests/browser -m "not browser and not sweep"

test-sweeps: # every page of the desk in many odd states, of which the quick tests have a sample
	@bash deploy/setup.sh dev
	@echo "== Sweeps"
	@$(python) -m pytest -q -n 2 --dist worksteal --ignore tests/browser -m sweep

test-browser: # the tests in a real browser
	@bash deploy/setup.sh dev
	@bash deploy/setup.sh browser
	@echo "== Tests in a browser"
	@$(python) -m pytest -q -n 2 --dist worksteal -m browser tests/browser

lint: # style, types, templates, who imports whom
	@bash deploy/setup.sh dev
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m djlint templates --lint --quiet
	$(python) -m djlint templates --check
	$(python) -m mypy .
	.venv/bin/lint-imports

bench: # measures speed against the targets; `make bench suite` measures the tests' own
	@bash deploy/setup.sh dev
	@$(python) -m tests.bench $(names)

diagram: # redraws the picture in docs/architecture.md from the imports
	@bash deploy/setup.sh dev
	@$(python) -m tests.docs.diagram

screenshots: # takes the README's pictures anew
	@bash deploy/setup.sh dev
	@bash deploy/setup.sh browser
	@$(python) -m tests.docs.screenshots

lock: # works the hashed lock files out anew, from releases at least a week old
	@bash deploy/setup.sh dev
	@bash deploy/lock.sh
