# Two commands for newcomers: `make run` (the demo) and `make test`. Each makes its own .venv and needs only PyPI.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000

.PHONY: run test check bench pictures lock wheel clean

run: $(VENV)/.demo
	$(BIN)/reportbot demo --port $(PORT)

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto --dist worksteal

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	PYTHONPATH=src $(BIN)/lint-imports
	$(BIN)/reportbot check --quiet

bench: $(VENV)/.dev
	$(BIN)/python -m tests.benchmarks.standard_work $(BENCH)
	$(BIN)/python -m tests.benchmarks.sealing
	$(BIN)/python -m tests.benchmarks.photos
	$(BIN)/python -m tests.benchmarks.danger_look
	$(BIN)/python -m tests.benchmarks.model_speed
	$(BIN)/python -m tests.benchmarks.every_minute
	$(BIN)/python -m tests.benchmarks.sms_segments
	$(BIN)/python -m tests.benchmarks.questions
	$(BIN)/python -m tests.benchmarks.model_runs
	$(BIN)/python -m tests.benchmarks.alike
	$(BIN)/python -m tests.benchmarks.flood

# The pictures of the README, taken from the running demo.
pictures: $(VENV)/.dev
	REPORTBOT_TEST_PICTURES=deploy/pictures $(BIN)/python -m pytest tests/browser -q

# What is deployed, every file by its hash. Run it with the Python of deploy/Dockerfile.
lock: $(VENV)/.dev
	$(BIN)/pip install -q pip-tools
	$(BIN)/pip-compile -q --generate-hashes --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
	  --no-annotate --extra postgres -o deploy/requirements.txt pyproject.toml

wheel: $(VENV)/.dev
	$(BIN)/pip install -q build
	$(BIN)/python -m build --wheel

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "reportbot needs Python 3.11 or newer."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python cannot make a virtual environment here. On Debian: apt-get install python3-venv"; rm -rf $(VENV); exit 1; }

$(VENV)/.demo: $(VENV)/bin/python pyproject.toml
	@echo "Installing reportbot into $(VENV). The first time this takes about a minute …"
	@$(BIN)/pip install --disable-pip-version-check -q --progress-bar on -e '.[demo]'
	@touch $@

$(VENV)/.dev: $(VENV)/bin/python pyproject.toml
	@echo "Installing reportbot and what its tests need into $(VENV). The first time this takes about two minutes …"
	@$(BIN)/pip install --disable-pip-version-check -q --progress-bar on -e '.[dev]'
	@touch $@ $(VENV)/.demo

clean:
	rm -rf $(VENV) dist build var .mypy_cache .ruff_cache .pytest_cache .hypothesis
