"""Screening: blind to each other, nothing lost, an order that never stops, agreement and estimates with their limits said."""

import itertools
import multiprocessing

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from review_in_hand import RECORDS
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from throughcare.errors import InputError, StudyError, UsageError
from throughcare.evidence.files import own_file, read_table
from throughcare.evidence.folder import open_evidence
from throughcare.evidence.screening.agreement import agreement, agreement_words, cohen_kappa, krippendorff_alpha
from throughcare.evidence.screening.estimate import Remaining, bounds_of_relevant, estimate_remaining, words_of
from throughcare.evidence.screening.features import make_features
from throughcare.evidence.screening.machine import fit_machine
from throughcare.evidence.screening.queue import Queue, double_ratings, lists, reopened, screeners
from throughcare.evidence.screening.ranking import BALANCE, COST, costs_of, make_ranker
from throughcare.evidence.screening.simulate import measure_order, read_labelled, run_simulation
from throughcare.evidence.screening.standing import live_decisions, standings
from throughcare.evidence.screening.store import DecisionStore
from throughcare.evidence.screening.terminal import Session, settle

YES, NO = "include", "exclude"


def sit(review, who, keys, stage="title_abstract"):
    """One sitting with these keys; what was shown."""
    folder = open_evidence(review)
    waiting, shown = iter([*keys, "q"]), []
    Session(folder, DecisionStore(folder.path), who, stage, lambda _: next(waiting), shown.append).run()
    return "\n".join(shown)


def test_the_first_record_is_the_likest_to_the_protocol_before_any_label(review):
    folder = open_evidence(review)
    texts = [f"{title} {abstract}" for title, _, abstract in RECORDS]
    order = make_ranker(texts, "mentoring after release from prison").order()
    assert set(order[:3]) == {0, 1, 2}
    assert "mentor" in Queue(folder, "ab", "title_abstract").next().reference.title.lower()


def test_every_record_is_shown_until_the_person_leaves(review):
    assert sit(review, "ab", "i" * 10).count("I1 include") == len(RECORDS)
    assert len(read_table(review / "evidence", "decisions")) == len(RECORDS)


def test_nobody_sees_anothers_choice(review, decide):
    decide("ab", dict.fromkeys(range(6), YES))
    shown = sit(review, "cd", "")
    assert "ab" not in shown.replace("abstract", "")
    assert "score" not in shown.lower()


def test_a_decision_taken_back_does_not_count_and_is_still_on_file(review):
    sit(review, "ab", ["i", "b"])
    folder = open_evidence(review)
    assert len(folder.decisions) == 2
    assert live_decisions(folder.decisions) == []


def test_full_text_asks_for_a_criterion(review, decide):
    decide("ab", {0: YES})
    decide("cd", {0: YES})
    shown = sit(review, "ab", ["e", "e E2"], "full_text")
    assert "needs the id of a criterion" in shown
    (row,) = [row for row in open_evidence(review).decisions if row["stage"] == "full_text"]
    assert (row["choice"], row["reason"]) == (NO, "E2")


@pytest.mark.parametrize(
    ("one", "other", "state"),
    [
        (YES, YES, YES),
        (NO, NO, NO),
        (YES, NO, "conflict"),
        (YES, "unsure", "conflict"),
        ("unsure", "unsure", "unsure"),
        (YES, None, "awaiting second"),
    ],
)
def test_two_decisions_come_to_one_standing(review, decide, one, other, state):
    records = decide("ab", {0: one})
    if other:
        decide("cd", {0: other})
    assert standings(open_evidence(review), "title_abstract")[records[0]].state == state


def test_what_one_has_seen_waits_for_a_second_and_not_for_a_third(review, decide):
    records = decide("ab", {0: YES, 1: YES})
    decide("cd", {0: YES})
    folder = open_evidence(review)
    assert records[0] not in Queue(folder, "ef", "title_abstract").waiting()
    assert records[1] in Queue(folder, "ef", "title_abstract").waiting()
    assert records[1] in lists(folder, "title_abstract")["awaiting second"]


