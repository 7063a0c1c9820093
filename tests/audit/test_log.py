"""The audit log: nothing is written without it, and nobody changes it."""

import json

import pytest
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError

from crm.audit import queries
from crm.audit.models import AuditEntry
from crm.audit.rules import Verb
from crm.audit.services import WriteOutsideAction, action, erase_key
from crm.contacts.models import Person, PersonName
from crm.core import keys
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.core.texts import N_
from crm.users.models import User
from tests.cast import sign_in, user

TRIED = Verb("test.tried", N_("Saved."))


def person(name: str = "李明淑") -> Person:
    with writing():
        made = Person(primary_language="zh-Hans")
        with action(TRIED, by=user()):
            made.names.append(PersonName(language="zh-Hans", full=name, kind="primary"))
            db.session.add(made)
        db.session.commit()
    return made


def test_a_write_outside_an_action_raises(session: object) -> None:
    someone = user()
    with writing():
        someone.display_name = "別名"
        with pytest.raises(WriteOutsideAction):
            db.session.flush()


def test_a_row_that_falls_out_of_the_list_of_its_owner_is_told_as_deleted(session: object) -> None:
    someone, made = user(), person()
    with writing():
        with action(TRIED, by=someone):
            made.names.append(PersonName(language="ko", full="리명숙", kind="hangul_yanbian"))
        with action(TRIED, by=someone):
            made.names.pop()
        db.session.commit()
    last = queries.lines(queries.entries_of("people", made.id), 1)[0]
    assert last.actor_id == someone.id
    assert ("full", "리명숙", None) in last.changes


def test_a_row_that_falls_out_of_its_list_outside_an_action_raises(session: object) -> None:
    made = person()
    with writing():
        made.names.clear()
        with pytest.raises(WriteOutsideAction):
            db.session.flush()


def test_a_bulk_statement_on_a_record_raises(session: object) -> None:
    with writing(), pytest.raises(WriteOutsideAction):
        db.session.execute(update(User).values(display_name="全員"))


def test_a_log_whose_secret_is_lost_is_sealed_anew_and_shows_later_changes(
    session: object, runner: FlaskCliRunner
) -> None:
    person("第一")
    assert queries.secret_fits()
    keys.configure("the secret of a second host, long enough")
    assert not queries.secret_fits()
    assert not queries.verify().valid
    done = runner.invoke(args=["audit", "reseal", "--reason", "復元時に鍵を失った"])
    assert done.exit_code == 0, done.output
    head = queries.head()
    person("第二")
    assert (queries.secret_fits(), queries.verify(head).valid) == (True, True)
    [line] = [line for line in queries.lines(queries.entries(), 9) if line.verb == "audit.resealed"]
    assert ("reason", None, "復元時に鍵を失った") in line.changes
    with writing():
        guards = ("DROP TRIGGER audit_entries_no_update", "DROP TRIGGER audit_entries_guard ON audit_entries")
        db.session.execute(text(guards[db.engine.dialect.name == "postgresql"]))
        db.session.execute(text("UPDATE audit_entries SET verb = 'test.forged' WHERE id = 1"))
        db.session.expire_all()
        assert not queries.verify().valid
        db.session.rollback()  # and the guards stand again


def test_an_action_needs_a_writing_transaction(session: object) -> None:
    with pytest.raises(WriteOutsideAction), action(TRIED, by=None):
        pass


def test_the_diff_names_old_and_new_and_who(session: object) -> None:
    someone = user()
    with writing():
        with action(TRIED, by=someone):
            someone.display_name = "小林 聡美"
        db.session.commit()
    line = queries.lines(queries.entries_of("users", someone.id), 1)[0]
    assert line.changes == [("display_name", "小林 里美", "小林 聡美")]
    assert line.actor_id == someone.id


def test_passwords_never_reach_the_log(session: object) -> None:
    user()
    assert "argon2" not in json.dumps([e.changes for e in db.session.scalars(select(AuditEntry))])


def test_personal_values_are_sealed_and_readable_until_their_key_is_erased(session: object) -> None:
    made = person()
    stored = [json.dumps(e.changes, ensure_ascii=False) for e in db.session.scalars(select(AuditEntry))]
    assert not any("李明淑" in s for s in stored)
    shown = [new for line in queries.lines(queries.entries_of("people", made.id), 10) for _, _, new in line.changes]
    assert "李明淑" in shown
    with writing():
        erase_key(("people", made.id))
        db.session.commit()
    shown = [new for line in queries.lines(queries.entries_of("people", made.id), 10) for _, _, new in line.changes]
    assert "李明淑" not in shown
    assert queries.verify().valid


@pytest.mark.parametrize("statement", ["UPDATE audit_entries SET verb = 'x'", "DELETE FROM audit_entries"])
def test_the_database_itself_refuses_to_change_the_log(session: object, statement: str) -> None:
    user()
    with writing(), pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(text(statement))


def tamper(statement: str) -> None:
    """Change the log as someone with the database in hand would: after taking the triggers off."""
    with writing():
        if db.engine.dialect.name == "sqlite":
            db.session.execute(text("DROP TRIGGER audit_entries_no_update"))
            db.session.execute(text("DROP TRIGGER audit_entries_no_delete"))
        else:
            db.session.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER ALL"))
        db.session.execute(text(statement))
        db.session.commit()
    db.session.expire_all()


@pytest.mark.parametrize(
    ("statement", "first_bad"),
    [
        ("UPDATE audit_entries SET verb = 'x' WHERE id = 2", 2),
        ("DELETE FROM audit_entries WHERE id = 2", 3),
        ("UPDATE audit_entries SET actor_id = NULL WHERE id = 3", 3),
    ],
)
def test_a_changed_or_missing_entry_is_found(session: object, statement: str, first_bad: int) -> None:
    user()
    person()
    assert queries.verify().valid
    tamper(statement)
    assert queries.verify().first_bad == first_bad


def test_a_cut_tail_shows_against_a_head_kept_outside(session: object) -> None:
    user()
    person()
    head = queries.head()
    tamper("DELETE FROM audit_entries WHERE id = (SELECT max(id) FROM audit_entries)")
    assert queries.verify().valid
    assert not queries.verify(head).valid


def test_the_chain_begins_as_in_every_log_and_archive_that_was_written(session: object) -> None:
    assert queries.head() == 64 * "0"


def test_the_shell_proves_the_log(session: object, runner: FlaskCliRunner) -> None:
    person()
    answer = runner.invoke(args=["audit", "verify", "--json"])
    assert json.loads(answer.output)["valid"] is True
    assert answer.exit_code == 0
    assert runner.invoke(args=["audit", "head"]).output.strip() == queries.head()
    assert "entries hold" in runner.invoke(args=["audit", "verify"]).output
    tamper("UPDATE audit_entries SET verb = 'x' WHERE id = 1")
    broken = runner.invoke(args=["audit", "verify"])
    assert broken.exit_code == 1
    assert "Entry 1 does not hold" in broken.output


def test_the_administrator_reads_the_whole_log_and_nobody_else(client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN)
    page = client.get("/audit/").get_data(as_text=True)
    assert "User created" in page
    other = client.application.test_client()
    sign_in(other, Role.COORDINATOR)
    assert other.get("/audit/").status_code == 403


def test_the_history_of_an_unknown_kind_of_record_is_not_there(client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN)
    assert client.get("/audit/throttles/1").status_code == 404
