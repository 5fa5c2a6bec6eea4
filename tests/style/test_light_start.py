"""`--help` and `status` start without the heavy packages."""

import subprocess
import sys

import pytest

HEAVY = {"pandas", "scipy", "sklearn", "statsmodels", "lifelines", "splink", "duckdb", "pyarrow", "numpy", "lxml"}

SCRIPT = """
import sys
from throughcare.cli import main
sys.argv = ["throughcare", *{words!r}]
try:
    main()
except SystemExit:
    pass
print("LOADED", *sorted(set(sys.modules) & {heavy!r}))
"""


@pytest.mark.parametrize("words", [["--help"], ["run", "--help"], ["report", "--help"], ["evidence", "--help"]])
def test_help_imports_nothing_heavy(words):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(words=words, heavy=HEAVY)], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "LOADED"


def test_reading_the_chain_imports_nothing_heavy():
    script = "import sys; from throughcare.pipeline import read_chain; read_chain(); print(*sorted(set(sys.modules) & {heavy!r}))"
    done = subprocess.run([sys.executable, "-c", script.format(heavy=HEAVY)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
