"""What is done with target lists: made, changed, archived; members added, moved on, taken off.

Ids of members come from the storey above, which found them to be visible to whoever acts.
"""

from collections.abc import Iterable

from crm.audit.services import action, insert_new
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.targets import queries, rules
from crm.targets.models import TargetList, TargetMember


def make_list(*, name: str, kind: str, purpose: str = "", shared: bool = False, by: Actor) -> TargetList:
    """A new list of people or of organisations; whoever makes it owns it."""
    _check_name(name)
    if kind not in rules.KINDS:
        raise Refused(Text("Choose one."), "kind")
    made = TargetList(name=name.strip(), kind=kind, purpose=purpose, shared=shared, owner_id=by.id)
    with action(rules.LIST_MADE, by=by):
        db.session.add(made)
    return made


def change_list(target_list: TargetList, *, name: str, purpose: str, shared: bool, by: Actor) -> None:
    """Correct a list. Only its owner decides whether others see it; its kind stays."""
    _check_name(name)
    if shared != target_list.shared and target_list.owner_id != by.id:
        raise Refused(Text("Only the owner of the list decides who sees it."), "shared")
    with action(rules.LIST_CHANGED, by=by):
        target_list.name, target_list.purpose, target_list.shared = name.strip(), purpose, shared


def add_members(target_list: TargetList, record_type: str, ids: Iterable[int], *, note: str = "", by: Actor) -> int:
    """Put records on a list in one act; those on it stay as they are. How many were new.

    Refused when the list holds another kind of record.
    """
    if record_type != target_list.kind:
        raise Refused(Text("This list is not for this kind of record."), "list_id")
    wanted = sorted(set(ids))
    present = queries.on_list(target_list, wanted)
    fresh = [id for id in wanted if id not in present]
    with action(rules.MEMBER_ADDED, by=by):
        common = {"list_id": target_list.id, "record_type": record_type, "state": "to_approach", "note": note}
        insert_new([TargetMember(**common, record_id=id) for id in fresh])
    return len(fresh)


def change_member(member: TargetMember, *, state: str, note: str, by: Actor) -> None:
    """Where a member stands now, and what to remember about it."""
    if state not in rules.MEMBER_STATES:
        raise Refused(Text("Choose one."), "state")
    with action(rules.MEMBER_CHANGED, by=by):
        member.state, member.note = state, note


def remove_member(member: TargetMember, *, by: Actor) -> None:
    """Take a member off its list; the log keeps that it stood there."""
    with action(rules.MEMBER_REMOVED, by=by):
        db.session.delete(member)


def _check_name(name: str) -> None:
    if not name.strip():
        raise Refused(Text("Fill in this field."), "name")
