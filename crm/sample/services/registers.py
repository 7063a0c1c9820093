"""What stands in the registers of data protection of the sample: a request, a mail that went astray, an assessment."""

from dataclasses import replace
from datetime import timedelta

from crm.registers import services as registers
from crm.registers.queries import breach
from crm.registers.services import AssessedInput, BreachInput, BreachReportInput, RequestInput
from crm.sample import rules
from crm.sample.services.register import Register, moment
from crm.users.models import User


def _report(_owner: User, _code: str) -> str:
    """What the tasks of the breach say; they are done."""
    return "漏えい等の報告"


def load_registers(register: Register) -> None:
    """Invented, as all of the sample."""
    owner, people = register.users["kobayashi"], register.cards
    asker = people["李明淑"].person
    received = register.workday(rules.TODAY - timedelta(days=4), -1)
    registers.note_request(
        RequestInput(
            received, "access", owner.id, person_id=asker.id, regime="CN", way="mail",
            details="请告知贵处保存了我的哪些个人信息，以及提供给了谁。",
        ),
        words=lambda _owner: "個人情報に関する請求への回答：開示", by=owner,
    )  # fmt: skip
    noticed = moment(register.workday(rules.TODAY - timedelta(days=60), -1), 10, 20, rules.JAPAN)
    happened = BreachInput(
        title="参加者名簿を別の企業へ誤送信", kind="sent", noticed_at=noticed, laws=["JP"], purpose="no",
        owner_id=owner.id, happened_on=noticed.date(), people_count=6, items="氏名・所属・携帯電話番号",
        cause="宛先の候補から似た名前の企業を選んだ。",
        measures="受信者に削除を依頼し、削除の返信を受けた。名簿は送付前に二人で宛先を確かめることにした。",
    )  # fmt: skip
    made = registers.note_breach(happened, words=_report, by=owner)
    row = breach(made.id, user=owner)
    for step in row.steps:
        if step.code == "jp_people":
            told = BreachReportInput(
                "done", sent_at=noticed + timedelta(hours=6), told="6名に電話とメールでお詫びと説明"
            )
        else:
            told = BreachReportInput("not_needed", reason="1,000人以下で、要配慮個人情報を含まず、不正の目的でもない。")
        registers.settle(step, told, by=owner)
    closed = replace(happened, closed_on=register.workday(noticed.date() + timedelta(days=5)))
    registers.change_breach(row, closed, words=_report, by=owner)
    registers.note_assessment(
        AssessedInput(
            "代表団名簿の延辺側受入機関への提供", register.workday(rules.TODAY - timedelta(days=120), -1), owner.id,
            scope="氏名・所属・役職を、訪問先と宿泊手配のために延吉市商務局へ渡す。旅券番号と生年月日は渡さない。",
            result="measures",
            measures="参加申込書で本人の同意を得る。名簿は紙で渡し、終了後に返却または廃棄を求める。",
        ),
        by=owner,
    )  # fmt: skip
