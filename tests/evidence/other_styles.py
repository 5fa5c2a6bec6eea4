"""A second family of invented records, written apart from labelled.py: other words, other vendors' habits, other damage.

    records, groups = make_other_set(works=1000, seed=1, cut=False)

Habits: journals abbreviated by rule, authors in another order or only the first, titles in capitals, with entities, markup or a
translation beside them, DOIs as addresses, no year, early views, page ranges shortened. Traps as in labelled.py, with others:
companion papers of one team, annual reports, retractions, commentaries that quote the title.
"""

import html
import random
import re
import unicodedata
from dataclasses import replace

from throughcare.evidence.reference import Reference

PEOPLE = """young people leaving care|adult men in prison|women on probation|people with learning disabilities|veterans|older adults
refugees and asylum seekers|first-time offenders|school-aged children|sex workers|foster carers|prison officers|homeless youth|nurses
Indigenous communities|university students|people who inject drugs|perpetrators of partner violence|survivors of abuse|police trainees"""
TAILS = """a systematic review and meta-analysis|a ten-year follow-up|a qualitative interview study|findings from a national survey
a cluster randomised trial|lessons from practice|an interrupted time series|evidence from England and Wales|a grounded theory
a Delphi consensus study|the role of trust|a scoping review|what works and for whom?|results at 12 months|a mixed-methods evaluation"""
THINGS = """group-based cognitive therapy|restorative justice conferencing|electronic monitoring|through-the-gate support|peer mentoring
opioid substitution treatment|trauma-informed care|housing first|family group decision making|motivational interviewing|self-esteem
risk assessment instruments|the Good Lives Model|polygraph testing|online grooming|α-blocker use|moral panic|parental incarceration
stigma & shame|body-worn cameras|community notification laws|civil orders|bystander training|anger management|naltrexone|mindfulness"""
SHAPES = """Effects of {t} on {u} among {p}|{t} for {p}|Experiences of {t} in {p}|Does {t} reduce {u}? Evidence from {p}
The relationship between {t} and {u} in {p}|Predicting {u} after {t}: the case of {p}|Barriers to {t} for {p}|{t}, {u} and {p}
“Nobody asked me”: {t} and {p}|Understanding {u}: {t} revisited with {p}|Towards a theory of {u} for {p}|{p}' views of {t}"""
ENDS = """reoffending|quality of life|drop-out|psychological distress|treatment readiness|employment|social support|school exclusion
victim empathy|therapeutic alliance|substance misuse|reconviction|re-arrest|attendance|mortality|self-harm|sleep|homelessness"""
JOURNALS = """Psychology of Violence|Journal of Criminal Justice|Legal and Criminological Psychology|Children and Youth Services Review
Drug and Alcohol Dependence|Journal of Experimental Criminology|BMC Public Health|European Journal of Probation|Critical Social Policy
Health & Social Care in the Community|The Prison Journal|Crime, Media, Culture: An International Journal|Qualitative Health Research
Social Work in Public Health|Deviant Behavior|Ethnography|Kriminologisches Journal|Clinical Psychology Review|Science|Gut
Revista Española de Investigación Criminológica|Archives of Sexual Behavior|Pediatrics (Evanston)"""
SURNAMES = """Abbott|Adeyemi|Alvarez|Baptiste|Beaumont|Bergström|Bianco|Blake|Brandt|Burke|Carmichael|Chaudhry|Costa|Dasgupta|Dubois
Eriksen|Farrell|Fitzgerald|Gallagher|Grünwald|Hashimoto|Hernandez|Hübner|Iqbal|Jovanović|Keller|Kovács|Larsen|Lombardi
MacLeod|Maguire|McKenna|Mbeki|Nakagawa|Nguyen|O'Connor|O'Shea|Obi|Pavlenko|Pritchard|Ramírez|Schäfer|Sharma|Szabó|Thornton
Tremblay|Vaughan|Verhoeven|Yamamoto|Yıldız|Zimmermann|Ng|Wu|van den Heuvel|De Clercq|Al-Khatib|García Márquez|St. Clair"""
GIVEN = """Aidan|Beatriz|Chidi|Dorothea|Fiona|Gareth|Helena|Jun|Katarzyna|Lars|Nadia|Ramona|Siobhán|Tomás|Ursula|Wei|Yusuf|Jean-Paul"""
SENTENCES = """We interviewed {n} participants recruited from {k} sites.|The group (n = {n}) was compared with {k} controls.
Follow-up lasted {k} months.|Results suggest that {u} improved, although {v} did not.|Participants described {u} as central to {v}.
Implications for {t} are discussed.|Data were drawn from {k} registers.|Few studies have examined {t} together with {v}."""
PEOPLE, TAILS, THINGS, SHAPES, ENDS, JOURNALS, SURNAMES, GIVEN, SENTENCES = (
    re.split(r"[|\n]", text) for text in (PEOPLE, TAILS, THINGS, SHAPES, ENDS, JOURNALS, SURNAMES, GIVEN, SENTENCES)
)
WHOLE = str.maketrans({"ı": "i", "α": "alpha"})
LEFT_OUT = {"of", "and", "in", "the", "for", "on", "de"}


