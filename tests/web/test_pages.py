"""Pages over released packs: this machine only, nothing loaded from elsewhere, nothing that is not in the pack."""

import re
import socket

import pytest
from starlette.testclient import TestClient

from throughcare.commands.serve import take_port
from throughcare.disclosure.pack import write_pack
from throughcare.disclosure.policy import read_policy
from throughcare.disclosure.protect import Context, protect
from throughcare.errors import DisclosureError, UsageError
from throughcare.findings.spec import TrueTable, make_finding
from throughcare.web.app import make_app, read_packs

HEADER = """-- People by programme.
-- Question: Q1.
-- Title: People by programme.
-- Population: everybody.
-- Dimensions: programme.
-- Measures: people count.
"""
TOKEN = "a-token-of-this-test"


@pytest.fixture
def releases(tmp_path):
    rows = ({"programme": "Horizon", "people": 143}, {"programme": "Kaizen", "people": 4}, {"programme": "All", "people": 147})
    table = TrueTable(make_finding("by_programme", HEADER), rows)
    policy = read_policy()
    folder = tmp_path / "releases" / "2026-1"
    folder.mkdir(parents=True)
    (folder / "report.html").write_text("<!doctype html><style>p{color:#000}</style><p>Report")
    protected = protect([table], policy, Context("ENG-2017 1.0", "2026-06-30"))
    write_pack(folder, protected, policy, {"title": "A study", "data_cut": "2026-06-30", "invented": True}, "0.1.0")
    return tmp_path / "releases"


@pytest.fixture
def browser(releases):
    client = TestClient(make_app(releases, TOKEN), base_url="http://127.0.0.1:8765")
    assert client.get("/", params={"token": TOKEN}).status_code == 200
    return client


def test_without_the_start_links_token_nothing_is_shown(releases):
    client = TestClient(make_app(releases, TOKEN), base_url="http://127.0.0.1:8765")
    assert client.get("/").status_code == 403
    assert client.get("/", params={"token": "guess"}).status_code == 403


def test_a_foreign_host_is_refused(releases):
    client = TestClient(make_app(releases, TOKEN), base_url="http://evil.example:8765", cookies={"throughcare": TOKEN})
    assert client.get("/").status_code == 400


def test_pages_can_only_be_read(browser):
    assert browser.post("/").status_code == 405


def test_a_table_shows_what_was_published_and_no_small_count(browser):
    page = browser.get("/2026-1/tables/by_programme").text
    assert "145" in page
    assert "withheld" in page
    assert "143" not in page
    assert not re.search(r">4<", page)
    assert "invented" in page


def test_every_page_loads_nothing_from_elsewhere(browser):
    for path in ("/", "/2026-1/", "/2026-1/tables/by_programme", "/2026-1/files/report.html"):
        answer = browser.get(path)
        assert answer.status_code == 200
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        assert "<script" not in answer.text
        assert not re.search(r"(src|href)=.https?:", answer.text)
        assert "style=" not in answer.text


@pytest.mark.parametrize("path", ["/none/", "/2026-1/tables/none", "/2026-1/files/tables.json", "/2026-1/files/../../secret"])
def test_what_is_not_in_the_pack_is_not_there(browser, path):
    assert browser.get(path).status_code == 404


def test_a_pack_that_was_changed_is_not_shown(releases):
    (releases / "2026-1" / "report.html").write_text("changed")
    with pytest.raises(DisclosureError, match=r"report\.html"):
        read_packs(releases)


def test_the_start_link_opens_the_pages_once(releases):
    app = make_app(releases, TOKEN)
    first, second = (TestClient(app, base_url="http://127.0.0.1:8765") for _ in range(2))
    assert first.get("/", params={"token": TOKEN}).status_code == 200
    assert first.get("/", params={"token": TOKEN}).status_code == 200  # the same browser may use the link again
    assert second.get("/", params={"token": TOKEN}).status_code == 403
    second.cookies.set("throughcare", TOKEN)
    assert second.get("/").status_code == 403
    assert second.get("/", params={"token": "é"}).status_code == 403


def test_a_port_that_another_program_has_is_refused_before_a_link_is_given():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(UsageError, match="another program has it"):
            take_port(taken.getsockname()[1])
