"""A delegation that splits: what it goes to in parts at one time, and who goes nowhere meanwhile."""

from collections.abc import Iterable, Sequence

from crm.missions.rules import BACKGROUND, Slot


def left_out(slots: Iterable[Slot], everybody: frozenset[int]) -> list[tuple[Sequence[Slot], frozenset[int]]]:
    """[(items held at one time for parts of the delegation, whoever goes to none of them)], in order of time.

    A delegation that splits has two such items or more; one alone leaves the others free on purpose. What the whole
    delegation goes to meanwhile has everybody.
    """
    there = [each for each in slots if each.status != "cancelled" and each.kind not in BACKGROUND and not each.untimed]
    found: list[tuple[Sequence[Slot], frozenset[int]]] = []
    together: list[Slot] = []
    for each in sorted(there, key=lambda slot: (slot.starts_at, slot.id)):
        if together and each.starts_at >= max(one.ends_at for one in together):
            found += _idle(together, everybody)
            together = []
        together.append(each)
    return found + _idle(together, everybody)


def _idle(together: Sequence[Slot], everybody: frozenset[int]) -> list[tuple[Sequence[Slot], frozenset[int]]]:
    if len(together) < 2 or not all(each.people for each in together):
        return []
    idle = everybody - frozenset().union(*(each.people for each in together))
    return [(together, idle)] if idle else []
