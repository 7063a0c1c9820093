"""Under which number and of which day the report on a subsidy was handed in."""

from sqlalchemy import select

from crm.activities.models import SubsidyPaper
from crm.core.database import db


def subsidy_paper(activity_id: int, source: str) -> SubsidyPaper | None:
    """What is kept of the report on an activity to a funding source; None until it is handed in."""
    kept = select(SubsidyPaper).where(SubsidyPaper.activity_id == activity_id, SubsidyPaper.funding_source == source)
    return db.session.scalars(kept).one_or_none()
