"""Code lists that several extracts share.

Open lists are partial by nature: a code outside them is kept and counted, never thrown away.
"""

from throughcare.records.schema import Codes

FORCES = Codes("forces", "code", closed=True)
OFFENCES = Codes("offences", "cjs_code")
HOME_OFFICE = Codes("home_office_codes", "ho_code")
DISPOSALS = Codes("disposals", "code")
SENTENCE_TYPES = Codes("sentence_types", "sentence_type")
MOVEMENT_REASONS = Codes("movement_reasons", "code")
PROGRAMMES = Codes("programmes", "programme")
ATTENDANCE = Codes("attendance_codes", "code", closed=True)
ETHNICITY = Codes("ethnicity_codes", "code", closed=True)
