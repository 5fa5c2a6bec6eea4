"""Invented labelled sets: clean records, copies of them as vendors write them, and traps that must stay apart.

    records, groups = make_labelled_set(works=1000, seed=1, damaged=False)

`groups` gives each record the number of its work; two records of one number are duplicates, all others are not.
Every word, name and number is drawn from the lists below: nobody's record is among them.
"""

import csv
import random
import re
import unicodedata
from collections import Counter
from dataclasses import replace

from throughcare.evidence.reference import Reference


def _words(text):
    return text.split()


SUBJECT = _words("""offender treatment prison probation desistance reconviction supervision release attachment disclosure grooming exploitation
internet image gang victim adolescent juvenile community custody hostel mentoring circle accountability polygraph assessment actuarial
risk empathy denial shame stigma housing employment literacy addiction heroin alcohol methadone depression anxiety psychosis schizophrenia
autism disability dementia diabetes insulin stroke cardiac lung cancer breast prostate hepatitis influenza vaccine malaria obesity sleep
exercise diet nursing midwife surgeon hospital emergency ambulance school teacher curriculum reading numeracy classroom university
student parent father mother sibling foster adoption neglect kinship police court sentencing jury magistrate legislation policy budget
migration asylum trafficking labour wage pension poverty inequality rural urban transport flood climate forest soil river fishery
catalyst polymer sensor robot algorithm network database encryption blockchain privacy telemedicine software outsourcing platform trust
genome protein receptor enzyme antibody mouse rat zebrafish bacterium biofilm antibiotic resistance steatosis lipid cortisol dopamine""")
QUALITY = _words("""early late brief intensive manualised cognitive behavioural residential voluntary mandatory specialist integrated structured
longitudinal prospective retrospective national regional local qualitative quantitative randomised controlled comparative exploratory
critical theoretical empirical dynamic static chronic acute severe mild online digital remote gendered cultural ethical""")
KIND = _words("""study trial review analysis evaluation survey framework model account perspective synthesis critique history typology outcome
experience barrier facilitator predictor mechanism pathway measure scale validation""")
LINK = ["in", "among", "and", "for", "of", "after", "within", "between", "towards", "beyond"]
SURNAMES = _words("""Ward Hill Dale Smith Jones Brown Taylor Wilson Evans Thomas Roberts Walker Wright Hall Green Wood Martin Clarke Jackson
Lewis Young King Baker Carter Mitchell Phillips Parker Cooper Morris Bell Murphy Bailey Kelly Cox Gray Webb Fox Shaw Hunt Palmer Mills
Müller Schröder Böhm Groß Weiß Jäger Lönnqvist Åström Øvergård Sørensen Łukasz Dvořák Novák Čapek García Peña Núñez Ibáñez Gonçalves
Gagné Côté Lefèvre D'Angelo O'Brien O'Neill McAlinden McCartan MacDonald Smallbone Kemshall Beech Craissati Hanson Marshall Laws Mann
Li Wang Zhang Chen Liu Yang Huang Zhao Wu Zhou Kim Lee Park Choi Tanaka Suzuki Sato Nakamura Patel Singh Khan Ahmed Hussain Okafor Mensah
Ivanov Petrova Kowalski Nowak Horváth Popescu Rossi Ferrari Bianchi Papadopoulos Yılmaz Öztürk Haddad Cohen Levy Svensson Virtanen Jansen
Smith-Jones Lloyd-Roberts Garcia-Lopez Ortega-Martín Van-Dijk Saint-Pierre""")
SURNAMES += ["van der Berg", "de Vries", "van Dijk", "von Braun", "de la Cruz", "Ten Haaf", "El Sayed", "dos Santos"]
GIVEN = _words("""Anna Ben Carla David Emma Frank Grace Hugh Iris Jack Karen Liam Maria Neil Olga Paul Quinn Rosa Sam Tara Uma Victor Wendy Xin
Yasmin Zoe José Renée Søren Jürgen Zoë André Ludmiła""")
JOURNALS = [
    ("Journal of Sexual Aggression", "J Sex Aggress"), ("Sexual Abuse: A Journal of Research and Treatment", "Sex Abuse"),
    ("Child Abuse & Neglect", "Child Abuse Negl"), ("Psychology, Crime & Law", "Psychol Crime Law"),
    ("British Journal of Criminology", "Br J Criminol"), ("Probation Journal", "Probat J"),
    ("International Journal of Offender Therapy and Comparative Criminology", "Int J Offender Ther Comp Criminol"),
    ("The Howard Journal of Crime and Justice", "Howard J Crime Justice"), ("Aggression and Violent Behavior", "Aggress Violent Behav"),
    ("The Lancet", "Lancet"), ("New England Journal of Medicine", "N Engl J Med"), ("BMJ (Clinical research ed.)", "BMJ"),
    ("Journal of the American Medical Association", "JAMA"), ("Annals of Hepatology", "Ann Hepatol"), ("PLoS ONE", "PLoS One"),
    ("Proceedings of the National Academy of Sciences of the United States of America", "Proc Natl Acad Sci U S A"),
    ("Cochrane Database of Systematic Reviews", "Cochrane Database Syst Rev"), ("Current Opinion in Lipidology", "Curr Opin Lipidol"),
    ("Communications of the Association for Information Systems", "Commun Assoc Inf Syst"), ("Zeitschrift für Psychologie", "Z Psychol"),
    ("European Journal of Information Systems", "Eur J Inf Syst"), ("Addiction", "Addiction"), ("Social Science & Medicine", "Soc Sci Med"),
    ("Journal of Clinical Psychiatry", "J Clin Psychiatry"), ("Archives of General Psychiatry", "Arch Gen Psychiatry"),
    ("Trauma, Violence, & Abuse", "Trauma Violence Abuse"), ("Criminal Justice and Behavior", "Crim Justice Behav"),
    ("Journal of Interpersonal Violence", "J Interpers Violence"), ("Public Money and Management", "Public Money Manag"),
]  # fmt: skip
PUBLISHERS = ["Elsevier Ltd", "Taylor & Francis", "SAGE Publications", "The Author(s)", "Wiley Periodicals"]
WHOLE = str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ı": "i"})
SPELLINGS = [("behaviour", "behavior"), ("randomised", "randomized"), ("labour", "labor"), ("manualised", "manualized")]


