"""`flask sample …`: two invented years of exchange, to look around in."""

import json
from datetime import date

import click
from flask.cli import AppGroup
from sqlalchemy import func, select

from crm.activities.models import Activity
from crm.agreements.models import Agreement
from crm.contacts.models import Organisation, Person
from crm.core.database import Base, db, writing
from crm.core.errors import Refused
from crm.documents import contents as documents
from crm.documents.contents.frozen import Frozen
from crm.initiatives.models import Initiative
from crm.leads.models import Lead
from crm.meetings.models import Meeting
from crm.negotiations.models import Interaction, Negotiation
from crm.places.models import Place
from crm.reports.models import MissionReport
from crm.sample import services
from crm.sample.rules import LANGUAGE
from crm.sample.services.register import Press, Register
from crm.tasks.models import Task
from crm.users.models import User
from crm.web.instance import instance_folder

group = AppGroup("sample", help="Invented data to look around in.")

#: What is counted after loading.
COUNTED: tuple[type[Base], ...] = (
    User,
    Place,
    Organisation,
    Person,
    Initiative,
    Activity,
    Lead,
    Meeting,
    Negotiation,
    Agreement,
    Task,
    Interaction,
)


@group.command("load")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def load(as_json: bool) -> None:
    """Fill an empty database with the sample. Refused where somebody already has an account."""
    with writing():
        try:
            register, instance = fill(), instance_folder()
            services.load_portraits(register, instance=instance)
            services.load_photos(register, instance=instance)
            services.load_scenes(register, instance=instance)
        except Refused as refusal:
            raise click.ClickException(str(refusal)) from refusal
        db.session.commit()
    counts = {model.__tablename__: _count(model) for model in COUNTED}
    if as_json:
        click.echo(json.dumps(counts))
    else:
        click.echo("\n".join(f"{count:>5}  {name}" for name, count in counts.items()))


def fill() -> Register:
    """The sample with its reports printed and kept; the caller commits."""
    return services.load(Press(_draft, _freeze))


def _draft(activity_id: int, user: User, day: date) -> dict[str, str]:
    return documents.drafted(activity_id, LANGUAGE, user=user, day=day)


def _freeze(report: MissionReport, user: User) -> Frozen:
    return documents.frozen(report, user=user)


def _count(model: type[Base]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0