def test_a_conflict_is_settled_by_somebody_else_with_a_reason(review, decide):
    records = decide("ab", {0: YES})
    decide("cd", {0: NO})
    folder = open_evidence(review)
    with pytest.raises(UsageError, match="somebody else"):
        settle(folder, "ab", "title_abstract", records[0], YES, "I say so")
    with pytest.raises(UsageError, match="--why"):
        settle(folder, "ef", "title_abstract", records[0], YES, "")
    settle(folder, "ef", "title_abstract", records[0], YES, "meets I1")
    assert standings(open_evidence(review), "title_abstract")[records[0]].state == YES
    with pytest.raises(InputError, match="in no conflict"):
        settle(open_evidence(review), "ef", "title_abstract", records[1], YES, "x")


def test_what_is_settled_can_be_settled_again_and_the_later_holds(review, decide):
    records = decide("ab", {0: YES})
    decide("cd", {0: NO})
    settle(open_evidence(review), "ef", "title_abstract", records[0], YES, "meets I1")
    settle(open_evidence(review), "ef", "title_abstract", records[0], NO, "I misread it")
    standing = standings(open_evidence(review), "title_abstract")[records[0]]
    assert (standing.state, standing.settled_by) == (NO, "ef")
    with pytest.raises(UsageError, match="somebody else"):
        settle(open_evidence(review), "cd", "title_abstract", records[0], YES, "mine")
    assert len(open_evidence(review).resolved) == 2


def test_who_decides_anew_after_a_conflict_was_settled_opens_it_again(review, decide):
    records = decide("ab", {0: YES})
    decide("cd", {0: NO})
    settle(open_evidence(review), "ef", "title_abstract", records[0], NO, "not in scope")
    path = review / "evidence" / "protocol.toml"
    amendment = '\n[[amendment]]\nid = "A1"\ndate = 2026-03-01\nwhat = "wider"\nwhy = "few"\nversion = "2"\n'
    path.write_text(path.read_text(encoding="utf-8") + amendment, encoding="utf-8")
    assert records[0] in Queue(open_evidence(review), "cd", "title_abstract").waiting()
    assert standings(open_evidence(review), "title_abstract")[records[0]].state == NO
    decide("cd", {0: NO})
    assert standings(open_evidence(review), "title_abstract")[records[0]].state == "conflict"
    decide("cd", {0: YES})
    assert standings(open_evidence(review), "title_abstract")[records[0]].state == YES


def _decide_many(folder, who, number):
    store = DecisionStore(folder)
    for at in range(number):
        store.decide({"record": f"r{at}", "stage": "title_abstract", "choice": YES, "who": who})
        if at % 10 == 0:
            store.export()
    store.export()


def test_two_processes_that_write_at_once_lose_no_row(review):
    folder = review / "evidence"
    context = multiprocessing.get_context("spawn")
    people = [context.Process(target=_decide_many, args=(folder, who, 40)) for who in ("ab", "cd")]
    for person in people:
        person.start()
    for person in people:
        person.join(60)
    rows = read_table(folder, "decisions")
    assert {who: sum(row["who"] == who for row in rows) for who in ("ab", "cd")} == {"ab": 40, "cd": 40}
    assert own_file(folder, "decisions", "ab").read_text(encoding="utf-8").count("\n") == 41


def test_a_sitting_that_finds_nothing_ends_with_what_remains(review):
    told = []
    keys = iter(["e E1", "e E1", "q"])
    store = DecisionStore(review / "evidence")
    assert Session(open_evidence(review), store, "ab", "title_abstract", lambda _: next(keys), told.append).run() == 2
    assert any("found so far: 0" in words for words in told)
    assert any("nothing relevant is found yet" in words for words in words_of(Remaining(0, 5, 1, 0, 0.0, 0, 5)))
    assert Remaining(0, 5, 1, 0, 0.0, 0, 5).recall is None
    assert len(read_table(review / "evidence", "decisions")) == 2


