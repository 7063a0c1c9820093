"""What a merge of people remembers is readable only while the survivor's audit key exists."""

import json
from typing import Any

from crm.audit.rules import seal
from crm.audit.services import subject_key
from crm.merging import rules
from crm.merging.models import Merge


def sealed(merge: Merge, content: Any) -> Any:
    """`content` (JSON) as it is stored with a merge."""
    if merge.kind != rules.PEOPLE:
        return content
    return seal(subject_key((merge.kind, merge.survivor_id)), json.dumps(content, ensure_ascii=False))