def _title(rng):
    shape = rng.choice(SHAPES).format(t=rng.choice(THINGS), u=rng.choice(ENDS), p=rng.choice(PEOPLE))
    title = shape[0].upper() + shape[1:]
    return title + (" " if "?" in title else ": ") + rng.choice(TAILS) if rng.random() < 0.65 else title


def _abstract(rng):
    words = {
        "n": rng.randint(5, 900),
        "k": rng.randint(2, 60),
        "u": rng.choice(ENDS),
        "v": rng.choice(ENDS),
        "t": rng.choice(THINGS),
    }
    return " ".join(
        rng.choice(SENTENCES).format(**words | {"n": rng.randint(5, 900), "u": rng.choice(ENDS), "v": rng.choice(ENDS)})
        for _ in range(rng.randint(5, 11))
    )


def _author(rng):
    middle = f" {rng.choice('ABCDEFGHJKLMPRSTW')}." if rng.random() < 0.5 else ""
    return f"{rng.choice(SURNAMES)}, {rng.choice(GIVEN)}{middle}"


def _work(rng):
    page, journal = rng.randint(1, 1500), rng.choice(JOURNALS)
    return Reference(
        kind="JOUR", title=_title(rng), year=str(rng.randint(1995, 2025)), container=journal, volume=str(rng.randint(1, 160)),
        issue=str(rng.randint(1, 12)), first_page=str(page), last_page="" if journal == "BMC Public Health" else str(page + rng.randint(2, 29)),
        authors=[_author(rng) for _ in range(rng.choice([1, 1, 2, 2, 3, 3, 4, 5, 7, 9]))], abstract=_abstract(rng),
        doi=f"10.{rng.choice(['1016', '1177', '1080', '1186'])}/{rng.choice('jbcs')}{rng.choice('./-')}{rng.randint(1000, 999999)}.{rng.randint(10, 99)}",
    )  # fmt: skip


def _bare(text):
    return unicodedata.normalize("NFKD", text.translate(WHOLE)).encode("ascii", "ignore").decode()


def _parts(author):
    surname, _, given = author.partition(", ")
    return surname, "".join(part[0] for part in re.split(r"[ -]", given) if part)


def _short_pages(first, last):
    if len(first) != len(last):
        return last
    at = 0
    while at < len(first) - 1 and first[at] == last[at]:
        at += 1
    return last[at:]


def _abbreviate(rng, journal):
    words = [w for w in re.split(r"[ ,&]+", re.sub(r"\s*[:(].*", "", journal)) if w.lower() not in LEFT_OUT]
    dot = rng.choice(["", "."])
    return words[0] if len(words) == 1 else " ".join(w if len(w) <= 5 else w[: rng.choice([3, 4, 5])] + dot for w in words)


def _medline(rng, r):
    title = r.title
    for british, american in (
        ("randomised", "randomized"),
        ("ten-year", "10-year"),
        ("self-", "self "),
        ("follow-up", "followup"),
    ):
        title = title.replace(british, american) if rng.random() < 0.5 else title
    return replace(r, title=title + ".", authors=[" ".join(filter(None, _parts(a))) for a in r.authors], abstract="BACKGROUND: " + r.abstract,
                   container=_abbreviate(rng, r.container), last_page=_short_pages(r.first_page, r.last_page))  # fmt: skip