@pytest.mark.parametrize("is_killed", [False, True])
def test_a_sitting_that_is_cut_off_loses_nothing_and_asks_nothing_twice(review, is_killed, monkeypatch):
    keys = iter(["i", "e E1"])

    def read(_):
        if (key := next(keys, None)) is None:
            # A process that is killed does not even come to its end.
            monkeypatch.setattr(DecisionStore, "export", lambda _: []) if is_killed else None
            raise KeyboardInterrupt
        return key

    with pytest.raises(KeyboardInterrupt):
        Session(open_evidence(review), DecisionStore(review / "evidence"), "ab", "title_abstract", read, lambda _: None).run()
    assert len(read_table(review / "evidence", "decisions")) == (0 if is_killed else 2)
    monkeypatch.undo()
    assert f"{len(RECORDS) - 2} records wait for you" in sit(review, "ab", ["q"])
    assert len(read_table(review / "evidence", "decisions")) == 2


def test_two_names_that_make_one_file_name_share_it_and_lose_no_row(review, decide):
    decide("a b", {0: YES, 1: NO})
    decide("a-b", {2: YES})
    rows = read_table(review / "evidence", "decisions")
    assert sorted(row["who"] for row in rows) == ["a b", "a b", "a-b"]
    assert {row.file for row in rows} == {"evidence/decisions/a-b.csv"}


def test_a_criterion_that_the_protocol_does_not_have_is_asked_again(review):
    told = []
    keys = iter(["e E9", "e e1", "q"])
    store = DecisionStore(review / "evidence")
    made = Session(open_evidence(review), store, "ab", "title_abstract", lambda _: next(keys), told.append).run()
    assert made == 1
    assert [row["reason"] for row in store.rows()] == ["E1"]
    assert any("E9 is no criterion" in words or "e9 is no criterion" in words for words in told)


@pytest.mark.parametrize("said", ['"all"', "true", "1.5", "-1"])
def test_a_double_share_that_is_no_share_is_refused_by_name(review, said):
    path = review / "evidence" / "protocol.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("[screening]", f"[screening]\ndouble = {said}"), encoding="utf-8")
    with pytest.raises(StudyError, match="double: expected a share"):
        standings(open_evidence(review), "title_abstract")


def test_kappa_is_of_the_two_who_share_most_records(review, decide):
    decide("aa", {0: YES})
    decide("cd", dict.fromkeys(range(4), YES))
    decide("ef", dict.fromkeys(range(4), NO))
    assert screeners(open_evidence(review), "title_abstract") == ["cd", "ef", "aa"]
    assert [YES, NO, YES] in list(double_ratings(open_evidence(review), "title_abstract"))


def test_a_file_from_another_machine_is_read_back_once(review, decide):
    decide("ab", {0: YES})
    store = DecisionStore(review / "evidence", review / "elsewhere.sqlite")
    assert len(store.rows()) == 1
    assert store.read_back() == 0


def test_an_amendment_lists_the_decisions_it_reopens(review, decide):
    records = decide("ab", {0: YES, 1: NO, 2: NO}, reason="E1")
    protocol = review / "evidence" / "protocol.toml"
    text = protocol.read_text(encoding="utf-8").replace('version = "1"', 'version = "2"')
    protocol.write_text(
        text
        + '\n[[amendment]]\nid = "A1"\ndate = 2026-02-01\nwhat = "E1 dropped"\nwhy = "too narrow"\nversion = "2"\ncriteria = ["E1"]\n',
        encoding="utf-8",
    )
    assert reopened(open_evidence(review)) == {"A1": sorted(records[:3])}


AMENDED = (
    '\n[[amendment]]\nid = "A1"\ndate = 2026-02-01\nwhat = "E1 narrowed"\nwhy = "too wide"\nversion = "2"\ncriteria = ["E1"]\n'
)


