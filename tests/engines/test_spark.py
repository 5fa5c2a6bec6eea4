"""The same small study gives the same tables on DuckDB and on Spark."""

import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="pyspark is not installed (make spark)"),
    pytest.mark.skipif(shutil.which("java") is None, reason="no Java on the path"),
]


def throughcare(*words, **environment):
    return subprocess.run(
        [sys.executable, "-m", "throughcare", *map(str, words)], capture_output=True, text=True, env={**os.environ, **environment}
    )


def contents(folder):
    """Every table's content hash: rows, not bytes, sorted by key."""
    found = {}
    for latest in sorted((folder / "out" / "store").glob("*/latest")):
        manifest = json.loads((latest.parent / latest.read_text().strip() / "manifest.json").read_text())
        found[latest.parent.name] = (manifest["rows"], manifest["content"], manifest["engine"].split("-")[0])
    return found


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def wait_for(port, seconds=60):
    for _ in range(seconds * 5):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError(f"nothing answered on port {port}")


@pytest.fixture(scope="module")
def master(tmp_path_factory):
    """A Spark master with one worker, both on loopback and of this test's own."""
    import pyspark

    home = Path(pyspark.__file__).parent
    folder = tmp_path_factory.mktemp("spark")
    port = free_port()
    environment = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
    spark_class = home / "bin" / "spark-class"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment, "cwd": folder}
    ui = ["--webui-port", "0"]
    running = [
        subprocess.Popen(
            [spark_class, "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", str(port), *ui], **quiet
        )
    ]
    try:
        wait_for(port)
        words = ["--host", "127.0.0.1", "--cores", "2", "--memory", "2g", "--work-dir", str(folder / "work"), *ui]
        running.append(
            subprocess.Popen([spark_class, "org.apache.spark.deploy.worker.Worker", *words, f"spark://127.0.0.1:{port}"], **quiet)
        )
        yield f"spark://127.0.0.1:{port}"
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(20)


@pytest.mark.slow
def test_every_table_is_the_same_on_both_engines(tmp_path, master):
    duckdb, spark = tmp_path / "duckdb", tmp_path / "spark"
    assert throughcare("simulate", duckdb, "--people", "120").returncode == 0
    shutil.copytree(duckdb, spark)
    assert throughcare("run", duckdb).returncode in {0, 1}
    done = throughcare("run", spark, "--engine", "spark", "--master", master, PYSPARK_PYTHON=sys.executable)
    assert done.returncode in {0, 1}, done.stderr[-4000:]
    ours, theirs = contents(duckdb), contents(spark)
    assert set(ours) == set(theirs)
    assert {engine for _, _, engine in theirs.values()} == {"spark"}
    different = {name: (ours[name][0], theirs[name][0]) for name in ours if ours[name][:2] != theirs[name][:2]}
    assert not different, "tables that differ, with their rows on DuckDB and Spark"


def test_without_pyspark_the_command_says_what_to_install(tmp_path):
    folder = tmp_path / "study"
    assert throughcare("simulate", folder, "--people", "50").returncode == 0
    hidden = tmp_path / "hidden"
    (hidden / "pyspark").mkdir(parents=True)
    (hidden / "pyspark" / "__init__.py").write_text("raise ImportError('hidden by a test')\n")
    done = throughcare("run", folder, "--engine", "spark", PYTHONPATH=str(hidden))
    assert done.returncode == 2
    assert "throughcare[spark]" in done.stderr
