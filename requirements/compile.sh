#!/usr/bin/env bash
# Make the three hashed locks anew from pyproject.toml. Needs uv; the locks hold no index address.
set -euo pipefail
cd "$(dirname "$0")/.."
lock() { uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet pyproject.toml "$@"; }
lock --group build --output-file requirements/run.lock
lock --group dev --output-file requirements/dev.lock
lock --group build --extra spark --output-file requirements/spark.lock
