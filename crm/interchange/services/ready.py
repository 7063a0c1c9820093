"""Loaded by the fork server alone: dictionaries that the first names of a file would have each of its children load."""

from crm.interchange.rules.drafts import ColumnPlan, Drafter

_COLUMNS = ("full_name", "organisation", "mobile")
_NUMBER = "090-1234-5678"
_ROWS = (
    ["山田 太郎", "見本商事株式会社", _NUMBER],
    ["王伟", "样品有限公司", _NUMBER],
    ["김민수", "견본 주식회사", _NUMBER],
    ["Ann Smith", "Sample Ltd.", _NUMBER],
)

_drafter = Drafter(ColumnPlan("people", headings=_COLUMNS, targets=_COLUMNS))
for _place, _row in enumerate(_ROWS):
    _drafter.draft(_place, _row)
