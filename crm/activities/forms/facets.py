"""What lists of other records are narrowed by: the activity that they belong to."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from crm.activities import queries
from crm.core.permissions import Actor
from crm.core.texts import N_
from crm.web.listings import Reader, records


def _names(ids: Sequence[int], who: Reader) -> Mapping[int, str]:
    return queries.labels(ids, language=who.language)


def _options(who: Reader, user: Actor) -> Iterable[tuple[int, str]]:
    return queries.options(user=user, language=who.language)


ACTIVITY: Final = records("activity", N_("Mission or other activity"), named=_names, options=_options, one=True)
