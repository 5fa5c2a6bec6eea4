"""People drawn at random with the mess of real records: ties, gaps, years without days, statuses out of order, numbers of nobody."""

# ruff: noqa: PERF401, DTZ001  # one append a row reads better here; times in extracts carry no zone

from datetime import date, datetime, timedelta

from hypothesis import strategies as st

FIRST = date(2014, 1, 1)
PROGRAMMES = ("Horizon", "Kaizen", "Core SOTP", "Building Choices: high intensity", "Thinking Skills Programme", "Pottery")
PRISON_STATUSES = (
    "REFERRAL_STARTED", "REFERRAL_SUBMITTED", "AWAITING_ASSESSMENT", "ASSESSMENT_STARTED", "ASSESSED_SUITABLE", "SUITABLE_NOT_READY", "ON_PROGRAMME",
    "PROGRAMME_COMPLETE", "DESELECTED", "WITHDRAWN", "NOT_SUITABLE", "ON_HOLD_REFERRAL_SUBMITTED", "MOVED_TO_BUILDING_CHOICES", "MISSPELT",
)  # fmt: skip
COMMUNITY_STATUSES = (
    "Awaiting assessment", "Awaiting allocation", "Suitable but not ready", "Deprioritised", "Scheduled", "On programme", "Programme complete",
    "Breach (non-attendance)", "Recall", "Return to court", "Withdrawn",
)  # fmt: skip
REASONS = (None, "R", "SC", "DEC", "DD", "MRG", "REL", "CR", "AU", "HP", "NOSUCH", "L", "N", "I", "ESCP", "OVCROW", "PROAT")