def _title(rng):
    words = [
        rng.choice(QUALITY),
        rng.choice(SUBJECT),
        rng.choice(KIND),
        rng.choice(LINK),
        rng.choice(SUBJECT),
        rng.choice(SUBJECT),
    ]
    if rng.random() < 0.5:
        words += [rng.choice(LINK), rng.choice(QUALITY), rng.choice(SUBJECT)]
    text = " ".join(words).capitalize()
    if rng.random() < 0.5:
        tail = [rng.choice(QUALITY), rng.choice(KIND), rng.choice(LINK), rng.choice(SUBJECT), rng.choice(KIND)]
        text += ": " + " ".join(["a", *tail])
    return text


def _abstract(rng, title):
    words = [rng.choice(SUBJECT if rng.random() < 0.6 else QUALITY + KIND + LINK) for _ in range(rng.randint(60, 130))]
    for _ in range(6):
        words.insert(rng.randrange(len(words)), str(rng.randint(2, 999)))
    return f"{title.split(':')[0]} is described. " + " ".join(words).capitalize() + "."


def _work(rng):
    title, journal, first = _title(rng), rng.choice(JOURNALS), rng.randint(1, 1900)
    return Reference(
        kind="JOUR", title=title, year=str(rng.randint(1988, 2024)),
        authors=[f"{rng.choice(SURNAMES)}, {rng.choice(GIVEN)} {rng.choice('ABCDEGHJKLMNPRSTW')}." for _ in range(rng.randint(1, 6))],
        container=journal[0], volume=str(rng.randint(1, 120)), issue=str(rng.randint(1, 12)), first_page=str(first),
        last_page=str(first + rng.randint(4, 24)), doi=f"10.{rng.randint(1000, 9999)}/{rng.choice('abcjs')}.{rng.randint(10**5, 10**7)}",
        abstract=_abstract(rng, title), extra={"abbreviation": [journal[1]]},
    )  # fmt: skip


