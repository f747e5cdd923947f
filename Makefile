# Two commands for newcomers: `make run` (the demo) and `make test`. Each makes its own .venv and needs only PyPI.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
# More than processors: half of a test is waiting, for a server, a browser or a moment.
WORKERS ?= $(shell echo $$((5 * $$(getconf _NPROCESSORS_ONLN) / 2)))

# Half a million small files and as many fsyncs: in memory where there is room, for the databases are the real ones.
SCRATCH ?= $(shell [ "$$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $$4 }')" -gt 4000000 ] 2>/dev/null \
  && echo /dev/shm || echo "$${TMPDIR:-/tmp}")

.PHONY: run test compiled check check-format check-lint check-types check-imports check-conversations bench faults pictures lock wheel assets clean

run: $(VENV)/.demo
	@$(BIN)/python deploy/assets.py --gently
	$(BIN)/reportbot demo --port $(PORT)

# Commands and children start a process each: compiled modules are kept, also where the machine says otherwise.
test: $(VENV)/.dev
	@$(BIN)/python deploy/assets.py --gently
	TMPDIR=$(SCRATCH) OMP_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

# Beside each other: the types take as long as everything else together. What each says stays together.
check: $(VENV)/.dev
	@$(MAKE) --jobs --keep-going --output-sync=target --no-print-directory check-types check-conversations check-imports check-lint check-format

check-format:
	$(BIN)/ruff format --check .
check-lint:
	$(BIN)/ruff check .
check-types:
	$(BIN)/mypy
check-imports:
	PYTHONPATH=src $(BIN)/lint-imports
check-conversations:
	$(BIN)/reportbot check --quiet

# Modules and tests are compiled once for all workers that follow (CI; else the first `make test` does it, in each).
compiled: $(VENV)/.dev
	@OMP_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest --collect-only -qq >/dev/null

# Power cuts, a full disk, broken servers, rubbish, a soak: about a quarter of an hour. SHARE=0.1 is a quick look.
SHARE ?= 1
faults: $(VENV)/.dev
	TMPDIR=$(SCRATCH) OMP_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE= REPORTBOT_TEST_FAULTS=$(SHARE) \
	  $(BIN)/python -m pytest tests/faults -q -s --timeout 600

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
	$(BIN)/python -m tests.benchmarks.run_due
	$(BIN)/python -m tests.benchmarks.letters
	$(BIN)/python -m tests.benchmarks.case_page
	$(BIN)/python -m tests.benchmarks.mails
	$(BIN)/python -m tests.benchmarks.first_paint
	$(BIN)/python -m tests.benchmarks.queue

# htmx and Leaflet, from npm, by their hashes (deploy/assets.toml). The pages work without them.
assets: $(VENV)/bin/python
	$(BIN)/python deploy/assets.py

# The pictures of the README, taken from the running demo.
pictures: $(VENV)/.dev
	REPORTBOT_TEST_PICTURES=deploy/pictures $(BIN)/python -m pytest tests/browser -q

# What is deployed, every file by its hash. Run it with the Python of deploy/Dockerfile.
lock: $(VENV)/.dev
	$(BIN)/pip install -q pip-tools
	$(BIN)/pip-compile -q --generate-hashes --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
	  --no-annotate --extra postgres --extra ml -o deploy/requirements.txt pyproject.toml

wheel: $(VENV)/.dev assets
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
