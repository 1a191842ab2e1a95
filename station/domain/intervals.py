"""How sure a share is that was counted on few things: Wilson's interval and the exact upper bound of a rare event.

Forty lines of arithmetic: the libraries that have it bring a hundred megabytes of numerics with them.
"""

import math

_Z_95 = 1.959963984540054


def wilson(right: int, counted: int) -> tuple[float, float]:
    """The 95 % interval of a share (E. B. Wilson, JASA 22, 1927); (0, 1) when nothing was counted."""
    if not counted:
        return 0.0, 1.0
    share, z2 = right / counted, _Z_95**2
    middle = (share + z2 / (2 * counted)) / (1 + z2 / counted)
    half = _Z_95 * math.sqrt(share * (1 - share) / counted + z2 / (4 * counted**2)) / (1 + z2 / counted)
    # at the ends the bound is the end itself; arithmetic leaves it a hair beside
    return (0.0 if right == 0 else max(0.0, middle - half)), (1.0 if right == counted else min(1.0, middle + half))


def upper_bound(wrong: int, counted: int) -> float:
    """The one-sided 95 % upper bound of a share, exact (C. J. Clopper, E. S. Pearson, Biometrika 26, 1934); 1 when nothing was counted."""
    if wrong >= counted:
        return 1.0
    low, high = wrong / counted, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(wrong, counted, middle) > 0.05 else (low, middle)
    return high


def _at_most(wrong: int, counted: int, share: float) -> float:
    """The chance of `wrong` or fewer among `counted` when each is wrong with `share`."""
    if share in (0.0, 1.0):
        return 1.0 - share
    logs = [
        math.lgamma(counted + 1)
        - math.lgamma(k + 1)
        - math.lgamma(counted - k + 1)
        + k * math.log(share)
        + (counted - k) * math.log1p(-share)
        for k in range(wrong + 1)
    ]
    return min(1.0, sum(math.exp(log) for log in logs))
