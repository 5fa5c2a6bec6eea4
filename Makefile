# Everything is set up in .venv of this clone; nothing outside it is touched.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO ?= demo
PEOPLE ?= 20000

.PHONY: demo test spark lint types style clean

# The main job: invent a population, build every table, write the report, say where it is.
demo: $(VENV)/run.done
	$(BIN)/throughcare demo $(DEMO) --people $(PEOPLE)

# All tests, on a fresh machine too.
test: $(VENV)/dev.done
	$(BIN)/python -m pytest

# Spark beside DuckDB (needs Java 17 or newer).
spark: $(VENV)/spark.done

lint: $(VENV)/dev.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev.done
	$(BIN)/mypy

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.done: $(BIN)/python requirements/run.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/dev.done: $(VENV)/run.done requirements/dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	touch $@

$(VENV)/spark.done: $(VENV)/dev.done requirements/spark.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/spark.lock
	touch $@

clean:
	rm -rf $(VENV) demo build dist src/throughcare.egg-info