class Draw:
    """A seeded source of rows; every extract has its own method in `rows`."""

    def __init__(self, random, people):
        self.r, self.people, self.counts = random, people, {}
        self.anchors = [random.randint(500, 2200) for _ in range(3)]

    def day(self, low=0, high=2500):
        """A day; multiples of five so that ties are frequent, and often near one of three days so that rules meet their limits."""
        if self.r.random() < 0.6:
            near = self.r.choice(self.anchors) + 5 * self.r.randint(-20, 20)
            return FIRST + timedelta(days=5 * (near // 5))
        return FIRST + timedelta(days=5 * self.r.randint(low // 5, high // 5))

    def maybe(self, value, share=0.6):
        return value if self.r.random() < share else None

    def later(self, day, most=700, share=0.6):
        """A day after another, now and then before it, or none."""
        if day is None or self.r.random() > share:
            return None
        return day + timedelta(days=5 * self.r.randint(-2, most // 5))

    def moment(self, day):
        return None if day is None else datetime(day.year, day.month, day.day, self.r.choice((0, 9, 15)))

    def one(self, *values):
        return self.r.choice(values)

    def record(self, table, **columns):
        number = self.counts.get(table, 0)
        self.counts[table] = number + 1
        return {
            "record_id": f"{table[:4]}{number}",
            "recorded_on": self.maybe(self.day(), 0.3),
            "date_precision": "day",
            **columns,
        }

    def some(self, most):
        return range(self.r.randint(0, most))

    def dated(self, day):
        """The bounds of a main date: sometimes only the month or the year is known, and then the day itself is empty."""
        chance = self.r.random()
        if day is None or chance < 0.8:
            return day, {}
        if chance < 0.9:
            return None, {"date_precision": "year", "date_lo": date(day.year, 1, 1), "date_hi": date(day.year, 12, 31)}
        return None, {"date_precision": "month", "date_lo": day.replace(day=1), "date_hi": day.replace(day=28)}


def police(d):
    crimes, persons, notices, nrm = [], [], [], []
    for number in d.some(4):
        for _ in range(d.r.randint(1, 2)):
            offence, bounds = d.dated(d.day(0, 900))
            crimes.append(
                d.record(
                    "police_crime", force_code=d.one("01", "60"), crime_ref=f"C{number}", recorded_date=d.day(0, 1200), offence_from=offence,
                    offence_to=d.later(offence, 60), ho_code="071/01", cjs_code=d.maybe("SX03001"), cse_flag=d.one(True, False, None),
                    csa_flag=d.one(True, None), cce_flag=d.one(True, None, None), outcome_type=d.one("charged", "no_further_action", None),
                    outcome_on=d.maybe(d.day(0, 1400)), **bounds,
                )
            )  # fmt: skip
        nrm += [d.record("nrm_case", crime_ref=f"C{number}", referred_on=d.day(), exploitation_type="sexual") for _ in d.some(1)]
    for _ in d.some(6):
        persons.append(
            d.record(
                "police_person", force_code=d.one("01", "60"), crime_ref=f"C{d.r.randint(0, 4)}", nominal_ref=f"N{d.r.randint(0, d.people)}",
                role=d.one("suspect", "arrested", "charged"), arrested_on=d.maybe(d.day(0, 1300)),
                suspect_outcome=d.one("charged", "caution", "no_further_action", None), suspect_outcome_on=d.maybe(d.day(0, 1300)),
            )
        )  # fmt: skip
    for number in d.some(3):
        issued = d.day()
        notices.append(
            d.record(
                "police_notice", notice_ref=f"T{number}", nominal_ref=f"N{d.r.randint(0, d.people)}", force_code="01", notice_type=d.one("CAWN", "other"),
                issued=issued, expires=d.later(issued), breached_on=d.later(issued, share=0.3),
            )
        )  # fmt: skip
    pnc = [
        d.record(
            "pnc_conviction",
            pnc_id=f"P{d.r.randint(0, d.people)}",
            cjs_code="SX03001",
            proven_on=d.day(),
            kind=d.one("conviction", "caution"),
        )
        for _ in d.some(3)
    ]
    return {"police_crime": crimes, "police_person": persons, "police_notice": notices, "nrm_case": nrm, "pnc_conviction": pnc}


def court(d):
    charges, disposals, orders = [], [], []
    for number in d.some(5):
        charged, decided = d.maybe(d.day(200, 1500), 0.9), d.day(400, 1700)
        charges.append(
            d.record(
                "court_charge", charge_id=f"K{number}", defendant_id=f"D{d.r.randint(0, d.people)}", superseded_by=d.maybe(f"K{number + 1}", 0.2),
                cjs_code=d.one("SX03001", "SE20005", "SX03138", "AS14526", "NOSUCH"), offence_from=d.maybe(d.day(0, 900)), charged_on=charged,
                plea=d.one("G", "NG", None), plea_date=d.maybe(d.day(400, 1600)), verdict=d.one("G", "NA", "NG", "NC", None), verdict_date=d.maybe(decided),
                alternative_cjs_code=d.maybe("SX03245", 0.3), outcome_code=d.one("G", "1002", "2060", "4531", "4530", "2051", "2004", None),
                outcome_date=d.maybe(d.day(400, 1700), 0.8),
            )
        )  # fmt: skip
        for code in d.r.sample(
            ("1002", "1115", "1179", "3282", "3052", "2100", "1046", "1001", "4531", "NOSUCH"), d.r.randint(0, 3)
        ):
            disposals.append(
                d.record("court_disposal", charge_id=f"K{number}", disposal_code=code, disposal_date=d.day(400, 1900))
            )
    for number in d.some(3):
        made = d.day(400, 2200)
        orders.append(
            d.record(
                "court_order", order_ref=f"O{number}", defendant_id=d.maybe(f"D{d.r.randint(0, d.people)}"), nominal_ref=d.maybe(f"N{d.r.randint(0, d.people)}"),
                order_type=d.one("SHPO", "SRO", "NOTIFICATION", "ISHPO"), on_conviction=d.one(True, False), made=made, expires=d.later(made, 2500),
                varied=d.later(made, share=0.3), discharged=d.later(made, share=0.2),
            )
        )  # fmt: skip
    return {"court_charge": charges, "court_disposal": disposals, "court_order": orders}


def prison(d):
    bookings, sentences, moves, alerts = [], [], [], []
    for number in d.some(5):
        reception, bounds = d.dated(d.day(500, 2200))
        start = d.later(reception, 200, 0.8)
        bookings.append(
            d.record(
                "prison_booking", book_id=f"B{number}", noms_number=f"A{d.r.randint(0, d.people)}", reception=reception,
                legal_status=d.one("SENTENCED", "REMAND", "RECALL", "CONVICTED_UNSENTENCED", None), sentence_start=start,
                sed=d.later(reception, 2000), led=d.later(reception, 2500, 0.4), released=d.later(reception, 900, 0.7), release_reason=d.one(*REASONS), **bounds,
            )
        )  # fmt: skip
        for sequence in d.some(3):
            passed, precise = d.dated(d.later(reception, 300, 0.9))
            sentences.append(
                d.record(
                    "prison_sentence", book_id=f"B{number}", sentence_seq=sequence, cjs_code=d.one("SX03001", "TH68071", None),
                    sentence_type=d.one("SDS (Standard Determinate Sentence)", "Automatic Life", "SOPC (offenders of a particular concern)"),
                    sentence_date=passed, length_days=d.maybe(d.r.randint(1, 40) * 90), consecutive_to_seq=d.maybe(0, 0.3),
                    status=d.one("A", "I", "QUASHED", None, "A"), **precise,
                )
            )  # fmt: skip
    for _ in d.some(6):
        moves.append(
            d.record(
                "prison_movement", noms_number=f"A{d.r.randint(0, d.people)}", moved_at=d.moment(d.day(500, 2700)), type=d.one("ADM", "REL", "TRN", "CRT", "TAP"),
                reason=d.one(*REASONS), from_code=d.one("OUT", "WTI"), to_code=d.one("OUT", "WTI", "SFI"),
            )
        )  # fmt: skip
    for _ in d.some(2):
        on = d.day()
        alerts.append(
            d.record(
                "prison_alert",
                noms_number=f"A{d.r.randint(0, d.people)}",
                alert_code=d.one("XCSEA", "SOR"),
                active_from=on,
                active_to=d.later(on),
            )
        )
    people = [d.record("prison_person", noms_number=f"A{n}", merged_into=d.maybe("A0", 0.2)) for n in range(1, d.people + 1)]
    return {
        "prison_booking": bookings,
        "prison_sentence": sentences,
        "prison_movement": moves,
        "prison_alert": alerts,
        "prison_person": people,
    }


def programmes(d):
    referrals, statuses, meetings, courses, referred, held = [], [], [], [], [], []
    for number in d.some(5):
        referrals.append(
            d.record(
                "prison_programme_referral", referral_id=f"R{number}", noms_number=f"A{d.r.randint(0, d.people)}", programme=d.one(*PROGRAMMES),
                offering_prison=d.one("WTI", "SFI"), status="x", submitted_on=d.maybe(d.day(500, 2200)),
                original_referral_id=d.maybe(f"R{d.r.randint(0, 5)}", 0.3) if number else None, has_ldc=d.one(True, False, None),
            )
        )  # fmt: skip
        on = d.day(500, 2200)
        for _ in d.some(6):
            statuses.append(
                d.record(
                    "prison_referral_status", referral_id=f"R{number}", status=d.one(*PRISON_STATUSES), start_at=d.moment(on), end_at=d.moment(d.later(on)),
                    category=d.maybe("W_OTHER", 0.2), reason=d.one(None, "W_MOTIVATION", "TRF", "NOSUCH"),
                )
            )  # fmt: skip
            on = on + timedelta(days=5 * d.r.randint(0, 30))
    for number in d.some(3):
        for _ in range(d.r.randint(1, 2)):
            referred.append(
                d.record(
                    "community_programme_referral", referral_id=f"M{number}", crn=f"X{d.r.randint(0, d.people)}", cohort="SEXUAL_OFFENCE", cohort_since=d.day(),
                    requirement_id=d.maybe(f"Q{d.r.randint(0, 4)}"), received_on=d.day(500, 2300), has_ldc=d.one(True, None), maintains_innocence=d.one(True, False, None),
                )
            )  # fmt: skip
        on = d.day(500, 2300)
        for _ in d.some(5):
            held.append(
                d.record(
                    "community_referral_status",
                    referral_id=f"M{number}",
                    status=d.one(*COMMUNITY_STATUSES),
                    start_at=d.moment(on),
                    end_at=None,
                )
            )
            on = on + timedelta(days=5 * d.r.randint(0, 30))
    for _ in d.some(8):
        meetings.append(
            d.record(
                "programme_attendance", referral_id=d.one("R0", "R1", "M0", "M1", None), meeting_type="GROUP", planned_on=d.day(600, 2600), minutes=d.maybe(150),
                outcome_code=d.one("ATTC", "UAAB", "ATSS", "CO10", None),
            )
        )  # fmt: skip
    for _ in d.some(5):
        year = d.maybe(d.r.randint(2014, 2020), 0.7)
        courses.append(
            d.record(
                "course_participation", noms_number=f"A{d.r.randint(0, d.people)}", course=d.one(*PROGRAMMES, "Sex Offender Treatment Programme (legacy list)"),
                setting=d.one("CUSTODY", "COMMUNITY", None), outcome=d.one("COMPLETE", "INCOMPLETE", None), year_started=year,
                year_completed=d.maybe(year), started_on=d.maybe(d.day(500, 2500), 0.3), completed_on=d.maybe(d.day(700, 2600), 0.2),
            )
        )  # fmt: skip
    return {
        "prison_programme_referral": referrals, "prison_referral_status": statuses, "programme_attendance": meetings, "course_participation": courses,
        "community_programme_referral": referred, "community_referral_status": held,
    }  # fmt: skip


def probation(d):
    events, needs, conditions, registers, contacts, nsi, recalls, mappa, risk = ([] for _ in range(9))
    who = lambda: f"X{d.r.randint(0, d.people)}"  # noqa: E731  # a short name for a short draw
    for _ in d.some(4):
        start, bounds = d.dated(d.day(500, 2200))
        events.append(
            d.record(
                "probation_event", crn=who(), event_no=1, cjs_code=d.one("SX03001", None), disposal=d.one("custody", "suspended", "community", "other"), start=start,
                ended=d.later(start), termination_reason=d.one("completed", "died", None), in_breach=d.one(True, False, None), length_days=d.maybe(730), **bounds,
            )
        )  # fmt: skip
    for number in d.some(5):
        start = d.day(500, 2200)
        needs.append(
            d.record(
                "requirement", crn=who(), requirement_id=f"Q{number}", event_no=1, main_category=d.one("3103", "3272"), sub_category=d.one("Horizon", "Gardening", None),
                start=start, commencement=d.later(start, 300), expected_end=d.later(start), termination=d.later(start),
            )
        )  # fmt: skip
    for _ in d.some(2):
        start = d.day()
        conditions.append(
            d.record(
                "licence_condition",
                crn=who(),
                event_no=1,
                category="polygraph",
                sub_category=d.one("Kaizen", "Gardening", None),
                start=start,
            )
        )
        registers.append(
            d.record(
                "registration",
                crn=who(),
                register_code=d.one("MAPP", "MAPP", "RCCO"),
                level=d.one("M1", "M2", None),
                start=start,
                end=d.later(start),
            )
        )
        contacts.append(
            d.record(
                "contact",
                crn=who(),
                contact_at=d.moment(start),
                requirement_id=d.one("Q0", "Q1", None),
                outcome_code=d.one("ATTC", None),
            )
        )
        nsi.append(
            d.record("nsi", crn=who(), nsi_id=f"I{len(nsi)}", type=d.one("Horizon", "Mentoring", "Approved premises"), referral_date=d.maybe(start), actual_start=d.later(start),
                     actual_end=d.later(start), outcome=d.one("Completed", "Breached", None))
        )  # fmt: skip
        recalls.append(
            d.record("recall", crn=d.maybe(who()), noms_number=d.maybe(f"A{d.r.randint(0, d.people)}"), revocation_date=d.day(800, 2500), recall_type="LR",
                     return_to_custody_date=d.maybe(d.day(800, 2500)))
        )  # fmt: skip
        mappa.append(
            d.record("mappa", crn=d.maybe(who()), visor_ref=d.maybe("V1"), pnc_id=d.maybe(f"P{d.r.randint(0, d.people)}"), category=1, level=d.one(1, 2, None),
                     start=start, end=d.later(start, 2600))
        )  # fmt: skip
    for number in d.some(5):
        done, bounds = d.dated(d.day(500, 2500))
        risk.append(
            d.record(
                "oasys", assessment_id=f"S{number}", noms_number=d.maybe(f"A{d.r.randint(0, d.people)}"), crn=d.maybe(who()), completed_on=done,
                osp_dc_band=d.one("LOW", "HIGH", "NOT_APPLICABLE", None), osp_iic_band=d.one("LOW", "NOT_APPLICABLE", None), osp_version="DC_IIC",
                rm2000_s=d.one("MEDIUM", None), pni_pathway=d.one("HIGH", "OMISSION", None), maintains_innocence=d.one(True, False, None), **bounds,
            )
        )  # fmt: skip
    homes = [d.record("probation_person", crn=f"X{n}", region=d.one("North", "South", None)) for n in range(1, d.people + 1)]
    return {
        "probation_event": events, "requirement": needs, "licence_condition": conditions, "registration": registers, "contact": contacts, "nsi": nsi,
        "recall": recalls, "mappa": mappa, "oasys": risk, "probation_person": homes,
    }  # fmt: skip


def community(d):
    services, circles = [], []
    for _ in d.some(3):
        asked = d.day(800, 2400)
        services.append(
            d.record(
                "community_service", provider="A", service_user_ref=f"U{d.r.randint(0, d.people)}", crn=d.maybe(f"X{d.r.randint(0, d.people)}"),
                service_type=d.one("mentoring", "helpline_follow_up"), voluntary=True, referral_date=asked, start=d.later(asked, 100), end=d.later(asked),
                end_reason=d.one("EAR", "NOT", None), outcome=d.one("ACHIEVED", "NOT_ACHIEVED", None), attendances_kept=d.maybe(3),
            )
        )  # fmt: skip
        circles.append(
            d.record(
                "circle", core_member_ref=f"E{d.r.randint(0, d.people)}", crn=d.maybe(f"X{d.r.randint(0, d.people)}"), coordinator_area="East",
                requested_on=d.maybe(asked), start=d.later(asked, 100), end=d.later(asked, 900), volunteers=4,
                ended_reason=d.one("completed", "recall", None),
            )
        )  # fmt: skip
    return {"community_service": services, "circle": circles}


DOMAINS = {
    "nominal_ref": "N", "defendant_id": "D", "noms_number": "A", "crn": "X", "pnc_id": "P", "service_user_ref": "U", "core_member_ref": "E", "visor_ref": "V",
}  # fmt: skip


def links(d):
    """Numbers of people 1..n; number 0 belongs to nobody, and now and then a number is linked to another person."""
    rows = []
    for domain, letter in DOMAINS.items():
        for number in range(1, d.people + 1):
            person = number if d.r.random() < 0.9 else d.r.randint(1, d.people)
            rows.append(
                {
                    "domain": domain,
                    "number": f"{letter}{number}",
                    "person": f"person{person}",
                    "probability": d.one(1.0, 0.97, 0.92, 0.5),
                }
            )
    people = [
        {"person": f"person{n}", "birth_month": d.maybe(date(d.r.randint(1960, 2001), d.r.randint(1, 12), 1), 0.9)}
        for n in range(1, d.people + 1)
    ]
    classes = [
        {"person": f"person{n}", "definition": name, "class": d.one("MET", "PROBABLE", "POSSIBLE", "NO_EVIDENCE")}
        for n in range(1, d.people + 1) for name in ("ENG-2017", "WAL-2021")
    ]  # fmt: skip
    tags = [
        {"person": f"person{n}", "kind": kind, "tag": tag, "episodes": 1}
        for n in range(1, d.people + 1) for kind, tag in (("role", "organiser"), ("role", "customer"), ("model", "trafficking")) if d.r.random() < 0.4
    ]  # fmt: skip
    episodes = [{"episode_id": f"E{n}", "person": f"person{d.r.randint(1, d.people)}"} for n in range(3)]
    joined = [{"episode_id": d.one("E0", "E1", "E2"), "source_table": "court_charge", "record_id": f"cour{n}"} for n in d.some(3)]
    unique = list({(row["episode_id"], row["record_id"]): row for row in joined}.values())
    return {
        "local_person": rows,
        "people": people,
        "person_class": classes,
        "person_tags": tags,
        "episodes": episodes,
        "episode_records": unique,
    }


def draw_world(random, people):
    """Every extract, and the tables of the rooms to the left, for a few invented people."""
    d = Draw(random, people)
    made = {}
    for part in (police, court, prison, programmes, probation, community, links):
        made |= part(d)
    return made


@st.composite
def worlds(draw):
    """Records of one to three invented people."""
    return draw_world(draw(st.randoms(use_true_random=False)), draw(st.integers(1, 3)))
