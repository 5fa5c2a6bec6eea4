"""Every extract table by name, in the order people meet the agencies.

One class a table, one file an agency; nothing here reads a file.
"""

from throughcare.records.agencies.community import Circle, CommunityService
from throughcare.records.agencies.court import CourtCharge, CourtDefendant, CourtDisposal, CourtOrder
from throughcare.records.agencies.national import Mappa, NrmCase, PncConviction
from throughcare.records.agencies.police import PoliceCrime, PoliceNotice, PolicePerson
from throughcare.records.agencies.prison import PrisonAlert, PrisonBooking, PrisonMovement, PrisonPerson, PrisonSentence
from throughcare.records.agencies.probation import LicenceCondition, ProbationEvent, ProbationPerson, Requirement
from throughcare.records.agencies.programmes import (
    CommunityProgrammeReferral,
    CommunityReferralStatus,
    CourseParticipation,
    PrisonProgrammeReferral,
    PrisonReferralStatus,
    ProgrammeAttendance,
)
from throughcare.records.agencies.risk import Oasys
from throughcare.records.agencies.supervision import Contact, Nsi, Recall, Registration
from throughcare.records.schema import Extract

EXTRACTS: dict[str, type[Extract]] = {
    extract.table: extract
    for extract in (
        PoliceCrime,
        PolicePerson,
        PoliceNotice,
        NrmCase,
        CourtDefendant,
        CourtCharge,
        CourtDisposal,
        CourtOrder,
        PrisonPerson,
        PrisonBooking,
        PrisonSentence,
        PrisonMovement,
        PrisonAlert,
        PrisonProgrammeReferral,
        PrisonReferralStatus,
        CourseParticipation,
        Oasys,
        ProbationPerson,
        ProbationEvent,
        Requirement,
        LicenceCondition,
        Registration,
        Contact,
        Nsi,
        Recall,
        CommunityProgrammeReferral,
        CommunityReferralStatus,
        ProgrammeAttendance,
        Mappa,
        CommunityService,
        Circle,
        PncConviction,
    )
}
"""Every extract table by name."""
