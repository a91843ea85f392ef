"""The models that are shipped: fitted on generated contacts and items, for those who have too few of their own to fit one."""

from tieout.reconciliation.identity.fellegi_sunter import Model

# A level for each line of CONTACT_TRAITS: how often it stands between two that are the same, and between two that only look so.
CONTACTS = Model(
    same=(
        (0.010, 0.070, 0.170, 0.010, 0.740),
        (0.005, 0.015, 0.980),
        (0.005, 0.015, 0.980),
        (0.020, 0.980),
        (0.080, 0.050, 0.120, 0.100, 0.650),
        (0.150, 0.100, 0.750),
        (0.060, 0.090, 0.150, 0.700),
        (0.150, 0.100, 0.750),
    ),
    other=(
        (0.700, 0.220, 0.040, 0.010, 0.030),
        (0.970, 0.020, 0.010),
        (0.970, 0.020, 0.010),
        (0.995, 0.005),
        (0.940, 0.010, 0.020, 0.025, 0.005),
        (0.960, 0.035, 0.005),
        (0.850, 0.120, 0.020, 0.010),
        (0.970, 0.020, 0.010),
    ),
    prior=0.10,
)
# A level for each line of ITEM_TRAITS.
ITEMS = Model(
    same=((0.060, 0.040, 0.900), (0.020, 0.080, 0.200, 0.700), (0.050, 0.950)),
    other=((0.980, 0.010, 0.010), (0.600, 0.320, 0.050, 0.030), (0.750, 0.250)),
    prior=0.10,
)