def _bare(text):
    return unicodedata.normalize("NFKD", text.translate(WHOLE)).encode("ascii", "ignore").decode()


def _initials(author):
    surname, given = author.split(", ", 1)
    return surname, "".join(part[0] for part in re.split(r"[ -]", given) if part)


def _pubmed(rng, r):
    return replace(r, title=r.title + ".", authors=[" ".join(_initials(a)) for a in r.authors], container=r.extra["abbreviation"][0],
                   last_page=_short(r.first_page, r.last_page))  # fmt: skip


def _short(first, last):
    if len(first) != len(last):
        return last
    same = next((at for at, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), len(first) - 1)
    return last[same:]


def _ebsco(rng, r):
    return replace(r, title=r.title.title() if rng.random() < 0.5 else r.title.upper(), doi=f"https://doi.org/{r.doi.upper()}",
                   abstract=r.abstract + f" © {r.year} {rng.choice(PUBLISHERS)}. All rights reserved.")  # fmt: skip


def _wos(rng, r):
    authors = [", ".join(_initials(_bare(a))) for a in r.authors]
    return replace(
        r, title=_bare(r.title), container=_bare(r.container).upper(), authors=authors, doi=r.doi if rng.random() < 0.8 else ""
    )


def _scopus(rng, r):
    authors = [f"{s} {'.'.join(g)}." for s, g in map(_initials, r.authors)]
    issue, page = (r.issue, r.first_page) if rng.random() < 0.85 else ("", "")
    return replace(r, authors=authors, issue=issue, first_page=page, last_page=r.last_page if page else "")


def _lens(rng, r):
    title = r.title.replace(":", ":<br>") if rng.random() < 0.3 else f"<i>{r.title.split(' ')[0]}</i> {r.title.split(' ', 1)[1]}"
    if rng.random() < 0.3:
        return replace(r, title=title, year=str(int(r.year) - 1), volume="", issue="", first_page="", last_page="")
    return replace(r, title=title, authors=[" ".join(reversed(a.rstrip(".").split(", "))) for a in r.authors])


def _embase(rng, r):
    title = r.title.replace(" and ", " &amp; ")
    for british, american in SPELLINGS:
        title = title.replace(british, american)
    return replace(r, title=title, abstract="" if rng.random() < 0.5 else r.abstract, authors=[" ".join(_initials(a)) + "." for a in r.authors],
                   doi="" if rng.random() < 0.3 else r.doi)  # fmt: skip


def _google(rng, r):
    authors = [f"{g} {s}" for s, g in map(_initials, r.authors[:4])]
    return replace(r, authors=authors, abstract="", doi="", issue="", container=r.container.rsplit(":", 1)[0])


def _crossref(rng, r):
    """A registration agency's record: no abstract, page alone, sometimes no year."""
    return replace(
        r,
        abstract="",
        last_page="",
        year=r.year if rng.random() < 0.85 else "",
        title=r.title.replace(": ", " - ") if rng.random() < 0.3 else r.title,
    )


VENDORS = (_pubmed, _ebsco, _wos, _scopus, _lens, _embase, _google, _crossref)


