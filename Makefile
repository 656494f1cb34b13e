# Everything runs in .venv, from the pinned and hashed requirements.lock.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help install run test slow check evals train train-questions bench lock wheel screenshots clean

help: ## what there is to call
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

install: $(READY) ## set up .venv; happens by itself where it is needed

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Rehearse needs Python 3.11 or newer; say which: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	@echo "Setting up .venv, once; this takes a minute or two."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $(READY)

run: $(READY) ## open the app, ready to rehearse
	$(BIN)/rehearse app

# In a browser one test at a time, after the others: beside them it would wait.
test: $(READY) ## the tests, and whole rehearsals in a browser
	@$(BIN)/python -m pytest -n auto --dist loadfile -m "not slow" --ignore=tests/browser; rest=$$?; \
	$(BIN)/python -m pytest tests/browser -m "not slow"; seen=$$?; \
	exit $$((rest > seen ? rest : seen))

slow: $(READY) ## all else that is tried: real terminals and consoles, the wheel, every page and state in a browser
	@$(BIN)/python -m pytest -n auto --dist loadfile -m slow --ignore=tests/browser; rest=$$?; \
	$(BIN)/python -m pytest tests/browser -m slow; seen=$$?; \
	exit $$((rest > seen ? rest : seen))

check: $(READY) ## format, lint, types, and which way imports run
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_imports.py

evals: $(READY) ## does the grader agree with the guide, does the colleague hold; and what got worse
	$(BIN)/python -m evals run --json $(VENV)/evals.json
	$(BIN)/python -m evals compare evals/baseline.json $(VENV)/evals.json

train: $(VENV)/.ready-to-train ## rebuild the local grader from the labelled turns, and what stands on its reader
	$(BIN)/python -m evals train

train-questions: $(VENV)/.ready-to-train ## rebuild what tells which line a question is after
	$(BIN)/python -m evals train-questions

$(VENV)/.ready-to-train: $(READY) requirements-train.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-train.lock
	@touch $@

bench: $(READY) ## what a turn costs, as ratios measured side by side (needs Chromium and Linux)
	$(BIN)/python -m benchmarks

lock: $(READY) ## pin everything anew, with hashes and without addresses (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-emit-index-url --no-header --output-file requirements.lock
	uv pip compile pyproject.toml --extra dev --extra train --universal --generate-hashes --no-emit-index-url --no-header --constraints requirements.lock --output-file requirements-train.lock

wheel: $(READY) ## build the wheel into dist/
	$(BIN)/python -m hatchling build -t wheel

screenshots: $(READY) ## take the pictures in docs/screenshots anew (needs Chromium)
	$(BIN)/python -m tests.browser.screenshots

clean: ## remove what was built; your rehearsals stay where they are
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache
