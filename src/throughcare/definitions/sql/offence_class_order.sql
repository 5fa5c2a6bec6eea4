-- One row per offence class, in the order in which the main conviction of an episode is chosen: 1 first.
-- Key: offence_class.
-- Side: analysis.
-- Units: none.
-- Source: project choice; what says most about a child and sexual activity comes first, so an episode is named after that and not after a longer
-- sentence for something else.
-- Left out: nothing.
select offence_class, seriousness
from (
    values
    ('child_sexual', 1),
    ('trafficking_sexual', 2),
    ('prostitution_gain', 3),
    ('sexual_any_age', 4),
    ('child_image', 5),
    ('sexual_adult', 6),
    ('sexual_other', 7),
    ('child_sexual_material', 8),
    ('child_abduction', 9),
    ('slavery', 10),
    ('trafficking_any', 11),
    ('kidnap', 12),
    ('blackmail', 13),
    ('drug_supply', 14),
    ('drug_production', 15),
    ('drug_premises', 16),
    ('order_breach', 17),
    ('notification_breach', 18),
    ('order_application', 19)
) as listed (offence_class, seriousness)
order by offence_class
