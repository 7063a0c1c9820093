"""What somebody is called and reached by, and the texts of others that hold it."""

from collections.abc import Collection, Sequence

from crm.subjects import rules
from crm.subjects.queries.hits import TextHit, holding
from crm.subjects.queries.rows import NamedRows
from crm.subjects.queries.sparing import like_names, of_others, shared


def terms_of(found: Sequence[NamedRows], ids: Collection[int]) -> list[str]:
    """What the person is called and reached by, in every form that a row of theirs has."""
    names: list[str] = []
    for part in found:
        for row in part.rows:
            if part.naming.table == "person_names":
                names += [
                    row["full"],
                    row["reading"],
                    f"{row['family']}{row['given']}",
                    f"{row['given']} {row['family']}",
                ]
            names += [str(row[column] or "") for column in part.naming.marked]
    points = [row for part in found if part.naming.table == "contact_points" for row in part.rows]
    theirs = shared([row["normalised"] for row in points], ids)  # an address of somebody who lives tells of them, too
    addresses = [row[name] for row in points if row["normalised"] not in theirs for name in ("value", "normalised")]
    gone = {rules.mark(id) for id in ids}
    return [term for term in rules.terms(names, addresses) if term not in gone]


def named_elsewhere(found: Sequence[NamedRows], ids: Collection[int]) -> list[TextHit]:
    """The texts of rows that lead to others, or to nobody, and hold a name, an address or a number of the person."""
    terms = terms_of(found, ids)
    own = {(part.naming.table, row["id"]) for part in found for row in part.rows} | {("people", id) for id in ids}
    hits = [hit for hit in holding(terms, longer=like_names(terms, ids).longer) if (hit.table, hit.row_id) not in own]
    spared = of_others(hits, ids, terms)
    return [hit for hit in hits if hit not in spared]
