"""Examples of what is kept beside the cases: digests, archives, calendar, registries, texts."""

from collections.abc import Mapping
from types import MappingProxyType

from web.api.example import Example

NOT_YET = "sha256:" + "0" * 64
"""What nobody handed in."""
DAY = {"effect": "off", "name": "停水停电", "source": "区府办〔2026〕9号"}
TEXT = "第一条 为激励执法人员担当作为，制定本办法。\n第二条 本办法适用于本局执法人员。\n"
YEAR = (
    '{"year": 2027, "papers": [], '
    '"days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}'
)
TITLE = "#title 容错申请受理告知书\n"
TRANSFER, APPRAISAL, DIGEST = "Y2026-0001", "JD2026-0001", "Z2026-0001"

EXAMPLES: Mapping[str, Example] = MappingProxyType(
    {
        # digests
        "list_of_digests": Example("案例摘编", query={"limit": "2"}),
        "file_of_digests": Example("案例汇编文件", query={"article": "16"}),
        "begin_by_api": Example(
            "起草摘编",
            "hemin",
            headers={"Idempotency-Key": "2f6d8a10-digest-1"},
            body={"case": "2026-0003-1"},
            status=201,
        ),
        "read_digest_by_api": Example("一篇摘编", "hemin", {"digest": DIGEST}),
        "write_digest_by_api": Example(
            "修改摘编",
            "hemin",
            {"digest": DIGEST},
            headers={"If-Match": "*"},
            body={"title": "监测比对迟延的容错", "lessons": "到期前提醒"},
            status=422,  # it is published
        ),
        "step_of_digest": Example(
            "提交、批准、退回或撤回摘编",
            "hemin",
            {"digest": DIGEST, "deed": "withdraw"},
            headers={"If-Match": "*", "Idempotency-Key": "2f6d8a10-digest-2"},
            body={"reason": "案情不够典型"},
        ),
        # archive and retention
        "files_to_hand_over": Example("待移交的案卷", "hemin", query={"limit": "2"}),
        "list_of_transfers": Example("移交清单", "hemin", query={"limit": "2"}),
        "hand_over_by_api": Example(
            "移交案卷",
            "hemin",
            headers={"Idempotency-Key": "2f6d8a10-transfer-1"},
            body={"cases": ["2026-0003-1"], "recipient": "区档案馆"},
            status=201,
        ),
        "read_transfer_by_api": Example("一份移交清单", "hemin", {"transfer": TRANSFER}),
        "enter_receipt_by_api": Example(
            "登记移交回执",
            "hemin",
            {"transfer": TRANSFER},
            headers={"Idempotency-Key": "2f6d8a10-receipt-1"},
            body={"receipt": "档收〔2026〕9号", "received_on": "2026-11-23"},
        ),
        "matters_due": Example("保管期满的事项", "fengjie", query={"limit": "2"}),
        "list_of_appraisals": Example("鉴定", "fengjie", query={"limit": "2"}),
        "propose_by_api": Example(
            "提出鉴定意见",
            "fengjie",
            headers={"Idempotency-Key": "2f6d8a10-appraisal-1"},
            body={"matters": ["2026-0003"], "verdict": "keep", "reason": "仍有价值", "years": 10},
            status=422,
        ),
        "read_appraisal_by_api": Example(
            "一项鉴定", "fengjie", {"appraisal": APPRAISAL}, status=404
        ),
        "decide_by_api": Example(
            "审批鉴定", "shiqing", {"appraisal": APPRAISAL}, body={"approved": True}, status=404
        ),
        "execute_by_api": Example(
            "执行销毁或匿名化",
            "fengjie",
            {"appraisal": APPRAISAL},
            body={"typed": APPRAISAL},
            status=404,
        ),
        # calendar
        "versions_of_calendar": Example("工作日历各版本"),
        "look_at_calendar": Example(
            "预览一年的放假安排",
            "jiangheng",
            body={"text": YEAR},
        ),
        "load_calendar": Example(
            "载入一年的放假安排",
            "jiangheng",
            headers={"Idempotency-Key": "2f6d8a10-calendar-1"},
            body={"text": YEAR, "tried": "0" * 64},
            status=422,
        ),
        "look_at_calendar_day": Example(
            "预览设定一天", "jiangheng", {"day": "2026-12-01"}, body=DAY
        ),
        "set_calendar_day": Example(
            "设定一天",
            "jiangheng",
            {"day": "2026-12-01"},
            headers={"Idempotency-Key": "2f6d8a10-day-1"},
            body={**DAY, "tried": "0" * 64},
            status=422,
        ),
        "recount_by_api": Example(
            "重新计算到期日",
            "jiangheng",
            headers={"Idempotency-Key": "2f6d8a10-recount-1"},
            status=202,
        ),
        # registries
        "kinds_of_registries": Example("清单种类"),
        "template_of_registry": Example("清单的空表", path={"kind": "duty"}),
        "look_at_registry": Example(
            "预览一份清单", "jiangheng", {"kind": "duty"}, form={"file": "@清单.csv"}
        ),
        "import_registry": Example(
            "导入预览过的清单",
            "jiangheng",
            {"kind": "duty"},
            headers={"Idempotency-Key": "2f6d8a10-registry-1"},
            body={"digest": NOT_YET, "name": "清单.csv"},
            status=422,
        ),
        # the measures as the bureau keeps them
        "read_article": Example("一条的依托", path={"article": "16"}),
        "look_at_measures": Example("预览办法文本", "jiangheng", body={"text": TEXT}),
        "keep_measures": Example(
            "载入办法文本", "jiangheng", body={"text": TEXT, "tried": "0" * 64}, status=422
        ),
        "look_at_pack_by_api": Example(
            "预览办法包", "jiangheng", body={"text": "code: other\n"}, status=422
        ),
        "load_pack_by_api": Example(
            "载入办法包",
            "jiangheng",
            body={"text": "code: other\n", "tried": "0" * 64},
            status=422,
        ),
        "interpret_by_api": Example(
            "登记解释",
            "jiangheng",
            headers={"Idempotency-Key": "2f6d8a10-reading-1"},
            body={
                "code": "第十六条",
                "number": "青环〔2026〕5号",
                "issued_on": "2026-09-01",
                "text": "自收到告知之日起算。",
            },
            status=201,
        ),
        "withdraw_by_api": Example("撤销解释", "jiangheng", {"reading": "1"}, status=204),
        # templates of papers
        "list_of_templates": Example("文书模板", "jiangheng"),
        "read_template": Example("一份文书模板", "jiangheng", {"code": "D04"}),
        "look_at_template": Example(
            "试排文书模板", "jiangheng", {"code": "D04"}, body={"text": TITLE}
        ),
        "keep_template_by_api": Example(
            "保存文书模板",
            "jiangheng",
            {"code": "D04"},
            headers={"If-Match": '"0"', "Idempotency-Key": "2f6d8a10-template-1"},
            body={"text": TITLE},
        ),
        "restore_template_by_api": Example(
            "恢复随附的模板",
            "jiangheng",
            {"code": "D04"},
            headers={"Idempotency-Key": "2f6d8a10-template-2"},
        ),
        # earlier cases
        "bring_ledger": Example("带入旧台账", "hemin", form={"file": "@旧台账.csv"}),
        "try_ledger_by_api": Example(
            "试导入旧台账",
            "hemin",
            body={"digest": NOT_YET, "mapping": "header: 1\n"},
            status=422,
        ),
        "import_ledger_by_api": Example(
            "导入旧台账",
            "hemin",
            headers={"Idempotency-Key": "2f6d8a10-earlier-1"},
            body={"digest": NOT_YET, "mapping": "header: 1\n", "tried": "0" * 64},
            status=422,
        ),
        # files of very many lines
        "export_by_api": Example(
            "导出案件列表",
            "tangli",
            query={"urgency": "overdue"},
            headers={"Idempotency-Key": "2f6d8a10-export-1"},
            status=202,
        ),
        "export_ledger_by_api": Example(
            "导出台账",
            "tangli",
            query={"since": "2026-01-01"},
            headers={"Idempotency-Key": "2f6d8a10-export-2"},
            body={"as": "csv"},
            status=202,
        ),
    }
)
