"""In which cells of the hypothesis a case is, however they are counted, as one small number (domain.md §3.9): the
database groups by it quickly."""

from typing import Final

#: What makes the code of a case with known flags: HELD, and what is true of these. Of one with unknown flags it is 0.
HELD, MAJOR, PARTNER, NAMED = 1, 8, 4, 2
#: The tier of the places that MAJOR is true of.
MAJOR_TIER: Final = "major"
#: More than any code.
CODES: Final = 16
#: No code of a case: what a figure gives to those that its conditions do not hold, whatever their flags.
OTHER: Final = 2
#: The two cities that the paper names: how the codes of Beijing and Shanghai, and of all within, begin.
NAMED_CITIES: Final = ("11", "31")
