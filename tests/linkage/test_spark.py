"""Spark gives the same edges as DuckDB, from the same definition and numbers."""

import shutil

import invented
import pytest

import chain

pytest.importorskip("pyspark", reason="pyspark is not installed; it comes with the extra 'spark'")
if shutil.which("java") is None:
    pytest.skip("Java is not installed", allow_module_level=True)

pytestmark = [pytest.mark.spark, pytest.mark.slow]


def test_the_two_text_functions_are_the_engines_own(room):
    import duckdb

    from throughcare.linkage.on_spark import damerau_levenshtein, jaro_winkler

    names = [name for name in room("nodes")["full_name"].to_pylist() if name][:46]
    pairs = [(one, other) for one in names for other in names][:1000]
    pairs += [("MCLAREN", "MACLAREN"), ("CARLETON", "CAROETON"), ("MARTHA", "MARHTA"), ("CA", "ABC"), ("", "A")]
    con = duckdb.connect()
    for one, other in pairs:
        similarity, edits = con.execute(
            "select jaro_winkler_similarity($a, $b), damerau_levenshtein($a, $b)", {"a": one, "b": other}
        ).fetchall()[0]
        assert jaro_winkler(one, other) == pytest.approx(similarity, abs=1e-12)
        assert damerau_levenshtein(one, other) == edits


@pytest.mark.filterwarnings("ignore")
def test_edges_are_the_same_on_both_engines():
    from throughcare.engine.spark import start_session
    from throughcare.linkage.on_spark import session_settings

    received, _, _ = invented.invent(40, seed=4)
    built = chain.build_room(received, order=("identifiers", "nodes", "edges"))
    on_duckdb = built("edges")
    session = start_session({"partitions": 1, "settings": session_settings()})
    try:
        built.make("edges", chain.PARAMETERS, engine="spark", session=session)
    finally:
        session.stop()
    assert built("edges").num_rows == on_duckdb.num_rows > 100
    assert built("edges").equals(on_duckdb)
