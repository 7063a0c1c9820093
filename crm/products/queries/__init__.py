"""Reading products: the list, one with its parts, those of a maker, and those that an activity carries."""

from crm.products.queries.access import (
    access_by_country,
    access_by_id,
    access_doubts,
    access_of,
    access_of_category,
    all_names,
    named_by,
    unready_doubts,
)
from crm.products.queries.carried import Sample, addable, carried, carried_ids, sample, sample_values, samples
from crm.products.queries.certificates import ToWarn, running_out, to_warn, too_short, unfounded, warned
from crm.products.queries.entering import InCountry, entering
from crm.products.queries.parts import part
from crm.products.queries.products import (
    Filter,
    ProductLine,
    by_key,
    filtered,
    line,
    name_for,
    name_in,
    of_maker,
    one,
    options,
    product_names,
    products,
    shown,
    suiting,
    visible_to,
)
