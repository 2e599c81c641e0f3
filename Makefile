# Three commands, each standing on the one before: setup, test, demo.
SUITABLE = import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))
# The first that runs: version managers leave names behind that do not.
PYTHON ?= $(shell for name in python3.12 python3.11 python3 python; do \
	$$name -c '$(SUITABLE)' 2>/dev/null && echo $$name && break; done)
BIN = .venv/bin

.PHONY: setup test demo lock

setup: .venv/ready

.venv/ready: requirements.lock pyproject.toml
	@$(or $(PYTHON),false) -c '$(SUITABLE)' || \
		{ echo "Yintang needs Python 3.11 or 3.12. Name one: make setup PYTHON=/path/to/python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

test: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2
ifdef YINTANG_TEST_POSTGRES
	YINTANG_DATABASE_URL=$$YINTANG_TEST_POSTGRES $(BIN)/python -m pytest -n 2 --create-db tests/clinic
else
	@echo "PostgreSQL was not tested: set YINTANG_TEST_POSTGRES=postgres://user@host/database, or run .ci/run"
endif

demo: setup
	@$(BIN)/yintang demo

# Rewrites requirements.lock; needs uv. mediapipe is locked apart, because its own dependencies stay out.
lock:
	sed '/"mediapipe==/d' pyproject.toml > .lock-input.toml
	echo "backports-strenum ; python_version < '3.11'" > .lock-override.txt
	mkdir -p build/lock && mv .lock-input.toml build/lock/pyproject.toml && mv .lock-override.txt build/lock/override.txt
	echo "setuptools>=77" > build/lock/build.in
	echo "mediapipe==0.10.21" > build/lock/mediapipe.in
	cd build/lock && uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --no-annotate \
		--python-version 3.11 --override override.txt --all-extras pyproject.toml build.in -o main.lock
	cd build/lock && uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --no-annotate \
		--python-version 3.11 --no-deps mediapipe.in -o mediapipe.lock
	{ sed -n '/^#/p;/^[^#]/q' requirements.lock; cat build/lock/main.lock build/lock/mediapipe.lock; } > build/lock/new.lock
	mv build/lock/new.lock requirements.lock
