# Calfsite's commands. The longer steps are scripts in deploy/, which read better than clever make.
.PHONY: run setup test lint bench diagram screenshots lock
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

bench: # measures speed against the targets; NAME=suite runs one benchmark
	@bash deploy/setup.sh dev
	@$(python) -m tests.bench $(NAME)

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
