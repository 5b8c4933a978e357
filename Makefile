# make run    set up and start the main job on embedded defaults
# make setup  set up only
# make test   lint, format check, types, import contracts, tests (at most 6 minutes)
# make proof  what takes longer: real schedules, kills, the wheel, browsers (at most 25 minutes)
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: run setup setup-dev test tests lint proof bench lock clean

run: $(VENV)/.run
	@exec $(BIN)/pullquote serve --samples

setup: $(VENV)/.run

setup-dev: $(VENV)/.dev

# The lock holds every version and hash, the build back end included, so nothing is resolved here.
$(VENV)/.run: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo 'Setting up $(VENV): one to three minutes, once …' >&2
	$(PIP) install --quiet --no-deps --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --no-index -e .
	$(BIN)/python -m compileall -q flows benchmarks
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	$(PIP) install --quiet --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

# Types take one core most of a minute: beside the tests, not before them.
test: $(VENV)/.dev
	@$(MAKE) --no-print-directory -j 2 lint tests

tests: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 -m "not proof"

# Most of them wait for the time of a schedule; those of one file share a server.
proof: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 --dist loadfile -m proof

bench: $(VENV)/.run
	$(BIN)/python -m benchmarks.quotes --help

# Resolves anew; needs uv. Writes no index address.
UV_COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate
lock:
	$(UV_COMPILE) pyproject.toml --group build -o requirements.lock
	$(UV_COMPILE) --group dev -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf $(VENV) var dist build .mypy_cache .ruff_cache
