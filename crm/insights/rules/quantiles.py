"""Quantiles of the chi-square distribution without a numerical library.

The distribution function is the regularised incomplete gamma function P(df/2, x/2). It is computed by the two
classical expansions (Abramowitz & Stegun 6.5.29, the power series of P, and 6.5.31, the continued fraction of
Q = 1 - P by Lentz's method), each where it converges fast, and inverted by bisection down to neighbouring
floating-point numbers. Accurate to better than 1e-9, which the tests check against closed forms.
"""

import math

_EPSILON = 1e-16
_TINY = 1e-300


def chi_square_quantile(probability: float, df: float) -> float:
    """The x with P(chi-square with `df` degrees of freedom <= x) = `probability`.

    `df` need not be whole. Raises ValueError unless 0 < probability < 1 and df > 0.
    """
    if not 0 < probability < 1:
        raise ValueError(f"a probability lies between 0 and 1, not at {probability}")
    if not df > 0 or math.isinf(df):
        raise ValueError(f"degrees of freedom are positive, not {df}")
    shape = df / 2
    low, high = 0.0, max(1.0, shape)
    while _gamma_tails(shape, high)[0] < probability:
        low, high = high, high * 2
    while True:
        middle = (low + high) / 2
        if not low < middle < high:  # neighbouring floats: nothing lies between them
            return 2 * middle
        if _is_below(shape, middle, probability):
            low = middle
        else:
            high = middle


def _is_below(shape: float, x: float, probability: float) -> bool:
    """Whether P(shape, x) < probability, judged in the smaller tail, where subtraction costs no digits."""
    lower, upper = _gamma_tails(shape, x)
    return lower < probability if probability <= 0.5 else upper > 1 - probability


def _gamma_tails(shape: float, x: float) -> tuple[float, float]:
    """P(shape, x) and Q(shape, x) = 1 - P(shape, x), for x > 0."""
    factor = math.exp(shape * math.log(x) - x - math.lgamma(shape))
    if x < shape + 1:
        lower = min(1.0, factor * _series(shape, x))
        return lower, 1 - lower
    upper = min(1.0, factor * _continued_fraction(shape, x))
    return 1 - upper, upper


def _series(shape: float, x: float) -> float:
    """Sum of x^n / (shape (shape+1) … (shape+n)), n = 0, 1, …"""
    term = total = 1 / shape
    n = 0
    while term > total * _EPSILON:
        n += 1
        term *= x / (shape + n)
        total += term
    return total


def _continued_fraction(shape: float, x: float) -> float:
    """1/(x+1-a- 1(1-a)/(x+3-a- 2(2-a)/(x+5-a- …))) with a = shape, evaluated forwards (modified Lentz)."""
    b = x + 1 - shape
    c = 1 / _TINY
    d = 1 / (b or _TINY)
    value = d
    step = 0.0
    n = 0
    while abs(step - 1) > 1e-15:
        n += 1
        a = n * (shape - n)
        b += 2
        d = 1 / ((a * d + b) or _TINY)
        c = (b + a / c) or _TINY
        step = c * d
        value *= step
    return value
