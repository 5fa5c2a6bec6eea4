"""The interval of a share, where few may have been seen."""


def wilson(hits: float, people: float, z: float = 1.96) -> tuple[float | None, float | None, float | None]:
    """A share with its 95 % interval, or that of another quantile; empty where there is nobody."""
    if not people:
        return None, None, None
    share = hits / people
    centre = (share + z * z / (2 * people)) / (1 + z * z / people)
    reach = z * ((share * (1 - share) / people + z * z / (4 * people * people)) ** 0.5) / (1 + z * z / people)
    return share, max(0.0, centre - reach), min(1.0, centre + reach)