def test_what_an_amendment_reopens_is_asked_again_of_who_decided_it(review, decide):
    everything = range(len(RECORDS))
    records = decide("ab", dict.fromkeys(everything, NO), reason="E1")
    decide("cd", dict.fromkeys(everything, NO), reason="E2")
    protocol = review / "evidence" / "protocol.toml"
    assert Queue(open_evidence(review), "ab", "title_abstract").waiting() == []
    protocol.write_text(
        protocol.read_text(encoding="utf-8").replace('version = "1"', 'version = "2"') + AMENDED, encoding="utf-8"
    )
    assert sorted(Queue(open_evidence(review), "ab", "title_abstract").waiting()) == sorted(records)
    assert Queue(open_evidence(review), "cd", "title_abstract").waiting() == []
    assert {one.state for one in standings(open_evidence(review), "title_abstract").values()} == {NO}
    told = sit(review, "ab", ["i", "b", "i", "q"])
    assert "6 of them decided before" in told
    states = [one.state for one in standings(open_evidence(review), "title_abstract").values()]
    assert sorted(states) == ["conflict", *[NO] * (len(RECORDS) - 1)]
    assert len(Queue(open_evidence(review), "ab", "title_abstract").waiting()) == len(RECORDS) - 1


def test_kappa_and_alpha_have_the_textbook_values():
    rows = [["a", "a"]] * 20 + [["a", "b"]] * 5 + [["b", "a"]] * 10 + [["b", "b"]] * 15
    assert cohen_kappa(rows) == pytest.approx(0.4)
    matrix = ["1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 ."]
    units = [[None if value == "." else value for value in unit] for unit in zip(*(row.split() for row in matrix), strict=True)]
    assert krippendorff_alpha(units) == pytest.approx(0.743, abs=0.0005)


def test_where_everybody_says_the_same_no_coefficient_is_printed():
    found = agreement([[YES, YES]] * 50)
    assert (found.kappa.value, found.alpha.value, found.percent.value) == (None, None, 1.0)
    assert "undefined" in "\n".join(agreement_words(found))


def test_a_screener_with_one_category_and_few_doubles_are_said():
    constant = agreement([[YES, YES]] * 45 + [[YES, NO]] * 5)
    assert constant.kappa.value == pytest.approx(0.0)
    assert "one category only" in constant.note
    assert "fewer than 10" in agreement([[YES, NO], [NO, NO], [YES, YES]]).kappa.why_not


def test_rare_inclusion_is_printed_with_its_table():
    found = agreement([[NO, NO]] * 118 + [[NO, YES]] * 5 + [[YES, NO]] * 2)
    assert found.percent.value == pytest.approx(0.944)
    assert found.kappa.value == pytest.approx(-0.02, abs=0.01)
    assert found.positive == 0
    assert found.table[NO, NO] == 118


def test_agreement_of_a_review_pairs_people_by_record(review, decide):
    decide("ab", dict.fromkeys(range(6), YES))
    decide("cd", {0: YES, 1: NO})
    assert sum(None not in row for row in double_ratings(open_evidence(review), "title_abstract")) == 2


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 120), st.data())
def test_the_bounds_hold_what_was_seen(population, data):
    drawn = data.draw(st.integers(1, population))
    relevant = data.draw(st.integers(0, drawn))
    low, high = bounds_of_relevant(population, drawn, relevant)
    assert relevant <= low <= high <= population - (drawn - relevant)


def test_the_interval_of_what_remains_covers_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(1)
    population, truth, drawn = 400, 24, 60
    flags = np.arange(population) < truth
    held = 0
    for _ in range(300):
        low, high = bounds_of_relevant(population, drawn, int(rng.permutation(flags)[:drawn].sum()))
        held += low <= truth <= high
    assert held / 300 >= 0.95


def test_what_remains_is_unknown_without_a_random_draw_and_stopping_is_never_advised():
    assert estimate_remaining(5, 100, 0, 0).recall is None
    words = " ".join(words_of(estimate_remaining(5, 100, 20, 1), 0.25))
    assert "would be lost" in words
    assert "save little here" in words
    assert "you may stop" not in words


