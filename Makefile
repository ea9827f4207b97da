# make run    environment in .venv, the example project built, run and published
# make test   every check; what it cannot run here it names in its closing line
# make lock   resolve the locks again from pyproject.toml
PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
# The locks are complete, so nothing is resolved again. pip would compile with one core.
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps --no-compile
# What libraries test themselves with is a fifth of them and is never imported.
COMPILE := -$(BIN)/python -m compileall -q -j 0 -x '[/\\]tests[/\\]' $(VENV)

.PHONY: run test lock clean

run: $(VENV)/run.done
	$(BIN)/python examples/harbour/run.py

test: $(VENV)/test.done
	$(BIN)/python tests/check.py

$(VENV)/bin-made:
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'onefold needs Python 3.11 or newer: make PYTHON=python3.11')"
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/run.done: requirements.lock pyproject.toml | $(VENV)/bin-made
	@echo "installing what requirements.lock names into $(VENV) (once; some minutes)"
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-build-isolation --editable .
	$(COMPILE)
	touch $@

$(VENV)/test.done: requirements-dev.lock $(VENV)/run.done
	$(PIP) --require-hashes -r requirements-dev.lock
	$(COMPILE)
	touch $@

lock: $(VENV)/test.done
	$(BIN)/python tools/lock.py

clean:
	rm -rf $(VENV) examples/harbour/data
