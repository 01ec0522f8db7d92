# Calfsite's commands. The longer steps are scripts in deploy/, which read better than clever make.
.PHONY: run setup test lint bench lock
PORT ?= 8000
export PORT
python := .venv/bin/python

run: # sets everything up and serves http://127.0.0.1:8000 (PORT= changes it)
	@bash deploy/run.sh

setup: # sets everything up, and serves nothing
	@bash deploy/setup.sh site

test: # sets up and passes the whole test suite
	@bash deploy/setup.sh dev
	@bash deploy/setup.sh browser
	@echo "== Tests without a browser"
	@$(python) -m pytest -q -n auto --maxprocesses 4 --dist worksteal -m "not browser"
	@echo "== Tests in a browser"
	@$(python) -m pytest -q -n 2 --dist worksteal --durations=25 -m browser

lint: # style, types, templates
	@bash deploy/setup.sh dev
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m djlint templates --lint --quiet
	$(python) -m djlint templates --check --quiet
	$(python) -m mypy .
	.venv/bin/lint-imports

bench: # measures speed against the targets
	@bash deploy/setup.sh dev
	@$(python) -m tests.bench

lock: # works the hashed lock files out anew, from releases at least a week old
	@bash deploy/setup.sh dev
	@bash deploy/lock.sh
