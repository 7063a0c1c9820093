"""Loaded by the fork server alone: dictionaries that the first names of a file would have each of its children load."""

from crm.interchange.rules.drafts import Drafter, Plan
from crm.interchange.services import reader

_ROWS = (("山田 太郎", "見本商事株式会社"), ("王伟", "样品有限公司"), ("김민수", "견본 주식회사"), ("Ann Smith", "Sample Ltd."))

__all__ = ["reader"]  # what the children run

for _number, _row in enumerate(_ROWS):
    Drafter(Plan("people", ("", "", ""), ("full_name", "organisation", "mobile"))).draft(_number, [*_row, "090-1234-5678"])