def _entities(rng, r):
    title = (
        html.escape(r.title)
        if rng.random() < 0.5
        else r.title.replace("“", "&#8220;").replace("”", "&#8221;").replace("'", "&rsquo;")
    )
    doi = rng.choice(["https://doi.org/{}", "http://dx.doi.org/{}", "doi:{}", "DOI {}."]).format(r.doi) if r.doi else ""
    return replace(
        r,
        title=title.replace("α", "&alpha;"),
        doi=doi,
        abstract=f"{r.abstract} (Database Record (c) {r.year}, all rights reserved)",
    )


def _capitals(_, r):
    authors = [", ".join(filter(None, _parts(_bare(a).upper()))) for a in r.authors]
    return replace(
        r, title=_bare(r.title).upper(), authors=authors, container=_bare(r.container).upper(), abstract=r.abstract[:400]
    )


def _other_signs(rng, title):
    if rng.random() < 0.4:
        title = title.replace("“", '"').replace("”", '"').replace("-", rng.choice(["‐", " "]))
    if rng.random() < 0.3:
        title = title.replace(": ", rng.choice([" - ", "—", ". ", " : "]))
    return title + rng.choice(["*", ".", "†", "", "", "", "", ""])


def _turned(rng, r):
    authors = r.authors[::-1] if rng.random() < 0.5 else r.authors[1:] + r.authors[:1]
    return replace(r, authors=authors, title=_other_signs(rng, r.title))


def _no_year(rng, r):
    return replace(r, year="", issue="", title=_other_signs(rng, r.title))


def _early(rng, r):
    page, last = rng.choice([("", ""), ("1", "17"), ("1", "")])
    return replace(r, year=str(int(r.year) - rng.choice([0, 1])), volume="", issue="", first_page=page, last_page=last)


def _given_first(_, r):
    return replace(
        r,
        authors=[" ".join(reversed(a.split(", "))) for a in r.authors],
        title=r.title.title(),
        volume=f"{r.volume}({r.issue})",
        issue="",
    )


def _first_only(_, r):
    return replace(r, authors=r.authors[:1] + ["et al."] * (len(r.authors) > 1), abstract="")


def _markup(_, r):
    return replace(
        r,
        title=f"<p>{r.title.replace(' in ', ' <i>in</i> ')}</p>",
        container=r.container.replace("&", "&amp;"),
        abstract=f"<jats:p>{r.abstract}</jats:p>",
    )


def _translated(rng, r):
    foreign = " ".join(word[::-1] for word in r.title.split())
    return replace(
        r,
        title=rng.choice([f"{foreign} [{r.title}]", f"[{r.title}]", f"{foreign} = {r.title}"]),
        abstract=rng.choice(["", r.abstract]),
    )


VENDORS = (_medline, _entities, _capitals, _turned, _no_year, _early, _given_first, _first_only, _markup, _translated)


def _cut(rng, r):
    title = re.sub("<[^>]+>", "", html.unescape(html.unescape(r.title)))
    if rng.random() < 0.4:
        if rng.random() < 0.5 and re.search(r"[:?] ", title):
            title = re.split(r"(?<=[:?]) ", title)[0].rstrip(":")
        else:
            title = title[: max(40, int(len(title) * rng.uniform(0.6, 0.85)))].rsplit(" ", 1)[0] + rng.choice(["", "...", "…"])
    return replace(r, title=title, doi="", abstract="")


def _correction(rng, r):
    head = rng.choice(["Correction to: ", "Corrigendum to “", "Erratum to: ", "RETRACTION: ", "Retraction notice: "])
    return [
        replace(
            r,
            title=head + r.title,
            doi=rng.choice(["", r.doi + "x"]),
            first_page=str(int(r.first_page) + 333),
            last_page="",
            abstract="",
        )
    ]


def _two_parts(rng, r):
    page, marks = (
        int(r.first_page),
        rng.choice([(" Part 1", " Part 2"), (" (Part one)", " (Part two)"), (". I", ". II"), (", Part I", ", Part II")]),
    )
    return [
        replace(r, title=r.title + mark, doi="", first_page=str(page + 40 + 11 * at), last_page=str(page + 50 + 11 * at))
        for at, mark in enumerate(marks)
    ]