def test_recall_is_taken_at_the_ceiling_of_the_share():
    shown = [True, False, True] + [False] * 17 + [True]
    found = measure_order(shown, 0.0)
    assert (found.recall_10, found.recall_20) == (pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert found.wss_95 == pytest.approx(1 - 21 / 21 - 0.05)


def test_ranking_beats_chance_on_texts_that_differ():
    texts = [f"mentor prison release gate person {at} {'hostel ' * (at % 3)}" for at in range(12)]
    texts += [f"barley soil polymer film catalyst quota {at} {'river ' * (at % 5)}" for at in range(200)]
    (run, *_) = run_simulation(texts, [at < 12 for at in range(212)], seeds=1)
    assert (run.records, run.relevant, run.recall_10) == (210, 11, 1.0)


def test_a_labelled_set_needs_labels_of_both_kinds(tmp_path):
    path = tmp_path / "set.csv"
    with pytest.raises(UsageError, match="no such file"):
        read_labelled(path)
    path.write_text("title,abstract,included\nA,b,1\nC,d,0\n", encoding="utf-8")
    assert read_labelled(path) == (["A b", "C d"], [True, False])
    path.write_text("title,abstract\nA,b\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column of labels"):
        read_labelled(path)


def test_texts_are_as_near_to_each_other_as_textbook_tf_idf_makes_them():
    texts = [
        "Mentoring after release from prison",
        "A trial of mentoring, after release",
        "Café culture; fish 42",
        "",
        "a b",
        "Fish fish fish after",
    ]
    words = "mentoring café zebra fish fish"
    textbook = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, max_df=0.95)
    expected = textbook.fit_transform(texts)
    features, likeness = make_features(texts, words)
    assert abs((features @ features.T - expected @ expected.T).toarray()).max() < 1e-12
    assert likeness == pytest.approx((expected @ textbook.transform([words]).T).toarray().ravel())


def _texts_with_topics(number):
    rng = np.random.default_rng(7)
    common, topic = [f"word{at}" for at in range(60)], [f"topic{at}" for at in range(8)]
    return [" ".join([*rng.choice(common, 25), *rng.choice(topic, 3 * (at % 9 == 0))]) for at in range(number)]


def test_scores_are_those_of_a_textbook_support_vector_machine():
    texts = _texts_with_topics(200)
    labels = {at: at % 9 == 0 and at != 9 for at in range(150)}
    ranker = make_ranker(texts)
    seen = np.arange(150)
    relevant = np.array([labels[at] for at in range(150)])
    weights = np.where(relevant, 1.0, relevant.sum() / (BALANCE * (~relevant).sum()))
    textbook = LinearSVC(loss="squared_hinge", C=COST, tol=1e-10, max_iter=100_000, random_state=0)
    textbook.fit(ranker.features[seen], relevant, sample_weight=weights * len(weights) / weights.sum())
    expected = textbook.decision_function(ranker.features)
    ranker.fit(labels)
    assert ranker.scores == pytest.approx(expected, abs=1e-4)
    cost = np.where(relevant, *costs_of(ranker.kinds))
    pull = fit_machine(ranker.features[seen], relevant, cost, np.zeros(150), precisions=(1e-2, 1e-5, 1e-9))
    assert ranker.features @ (ranker.features[seen].T @ pull) + pull.sum() == pytest.approx(expected, abs=1e-7)


def test_scores_do_not_depend_on_where_the_last_fit_stood():
    texts = _texts_with_topics(300)
    labels = {at: at % 9 == 0 for at in range(280)}
    kept = make_ranker(texts)
    for decided in (10, 60, 61, 200, 120, 280):
        part = dict(list(labels.items())[:decided])
        anew = make_ranker(texts)
        kept.fit(part)
        anew.fit(part)
        assert kept.scores == pytest.approx(anew.scores, abs=1e-4)


def test_a_decision_turned_round_turns_the_order():
    texts = _texts_with_topics(90)
    ranker = make_ranker(texts)
    labels = {at: at % 9 == 0 for at in range(60)}
    ranker.fit(labels)
    before = ranker.scores
    ranker.fit({at: not label for at, label in labels.items()})
    after = ranker.scores
    assert before[63] > before[64]
    assert after[63] < after[64]


def _dual(ranker, labels):
    """The sum whose least the fit is, seen from the pulls: of all places that one step can reach, it is least where the step ends."""
    costs = dict(zip((True, False), costs_of(ranker.kinds), strict=True))
    model = ranker.features.T @ ranker.pull
    spread = sum(ranker.pull[at] ** 2 / (4 * costs[label]) for at, label in labels.items())
    return (model @ model + ranker.pull.sum() ** 2) / 2 + spread - abs(ranker.pull).sum()


