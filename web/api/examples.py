"""An example of each operation, as it runs on the sample bureau; a test runs them all."""

from collections.abc import Mapping
from types import MappingProxyType

from web.api.example import Example
from web.api.examples_of_rooms import EXAMPLES as OF_ROOMS


def _of(number: str, **more: str) -> dict[str, str]:
    return {"number": number, **more}


REVIEWED, FILED, DECIDED, SUSPENDED = "2026-0008-1", "2026-0025-1", "2026-0012-1", "2026-0013-1"
"""Cases of the sample bureau, by where they stand."""
CORRECTED, CLOSED = "2026-0015-1", "2026-0003-1"
PLATFORM = "监察平台"
PREVIEWED = {"period": "preview", "unit": "bureau"}
MATTER = {
    "subject": "锅炉废气在线监测比对迟延",
    "organ": "区生态环境局党组",
    "track": "bureau",
    "started_on": "2026-11-20",
    "start_document": "青环党〔2026〕31号",
    "officers": ["wulei"],
    "report_kind": "none",
}

EXAMPLES: Mapping[str, Example] = MappingProxyType(
    {
        # cases and matters
        "list_of_cases": Example("案件列表", query={"urgency": "overdue", "limit": "2"}),
        "read_case": Example("一个案件", "hemin", _of(REVIEWED)),
        "history_of_case": Example("办理历史", "hemin", _of(REVIEWED)),
        "moves_of_case": Example("可办理的事项", "hemin", _of(REVIEWED)),
        "tasks_of_case": Example("本案待办", "hemin", _of(REVIEWED)),
        "people_of_case": Example("办案人员", "hemin", _of(REVIEWED)),
        "evidence_of_case": Example("证据清单", "hemin", _of(REVIEWED)),
        "assessment_of_case": Example("辅助研判", "hemin", _of(DECIDED)),
        "notices_of_case": Example("本案通知", "hemin", _of(REVIEWED)),
        "attempts_at_case": Example("被拒的办理", "hemin", _of(REVIEWED)),
        "papers_of_case": Example("本案文书", "hemin", _of(DECIDED)),
        "print_of_paper": Example("文书文件", "hemin", _of(DECIDED, paper="116", as_="docx")),
        "bundle_of_case": Example(
            "案卷打包",
            "hemin",
            _of(DECIDED, kind="archive"),
            headers={"Idempotency-Key": "2f6d8a10-bundle-1"},
            status=202,
        ),
        "form_of_event": Example("一个动作的表单", "hemin", _of(FILED, event="accept")),
        "do_event": Example(
            "办理一个动作",
            "hemin",
            _of(FILED, event="add_evidence"),
            headers={"If-Match": '"3"', "Idempotency-Key": "2f6d8a10-evidence-1"},
            body={"items": [{"title": "现场检查笔录", "source": "执法二大队"}]},
        ),
        "look_at_event": Example(
            "试办一个动作",
            "hemin",
            _of(FILED, event="add_evidence"),
            body={"items": [{"title": "现场检查笔录"}]},
        ),
        "sign_a_paper": Example(
            "签发文书", "hemin", _of(DECIDED, paper="116"), headers={"If-Match": "*"}, body={}
        ),
        "do_many": Example(
            "批量催办或变更", "tangli", body={"deed": "urge", "cases": [REVIEWED, SUSPENDED]}
        ),
        "form_of_matter": Example("立案登记的表单", "hemin"),
        "register_matter": Example(
            "立案登记",
            "hemin",
            headers={"Idempotency-Key": "2f6d8a10-matter-1"},
            body=MATTER,
            status=201,
        ),
        "list_of_matters": Example("事项列表", query={"limit": "2"}),
        "read_matter": Example("一个事项", path={"number": "2026-0003"}),
        # tasks
        "my_tasks": Example("我的待办", "hemin", query={"limit": "3"}),
        "my_agenda": Example("我的日程", "hemin", query={"days": "7"}),
        "my_workbench": Example("工作台", "hemin"),
        "explained_task": Example("期限逐日说明", "hemin", _of(REVIEWED, kind="review")),
        "urge_task": Example("催办", "tangli", _of("2026-0015-1", kind="review")),
        # the rooms of cases
        "list_of_corrections": Example("纠错整改", "tangli", query={"show": "red", "limit": "2"}),
        "correction_of_case": Example("一件整改", "tangli", _of(CORRECTED)),
        "list_of_duties": Example("反馈与澄清", "tangli", query={"limit": "2"}),
        "clearing_of_case": Example("一件反馈与澄清", "panxiao", _of(CLOSED)),
        "list_of_archives": Example("归档", "fengjie", query={"show": "closed", "limit": "2"}),
        # reports, ledger, statistics, patterns
        "list_of_reports": Example("整改跟踪报告", "tangli", query={"limit": "2"}),
        "read_report": Example("一份整改跟踪报告", "tangli", PREVIEWED),
        "lines_of_report": Example(
            "报告逐项", "tangli", PREVIEWED, query={"light": "red", "limit": "2"}
        ),
        "file_of_report": Example("报告文件", "tangli", {**PREVIEWED, "as_": "json"}),
        "release_by_api": Example(
            "放行报告",
            "tangli",
            {"period": "2026-W41", "unit": "bureau"},
            body={"note": "请于本周内报送进展"},
            status=404,
        ),
        "note_by_api": Example(
            "单件督办意见",
            "tangli",
            {"period": "2026-W41", "unit": "bureau", "case": "2026-0007-1"},
            body={"note": "请先报送整改方案"},
            status=404,
        ),
        "read_the_ledger": Example(
            "台账", "tangli", query={"since": "2026-01-01", "outcome": "exempt", "limit": "2"}
        ),
        "file_of_ledger": Example("台账文件", "tangli", {"as_": "csv"}),
        "read_figures": Example("统计", "tangli", query={"since": "2026-01-01"}),
        "file_of_figures": Example("统计文件", "tangli", {"as_": "json"}),
        "board_of_patterns": Example("易错情形", "tangli"),
        "read_pattern": Example("一项预警", "tangli", {"alert": "P2026-0001"}, status=404),
        "step_of_pattern": Example(
            "研判、警示、检查或了结",
            "tangli",
            {"alert": "P2026-0001", "deed": "analyse"},
            headers={"If-Match": '"1"', "Idempotency-Key": "2f6d8a10-alert-1"},
            body={"risk_points": "比对监测超过时限", "causes": "到期没有提醒"},
            status=404,
        ),
        "paper_of_pattern": Example(
            "研判报告或警示函",
            "tangli",
            {"alert": "P2026-0001", "code": "D37", "as_": "docx"},
            status=404,
        ),
        # work
        "list_of_automation": Example("自动任务", "jiangheng"),
        "run_by_api": Example("现在运行", "jiangheng", {"name": "seal-events"}, status=503),
        "works_of_mine": Example("我的长时间工作", "tangli"),
        "read_work": Example("一项工作的进度", "tangli", {"work": "1"}, status=404),
        "file_of_work": Example("一项工作的文件", "tangli", {"work": "1"}, status=404),
        # webhooks
        "add_webhook": Example(
            "设置事件推送",
            "jiangheng",
            body={
                "name": PLATFORM,
                "url": "https://jc.example.gov.cn/rongcuo",
                "phases": ["decision"],
            },
            status=201,
        ),
        "list_of_webhooks": Example("事件推送", "jiangheng"),
        "test_webhook": Example("试推", "jiangheng", {"name": "另一平台"}, status=404),
        "pause_webhook": Example("暂停推送", "jiangheng", {"name": PLATFORM}, status=204),
        "resume_webhook": Example("恢复推送", "jiangheng", {"name": PLATFORM}, status=204),
        "resend_to_webhook": Example("重推事件", "jiangheng", {"name": PLATFORM}),
        "drop_webhook": Example("取消推送", "jiangheng", {"name": PLATFORM}, status=204),
        # files
        "list_files": Example("附件清单", "hemin", _of(REVIEWED)),
        "hand_in_by_api": Example(
            "上传附件",
            "hemin",
            _of(FILED),
            form={"title": "现场照片", "file": "@照片.pdf"},
            status=201,
        ),
        "get_file_by_api": Example("下载附件", "hemin", _of(FILED, file="1")),
        # notices
        "my_inbox": Example("收件箱", "hemin", query={"new": "true", "limit": "3"}),
        "read_notices": Example("标为已读", "hemin", body={"until": 2000000000}),
        "undelivered_notices": Example("未送达的通知", "jiangheng"),
        "resend_notice": Example("重发", "jiangheng", {"delivery": "1"}, status=404),
        "my_ways_of_notice": Example("接收方式", "hemin"),
        "set_ways_of_notice": Example(
            "更改接收方式",
            "hemin",
            body={
                "addresses": {"mail": "hemin@example.invalid"},
                "on": ["mail"],
                "begins": "22:00",
                "ends": "07:30",
            },
        ),
        # measures
        "read_measures": Example("办法条文", query={"article": "第十六条"}),
        "list_of_packs": Example("办法包"),
        "assess_answers": Example(
            "研判一组回答", body={"answers": {"A10.1": True, "A10.2.b_evasion_delay": None}}
        ),
        "registry_entries": Example("清单条目", query={"kind": "duty", "limit": "2"}),
        "imports_of_registries": Example("清单导入记录"),
        "calendar_of_year": Example("一年的工作日历", path={"year": "2026"}),
        "day_of_calendar": Example("某日是否工作日", path={"day": "2026-10-10"}),
        "due_day": Example(
            "计算到期日", path={"start": "2026-09-28"}, query={"n": "5", "unit": "WD"}
        ),
        # one's own
        "who_am_i": Example("我是谁、能做什么"),
        "roles_of_mine": Example("我的身份"),
        "tokens_of_mine": Example("我的令牌"),
        "views_of_mine": Example("我的常用视图"),
        "keep_my_view": Example(
            "保存常用视图", path={"name": "超期"}, body={"query": "urgency=overdue"}, status=204
        ),
        "drop_my_view": Example("删去常用视图", path={"name": "超期"}, status=204),
        # administrators
        "list_of_accounts": Example("账号", "jiangheng", query={"q": "何", "limit": "2"}),
        "read_account": Example("一个账号", "jiangheng", {"username": "hemin"}),
        "list_of_units": Example("单位", "jiangheng"),
        "list_of_roles": Example("身份", "wenan", query={"q": "hemin"}),
        "read_role": Example("一项身份", "wenan", {"grant": "1"}),
        "read_the_journal": Example("操作日志", "jianming", query={"limit": "2"}),
        "description_of_api": Example("接口说明"),
        **OF_ROOMS,
    }
)
