"""Products of a line that a country bars where it is to be launched (INV-M1)."""

from collections.abc import Collection

from crm.access.queries import barred_by
from crm.core.permissions import Actor, Permission, allows
from crm.core.texts import Text
from crm.initiatives import queries as initiatives
from crm.products.queries.entering import access_everywhere


def barred(initiative_id: int, product_ids: Collection[int], *, user: Actor) -> dict[int, Text]:
    """{product: which country bars it today, with the rule}: of the target markets of the initiative, else of any.

    Nothing for whoever may not see which goods a country lets in.
    """
    if not allows(user.role, Permission.ACCESS_READ):
        return {}
    aimed = {row.place.country for row in initiatives.markets(initiative_id)}
    return {
        id: barred_by(each.verdict.barring[0])
        for id, found in access_everywhere(product_ids).items()
        for each in reversed(found)
        if each.verdict.is_barred and (not aimed or each.country in aimed)
    }
