"""A report of the sample that is being written: its texts begun, its approvers named."""

from datetime import date

from crm.reports import services as reports
from crm.sample.services.register import Register

SHOWN = "m7a"
_TEXTS = {
    "purpose": "1. 吉林省内の販路と物流の実態把握\n2. 延辺側関係機関との協力体制の確認",
    "period": "全行程とも天候に恵まれ、移動の遅れはなかった。",
    "market": "延吉市内の百貨店では韓国製ニットが売場の大半を占め、日本製は贈答用として扱われている。",
    "impressions": "【所感】\n現地の販売網を持つ企業と組むことの重要性を改めて確認した。\n"
    "【提言】\n次回は品質表示の見本を持参し、商談の場で確認を得る。",
}


def load_reports(register: Register) -> None:
    """The report of the mission that came back last: a draft on its way to three approvers."""
    writer = register.users["kobayashi"]
    made = reports.open_report(
        register.activities[SHOWN],
        language="ja",
        texts=_TEXTS,
        reporter="国際課 小林 里美",
        reported_on=date(2026, 9, 7),
        by=writer,
    )
    chain = {"in_charge": writer.id, "director": register.users["honda"].id, "chair": register.users["yoshihara"].id}
    reports.name_chain(made, chain, by=writer)