def _supplement(rng, r):
    doi, page, others = f"10.1111/supp.{rng.randint(1, 10**6)}", f"A{rng.randint(1, 200)}", [_work(rng) for _ in range(4)]
    authors = rng.random() < 0.5
    return [replace(w, doi=doi, first_page=page, last_page="", container=r.container, volume=r.volume, issue="Suppl 1", year=r.year,
                    authors=r.authors if authors else w.authors) for w in others]  # fmt: skip


def _companions(rng, r):
    shape, page = rng.choice(SHAPES[:5]).format(t=rng.choice(THINGS), u=rng.choice(ENDS), p="{p}"), int(r.first_page) + 70
    return [replace(r, title=shape.format(p=who), doi=f"10.1000/p.{rng.randint(1, 10**7)}", first_page=str(page + 15 * at), last_page=str(page + 15 * at + 10),
                    abstract=_abstract(rng)) for at, who in enumerate(rng.sample(PEOPLE, 2))]  # fmt: skip


def _meeting(rng, r):
    return [replace(r, kind="CONF", container="Abstracts of the 12th World Congress of Criminology", volume="", issue="", first_page=str(rng.randint(1, 300)),
                    last_page="", doi="", year=str(int(r.year) - 1), abstract=r.abstract[:300])]  # fmt: skip


def _yearly(rng, r):
    head = f"Annual report on {rng.choice(ENDS)} and {rng.choice(THINGS)} in {rng.choice(PEOPLE)}"
    return [replace(r, title=f"{head} {year}/{year - 1999}", year=str(year), doi="", volume="", issue="", first_page="", last_page="", container="",
                    authors=["Ministry of Justice"], abstract="") for year in (2012, 2013)]  # fmt: skip


def _commentary(rng, r):
    page = str(int(r.first_page) + 20)
    title = f"Commentary on {_parts(r.authors[0])[0]} et al. ({r.year}): {r.title}"
    return [replace(r, title=title, authors=_work(rng).authors, doi="", first_page=page, last_page=page, abstract="")]


def _preprint(rng, r):
    return [replace(r, container=rng.choice(["SSRN Electronic Journal", "PsyArXiv"]), volume="", issue="", first_page="", last_page="",
                    doi=f"10.31234/osf.io/{rng.randint(1000, 99999)}")]  # fmt: skip


def _general(rng, r):
    bare = replace(
        r, title=rng.choice(["Book reviews", "Editorial", "Letter"]), authors=[], doi="", abstract="", first_page="", last_page=""
    )
    return [bare, replace(bare, volume=str(int(r.volume) + 1))]


TRAPS = (_correction, _two_parts, _supplement, _companions, _meeting, _yearly, _commentary, _preprint, _general)


def make_other_set(works, seed, *, cut=False):
    """Records in mixed order and the number of each one's work; `cut`: titles cut, no DOI, no abstract."""
    rng = random.Random(seed)
    rows, group = [], 0
    for _ in range(works):
        work = _work(rng)
        copies = rng.choice([1, 1, 2, 2, 3, 4]) if rng.random() < 0.6 else 1
        for vendor in rng.sample(VENDORS if rng.random() < 0.1 else VENDORS[:9], copies):
            record = vendor(rng, work)
            rows.append((_cut(rng, record) if cut else record, group))
        group += 1
        if rng.random() < 0.1:
            for trap in rng.choice(TRAPS)(rng, work):
                record = rng.choice((_medline, _entities, _given_first, _markup))(rng, trap)
                rows.append((replace(record, doi="", abstract="") if cut else record, group))
                group += 1
    rng.shuffle(rows)
    return [replace(record, record=f"r{at}") for at, (record, _) in enumerate(rows)], [group for _, group in rows]


def write_ris(path, records):
    """The records as a RIS file, field by field as they stand."""
    with path.open("w", encoding="utf-8") as file:
        for r in records:
            fields = [("TY", r.kind), ("TI", r.title), *(("AU", author) for author in r.authors), ("PY", r.year), ("JO", r.container), ("VL", r.volume),
                      ("IS", r.issue), ("SP", r.first_page), ("EP", r.last_page), ("DO", r.doi), ("AB", r.abstract)]  # fmt: skip
            file.writelines(f"{tag}  - {value}\n" for tag, value in fields if value)
            file.write("ER  - \n\n")
