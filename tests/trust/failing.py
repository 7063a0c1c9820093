"""The product with a page and a job that fail over what somebody typed, as a fault of ours would."""

from flask import request
from sqlalchemy import text

from crm.core.database import db
from crm.factory import create_app
from crm.jobs.models import Job
from crm.jobs.registry import Context, JobHandler, Outcome, Registry

KIND = "tests.failing"

app = create_app()


@app.route("/failing/<kind>", methods=["GET", "POST"])
def failing(kind: str) -> str:
    """Fail in the database or in the code, with what was typed in the words of the error."""
    typed = request.values["typed"]
    if kind == "database":
        db.session.execute(text("INSERT INTO users (email) VALUES (:typed)"), {"typed": typed})
    try:
        return {"nobody": "here"}[typed]
    except KeyError as error:
        raise ValueError(f"nobody is called {typed}") from error


def _fail(job: Job, _context: Context) -> Outcome:
    raise ValueError(f"nobody is called {job.arguments['typed']}")


app.extensions["jobs"] = Registry([JobHandler(KIND, _fail)])
