"""Reading products: the list, one with its parts, those of a maker, and those that an activity carries."""

from crm.products.queries.carried import Sample, addable, carried, carried_ids, sample, sample_values, samples
from crm.products.queries.certificates import RunningOut, running_out, too_short
from crm.products.queries.parts import part
from crm.products.queries.products import (
    SORTS,
    Filter,
    Line,
    filtered,
    is_visible,
    line,
    name_for,
    name_in,
    of_maker,
    one,
    products,
    visible_to,
)

__all__ = [
    "SORTS",
    "Filter",
    "Line",
    "RunningOut",
    "Sample",
    "addable",
    "carried",
    "carried_ids",
    "filtered",
    "is_visible",
    "line",
    "name_for",
    "name_in",
    "of_maker",
    "one",
    "part",
    "products",
    "running_out",
    "sample",
    "sample_values",
    "samples",
    "too_short",
    "visible_to",
]