def damage(rng, r):
    """A record as a poor export leaves it: title cut, DOI and abstract gone, now and then a wrong letter or no author names but one."""
    title = r.title
    if rng.random() < 0.35:
        cut = title.split(":")[0] if ":" in title and rng.random() < 0.6 else title[: max(35, int(len(title) * 0.7))]
        title = cut.rstrip()
    if rng.random() < 0.15:
        at = rng.randrange(len(title) // 2, len(title))
        title = title[:at] + rng.choice("aeiou") + title[at + 1 :]
    authors = r.authors[:1] if rng.random() < 0.1 else r.authors
    return replace(r, title=title, doi="", abstract="", authors=authors)


def _traps(rng, r):
    """Records that look like `r` and are not it: each is a work of its own. A pair in one tuple belongs to `r`'s place as well."""
    other, page = _work(rng), int(r.first_page)
    which = rng.randrange(11)
    if which == 0:
        return [
            replace(r, title=f"{r.title}: part {part}", first_page=str(page + gap), last_page=str(page + gap + 14), doi="")
            for part, gap in (("I", 100), ("II", 130))
        ]
    if which == 1:
        return [
            replace(
                r,
                title="Erratum: " + r.title,
                doi=r.doi + ".e",
                abstract="",
                volume=str(int(r.volume) + 1),
                first_page=str(page + 200),
                last_page=str(page + 200),
            )
        ]
    if which == 2:
        doi, base = f"10.1016/s{rng.randint(10**6, 10**7)}", str(rng.randint(1, 300))
        return [replace(w, doi=doi, first_page="S" + base, last_page="S" + base, container=r.container, volume=r.volume, issue="S1", year=r.year)
                for w in (_work(rng) for _ in range(5))]  # fmt: skip
    if which == 3:
        return [replace(r, kind="CONF", container="Proceedings of the annual conference on " + rng.choice(SUBJECT), volume="", issue="", year=str(int(r.year) - 1),
                        first_page=str(rng.randint(1, 400)), last_page="", doi=f"10.9999/c.{rng.randint(1, 10**6)}")]  # fmt: skip
    if which == 4:
        return [
            replace(
                r,
                kind="preprint",
                container="medRxiv",
                volume="",
                issue="",
                first_page="",
                last_page="",
                doi=f"10.1101/{rng.randint(10**7, 10**8)}",
                year=str(int(r.year) - 1),
            )
        ]
    if which == 5:
        return [replace(r, title=f"Annual statistics of {r.title.split(' ')[1]} {year}", year=str(year), doi="", volume="", issue="", first_page="", last_page="",
                        container="National statistics", abstract=r.abstract[:60]) for year in range(2015, 2018)]  # fmt: skip
    if which == 6:
        return [replace(w, title="Editorial", abstract="", container=r.container, doi="") for w in (r, other)]
    if which == 7:
        return [
            replace(
                r,
                title="Reply to: " + r.title,
                authors=other.authors,
                doi="",
                abstract="",
                first_page=str(page + 60),
                last_page=str(page + 61),
            )
        ]
    if which == 8:
        return [replace(r, title=r.title + " in men", doi="", first_page=str(page + 40), last_page=str(page + 49)),
                replace(r, title=r.title + " in women", doi="", first_page=str(page + 50), last_page=str(page + 58), abstract=other.abstract)]  # fmt: skip
    if which == 9:
        return [
            replace(
                r,
                title=r.title + ": study protocol",
                year=str(int(r.year) - 2),
                volume="",
                first_page="",
                last_page="",
                doi="",
                kind="protocol",
                abstract=other.abstract,
            )
        ]
    return [
        replace(
            r,
            title="Comment on: " + r.title,
            authors=other.authors,
            abstract="",
            first_page=str(page + 70),
            last_page=str(page + 70),
            doi="",
        )
    ]


def make_labelled_set(works, seed, *, damaged=False):
    """Records in mixed order and the number of each one's work. A third of the works have two to five copies, a twelfth a trap beside them."""
    rng = random.Random(seed)
    rows = []
    group = 0
    for _ in range(works):
        work = _work(rng)
        copies = rng.choice([1, 1, 1, 2, 2, 3, 5]) if rng.random() < 0.6 else 1
        for vendor in rng.sample(VENDORS, copies):
            record = vendor(rng, work)
            rows.append((damage(rng, record) if damaged else record, group))
        group += 1
        if rng.random() < 1 / 12:
            for trap in _traps(rng, work):
                vendor = rng.choice((_pubmed, _ebsco, _wos, _scopus))
                record = vendor(rng, trap)
                rows.append((replace(record, doi="", abstract="") if damaged else record, group))
                group += 1
    rng.shuffle(rows)
    records = [
        replace(record, extra={}, record=f"r{number}", doi=record.doi.lower().removeprefix("https://doi.org/"))
        for number, (record, _) in enumerate(rows)
    ]
    return records, [group for _, group in rows]


def score(works, records, groups):
    """Sensitivity and precision over pairs: of all pairs that are one work, the share joined; of all pairs joined, the share that are."""
    truth = dict(zip((r.record for r in records), groups, strict=True))
    pairs = sum(n * (n - 1) // 2 for n in Counter(groups).values())
    joined = right = 0
    for members in works.members.values():
        n = len(members)
        joined += n * (n - 1) // 2
        right += sum(k * (k - 1) // 2 for k in Counter(truth[m.record] for m in members).values())
    return right / pairs, right / joined


# Columns and the writing of people as search tools and labelled sets have them.
LAYOUTS = {
    "semicolons": (("title", "authors", "year", "journal", "volume", "issue", "pages", "doi", "abstract"), "; ".join),
    "and": (("ENTRYTYPE", "author", "title", "year", "journal", "number", "volume", "pages", "doi", "abstract"), " and ".join),
    "glued": (
        ("record_id", "author", "year", "title", "journal", "abstract", "doi", "number", "pages", "volume", "isbn", "label"),
        "".join,
    ),
    "commas": (
        ("Article Title", "Authors", "Publication Year", "Source title", "Vol", "DOI", "Page start", "Page end"),
        ", ".join,
    ),
}


def write_layout(path, records, layout):
    """A CSV of records in one of the layouts; `glued` and `commas` write people as `Hill A. B.` or `Hill AB`, as those sources do."""
    columns, join = LAYOUTS[layout]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for r in records:
            people = r.authors
            if layout in {"glued", "commas"}:
                people = [_plain_order(author, dotted=layout == "glued") for author in people]
            pages = r.first_page + ("--" if layout == "and" else "-") * bool(r.last_page) + r.last_page
            cells = {"title": r.title, "year": r.year, "journal": r.container, "volume": r.volume, "issue": r.issue, "pages": pages, "doi": r.doi,
                     "abstract": r.abstract, "kind": "article", "people": join(people), "record": r.record, "first": r.first_page, "last": r.last_page}  # fmt: skip
            writer.writerow([cells.get(MEANS.get(name, name), "") for name in columns])


MEANS = {"authors": "people", "author": "people", "Authors": "people", "Article Title": "title", "Publication Year": "year", "Source title": "journal",
         "Vol": "volume", "DOI": "doi", "Page start": "first", "Page end": "last", "number": "issue", "ENTRYTYPE": "kind", "record_id": "record"}  # fmt: skip


def _plain_order(author, *, dotted):
    """`Hill, Ann B.`, `Hill AB`, `AB Hill` or `Ann B Hill` as `Hill A. B.` or `Hill AB`."""
    if "," in author:
        surname, given = (part.strip() for part in author.split(",", 1))
    else:
        words = author.split()
        back = len(words[-1].replace(".", "")) <= 3 and words[-1].replace(".", "").isupper()
        surname, given = (" ".join(words[:-1]), words[-1]) if back else (words[-1], " ".join(words[:-1]))
    letters = [w for w in given.replace(".", "") if w.isupper()] or ["X"]
    return surname + " " + (" ".join(f"{letter}." for letter in letters) if dotted else "".join(letters))
