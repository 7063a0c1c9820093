"""The sample's reports: one that is being written, and those approved before an activity was closed (INV-A2)."""

from datetime import date
from typing import Final

from crm.activities import queries as activities
from crm.audit.services import action
from crm.core.database import db
from crm.reports import services as reports
from crm.reports.models import MissionReport
from crm.sample import rules
from crm.sample.services.numbers import reported_on
from crm.sample.services.register import Register, moment
from crm.users.models import User

#: What the mission leader adds to what was logged, by type of activity.
IMPRESSIONS: Final = {
    "trade_fair": "【所感】\n来場者は品質より先に納期と最小ロットを尋ねる。価格表に両方を載せたことが役に立った。\n"
    "【提言】\n次回は会期の2週間前に既存の取引先へ案内を送り、商談の予約を取ってから臨む。",
    "matching_event": "【所感】\n事前に希望を聞いて組んだ商談は、当日の飛び込みより次の段階に進みやすい。\n"
    "【提言】\n通訳1名に3卓までとし、商談メモをその日のうちに両国語で確認する。",
    "inbound_delegation": "【所感】\n工場見学の後の商談では、先方の質問が具体的だった。\n"
    "【提言】\n受入れは見学と商談を同じ日に置き、見本をその場で渡せるようにする。",
    "product_fair": "【所感】\n販売は好調だったが、買付の担当者は来場しなかった。\n"
    "【提言】\n物産展には商談の時間を設け、百貨店の仕入れ部門を別に招く。",
}
USUAL_IMPRESSIONS: Final = (
    "【所感】\n現地の窓口となる団体の紹介があると、初回から決裁者に会える。\n"
    "【提言】\n帰国後3営業日以内に礼状を送り、見本の発送日をその中で約束する。"
)
#: {post: (account, working days after it was handed in)}; whoever writes is in charge.
APPROVED: Final = {"in_charge": ("", 1), "managing_director": ("hoshino", 2), "chair": ("yoshihara", 3)}

REPORTER: Final = "国際担当 小林 里美"

SHOWN = "m7a"
_TEXTS = {
    "period": "全行程とも天候に恵まれ、移動の遅れはなかった。",
    "market": "延吉市内の百貨店では韓国製ニットが売場の大半を占め、日本製は贈答用として扱われている。",
    "impressions": "【所感】\n現地の販売網を持つ企業と組むことの重要性を改めて確認した。\n"
    "【提言】\n次回は品質表示の見本を持参し、商談の場で確認を得る。",
}


def load_reports(register: Register) -> None:
    """The report of the mission that came back last: a draft on its way to three approvers."""
    writer = register.users["kobayashi"]
    activity, day = register.activities[SHOWN], reported_on(register, register.activities[SHOWN].end_on)
    made = reports.open_report(
        activity,
        language=rules.LANGUAGE,
        texts=register.press.draft(activity.id, writer, day),
        reporter=REPORTER,
        reported_on=day,
        by=writer,
    )
    for section in made.sections:
        if section.part in _TEXTS:
            reports.write(section, text=_TEXTS[section.part], public_text="", withheld=False, by=writer)
    _date(made, day, writer, register.numbers["report", SHOWN])
    chain = {post: register.users[name].id if name else writer.id for post, (name, _days) in APPROVED.items()}
    reports.name_chain(made, chain, by=writer)


def close_activities(register: Register) -> None:
    """The reports of the closed activities, drafted from what was logged, approved by three and kept as they were."""
    for key, activity in register.activities.items():
        if activity.status == "closed":
            _report(register, key)


def _report(register: Register, key: str) -> None:
    # Whoever coordinates from abroad is on no staff of the office that reports.
    writer, press = register.users["kobayashi"], register.press
    activity = activities.one(register.activities[key].id, user=writer)
    day = reported_on(register, activity.end_on)
    texts = press.draft(activity.id, writer, day)
    written = reports.open_report(
        activity,
        language=rules.LANGUAGE,
        texts=texts,
        reporter=REPORTER,
        reported_on=day,
        by=writer,
    )
    db.session.flush()
    told = IMPRESSIONS.get(activity.type, USUAL_IMPRESSIONS)
    part = next(section for section in written.sections if section.part == "impressions")
    reports.write(part, text=told, public_text="", withheld=False, by=writer)
    _date(written, day, writer, register.numbers["report", key])
    who: dict[str, User] = {post: register.users.get(name, writer) for post, (name, _days) in APPROVED.items()}
    reports.name_chain(written, {post: user.id for post, user in who.items()}, by=writer)
    for step in written.steps:
        step.user = who[step.post]
    # Its items are settled in the data; what was drafted is what the records say.
    reports.submit(written, lacking=(), by=writer, at=moment(day, 17))
    db.session.flush()
    for post, (_name, days) in APPROVED.items():
        reports.decide(
            written,
            approve=True,
            comment="",
            by=who[post],
            freeze=lambda: press.freeze(written, writer),
            at=moment(register.workdays_after(day, days), 11),
        )
    db.session.flush()


def _date(report: MissionReport, day: date, by: User, number: str) -> None:
    """What was written of a report was written on its day; its number is the next one of that day."""
    db.session.flush()
    with action(rules.LOADED, by=by):
        report.created_at, report.number = moment(day, 9), number
        for section in report.sections:
            for text in section.texts:
                text.at = moment(day, 10)