@pytest.mark.parametrize("relevant", [True, False])
def test_a_decision_is_learnt_at_once_and_comes_near_the_whole_fit(relevant):
    texts = _texts_with_topics(300)
    labels = {at: at % 9 == 0 for at in range(200)}
    ranker = make_ranker(texts)
    ranker.fit(labels)
    before, fitted = ranker.scores.copy(), ranker.fitted_at
    at = 225 if relevant else 226
    labels[at] = relevant
    ranker.learn(labels, at)
    assert ranker.fitted_at == fitted
    assert ranker.scores == pytest.approx(ranker.features @ (ranker.features.T @ ranker.pull) + ranker.pull.sum())
    whole = make_ranker(texts)
    whole.fit(labels)
    # Nearer in what orders: how far each stands from the others; a shift that all share orders nothing.
    assert np.std(ranker.scores - whole.scores) < np.std(before - whole.scores)
    reached, pull = _dual(ranker, labels), ranker.pull[at]
    assert _dual(whole, labels) < reached
    for other in (0.0, 0.9 * pull, 1.1 * pull):
        ranker.pull[at] = other
        assert reached < _dual(ranker, labels)


def test_decisions_learnt_one_by_one_are_fitted_as_a_whole_after_an_eightieth_more():
    texts = _texts_with_topics(300)
    ranker, labels, fits = make_ranker(texts), {}, []
    for at in range(280):
        labels[at] = at % 9 == 0
        ranker.learn(labels, at)
        if ranker.fitted_at == len(labels):
            fits.append(len(labels))
            anew = make_ranker(texts)
            anew.fit(labels)
            assert ranker.scores == pytest.approx(anew.scores, abs=1e-4)
    assert fits[:159] == list(range(1, 160))
    assert all(later - earlier == max(1, later // 80) for earlier, later in itertools.pairwise(fits))
    assert len(fits) < 250


def test_decisions_of_one_kind_leave_the_order_of_the_protocols_words():
    texts = _texts_with_topics(60)
    ranker, labels = make_ranker(texts, "topic3 topic5"), {}
    before = list(ranker.order())
    for at in range(1, 45):
        labels[at] = False
        ranker.learn(labels, at)
        assert list(ranker.order()) == before
    labels[0] = True
    ranker.learn(labels, 0)
    assert ranker.fitted_at == 45
    assert list(ranker.order()) != before


def test_the_next_record_follows_each_decision_and_what_is_taken_back(review):
    queue = Queue(open_evidence(review), "ab", "title_abstract")
    first = queue.next().record
    queue.take(first, YES)
    queue.take(queue.records[-1], NO)
    liked = queue.next().record
    queue.take(queue.records[-1], YES)
    assert queue.ranker.kinds == {True: 2, False: 0}
    queue.take(queue.records[-1], NO)
    assert queue.next().record == liked
    queue.take_back(queue.records[-1])
    assert queue.ranker.kinds == {True: 1, False: 0}


@pytest.mark.parametrize("texts", [[], [""], ["a"], ["word"], ["same words", "same words"]])
def test_texts_without_words_or_with_nothing_to_tell_apart_keep_their_order(texts):
    assert list(make_ranker(texts, "words").order()) == list(range(len(texts)))


@pytest.mark.parametrize(("yes", "no"), [("1", "0"), ("yes", "No"), ("TRUE", "FALSE")])
def test_labels_are_read_as_people_write_them_and_other_rows_left_out(tmp_path, yes, no):
    path = tmp_path / "set.csv"
    path.write_text(f"title,abstract,label\nOne,a,{yes}\nTwo,b,{no}\nThree,c,-1\n", encoding="utf-8")
    assert read_labelled(path) == (["One a", "Two b"], [True, False])


def test_a_set_without_a_label_that_can_be_read_is_refused(tmp_path):
    path = tmp_path / "set.csv"
    path.write_text("title,abstract,label\nOne,a,perhaps\n", encoding="utf-8")
    with pytest.raises(InputError, match="1 rows, none with a label in column label"):
        read_labelled(path)
