"""Events are done on pages: every form, what becomes of what was typed, and who came first."""

import re

import pytest
from support.bureau import APPLICATION, HANDLER, OFFICER, RESTS_ON, SUPERVISOR, UNIT, at
from support.desk import Desk
from support.papers_in import REPORT
from support.whole_case import LINE

from cases.attempts import attempts_on
from cases.history import verify
from states.vocabulary import Refusal


@pytest.fixture
def filed(desk: Desk) -> Desk:
    desk.bureau.open("2026-03-02")
    desk.bureau.do("2026-03-06", "file", OFFICER, **APPLICATION)
    return desk


def test_a_case_goes_from_its_start_to_the_archives_by_forms_alone(desk: Desk):
    desk.on("2026-03-02", HANDLER)
    where = "/matters/new"
    said = {
        "subject": ["雨天巡查未发现暗管"], "officers": [OFFICER], "track": ["bureau"],
        "organ": ["区生态环境局党组"], "started_on": ["2026-03-02"], "supervisor": [SUPERVISOR],
        "start_document": ["巴环责启〔2026〕9号"], "report_kind": ["real_name"],
    }  # fmt: skip
    answer = desk.hand_in(where, desk.client.get(where).text, said)
    assert answer.status_code == 303, answer.text
    matter = answer.headers["location"].rpartition("/")[2]
    desk.bureau.number = f"{matter}-1"
    for day, event, by, data in LINE:
        if event in RESTS_ON:
            before, filled = RESTS_ON[event]
            desk.on(day, UNIT)
            assert desk.do(before, filled).status_code == 303
        desk.on(day, by)
        answer = desk.do(event, data)
        assert answer.status_code == 303, (event, re.findall(r"role=\"alert\">.*", answer.text))
    assert desk.bureau.row().state == "closed"
    assert verify(desk.bureau.store).flaws == []


def test_the_page_says_what_was_done_and_leads_on(filed: Desk):
    filed.on("2026-03-09", HANDLER)
    answer = filed.do("accept", {})
    page = filed.client.get(answer.headers["location"]).text
    assert "已办理：" in page
    assert f"/cases/{filed.bureau.number}/do/assign_reviewers" in page


def test_what_is_refused_is_shown_disabled_with_its_reason_and_article(filed: Desk):
    filed.on("2026-03-09", SUPERVISOR)
    page = filed.client.get(f"/cases/{filed.bureau.number}").text
    refused = re.findall(
        r"<button[^>]*disabled[^>]*>(.*?)</button>\s*<span[^>]*>(.*?)</span>", page
    )
    assert ("受理", "“受理”须由承办人办理（依据第十六条）；您在本案的身份：案件督办。") in refused
    assert "/do/accept" not in page
    _, form = filed.form("accept")
    assert form.status_code == 200
    assert "须由承办人办理" in form.text
    assert "data-draft" not in form.text


def test_whoever_came_first_is_named_and_nothing_typed_is_lost(filed: Desk):
    filed.on("2026-03-09", HANDLER)
    where, page = filed.form("require_supplement")
    filed.bureau.do("2026-03-09", "recommend", HANDLER, step="suspend", reason="等鉴定结论")
    answer = filed.hand_in(where, page.text, {"gaps": ["现场检查记录\r\n监测数据"]})
    assert answer.status_code == 409
    assert "您打开本页之后，案件已被更新" in answer.text
    assert "提出拟办意见" in answer.text
    assert "等鉴定结论" in answer.text
    assert "现场检查记录\r\n监测数据</textarea>" in answer.text
    assert filed.bureau.row().state == "filed"
    again = filed.hand_in(where, answer.text, {"gaps": ["现场检查记录\r\n监测数据"]})
    assert again.status_code == 303
    assert filed.bureau.row().state == "supplementing"


def test_what_was_typed_comes_back_where_the_event_is_not_open_any_more(filed: Desk):
    filed.on("2026-03-09", HANDLER)
    where, page = filed.form("require_supplement")
    said = {"gaps": ["现场检查记录\r\n监测数据"], "reason": ["<b>材料不齐"]}
    filed.bureau.do("2026-03-09", "accept", HANDLER)
    answer = filed.hand_in(where, page.text, said)
    assert answer.status_code == 409
    assert "您打开本页之后，案件已被更新" in answer.text
    assert "<b>受理</b> · " in answer.text
    assert '<span class="prewrap">现场检查记录\r\n监测数据</span>' in answer.text
    assert "&lt;b&gt;材料不齐</span>" in answer.text
    assert filed.bureau.row().state == "under_review"
    tried = attempts_on(filed.bureau.store, filed.bureau.number, at("2026-03-09"), viewer=HANDLER)
    assert {one.refusal for one in tried} == {Refusal.CONFLICT}


def test_a_draft_of_an_event_that_is_not_open_any_more_can_be_read_and_dropped(filed: Desk):
    filed.on("2026-03-09", HANDLER)
    where, page = filed.form("require_supplement")
    filed.bureau.do("2026-03-09", "accept", HANDLER)
    assert filed.client.get(where).status_code == 403
    said = {"gaps": ["只写了一半"]}
    assert filed.hand_in(where, page.text, said, act=["keep"]).status_code == 303
    closed = filed.client.get(where)
    assert closed.status_code == 200
    assert '<span class="prewrap">只写了一半</span>' in closed.text
    assert 'name="gaps"' not in closed.text
    dropped = filed.hand_in(where, page.text, said, act=["drop"])
    assert dropped.headers["location"] == f"/cases/{filed.bureau.number}"
    assert filed.client.get(where).status_code == 403


def test_a_draft_of_an_event_that_is_refused_for_now_can_be_read(filed: Desk):
    filed.on("2026-03-09", SUPERVISOR)
    where, page = filed.form("accept")
    key = re.findall(r'name="key" value="([^"]+)"', page.text)[0]
    said = {"key": key, "act": "keep", "reason": "写了一半的理由"}
    assert filed.client.post(where, data=said, follow_redirects=False).status_code == 303
    shown = filed.client.get(where)
    assert shown.status_code == 200
    assert '<span class="prewrap">写了一半的理由</span>' in shown.text
    assert "data-draft" not in shown.text
    filed.client.post(where, data={**said, "act": "drop"})
    assert "写了一半的理由" not in filed.client.get(where).text


def test_a_form_sent_twice_does_its_event_once(filed: Desk):
    filed.on("2026-03-09", HANDLER)
    where, page = filed.form("recommend")
    said = {"step": ["suspend"], "reason": ["等鉴定结论"]}
    first, second = (filed.hand_in(where, page.text, said) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]


def test_a_form_sent_twice_is_told_the_same_where_the_case_has_moved_on(filed: Desk):
    filed.on("2026-03-09", HANDLER)
    where, page = filed.form("accept")
    first, second = (filed.hand_in(where, page.text, {}) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    assert not attempts_on(
        filed.bureau.store, filed.bureau.number, at("2026-03-09"), viewer=HANDLER
    )


def test_neither_a_draft_nor_a_conflict_keeps_the_confirmation(filed: Desk):
    filed.bureau.do("2026-03-06", "recommend", HANDLER, step="refuse", reason="重复申请")
    filed.on("2026-03-09", SUPERVISOR)
    where, page = filed.form("refuse")
    said = {"ground": ["duplicate"], "reason": ["重复申请"]}
    filed.hand_in(where, page.text, said, act=["keep"])
    assert "重复申请</textarea>" in filed.form("refuse")[1].text
    ticked = re.compile(r'id="sure"[^>]*checked')
    assert not ticked.search(filed.form("refuse")[1].text)
    filed.bureau.do("2026-03-09", "recommend", HANDLER, step="refuse", reason="再次报请")
    late = filed.hand_in(where, page.text, said)
    assert late.status_code == 409
    assert not ticked.search(late.text)


def test_what_cannot_be_taken_back_is_done_only_when_confirmed(filed: Desk):
    filed.bureau.do("2026-03-06", "recommend", HANDLER, step="refuse", reason="重复申请")
    filed.on("2026-03-09", SUPERVISOR)
    where, page = filed.form("refuse")
    said = {"ground": ["duplicate"], "reason": ["重复申请"]}
    unsure = filed.hand_in(where, page.text, {**said, "sure": []})
    assert unsure.status_code == 422
    assert "请勾选确认后再办理" in unsure.text
    assert "重复申请</textarea>" in unsure.text
    assert filed.bureau.row().state == "filed"
    assert filed.hand_in(where, page.text, said).status_code == 303


def test_a_fault_stands_beside_its_field_and_above(filed: Desk):
    filed.on("2026-03-09", HANDLER)
    where, page = filed.form("require_supplement")
    answer = filed.hand_in(
        where, page.text, {"gaps": [""], "reason": ["<script>alert(1)</script>"]}
    )
    assert answer.status_code == 422
    assert 'id="gaps-wrong"' in answer.text
    assert 'href="#gaps"' in answer.text
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


def test_an_answer_that_its_parts_contradict_is_marked_at_its_item(filed: Desk):
    filed.on("2026-03-09", HANDLER)
    filed.do("accept", {})
    filed.do("assign_reviewers", {"reviewers": ["guyuan", "jiangyue"]})
    filed.on("2026-03-10", "guyuan")
    where, page = filed.form("assess_items")
    said = {"answers.A13.2": ["yes"], "answers.A13.2.major_loss": ["yes"], "others": ["no"]}
    answer = filed.hand_in(where, page.text, said)
    assert answer.status_code == 422
    assert 'href="#answers.A13.2">A13.2 没有造成重大损失和严重不良影响' in answer.text
    assert re.search(r'id="answers.A13.2" aria-describedby="answers.A13.2-wrong"', answer.text)
    opened = re.findall(r"<details open>\s*<summary>\s*(第\S+条)", answer.text)
    assert "第十三条" in opened


def test_what_must_be_answered_for_itself_is_said_before_and_marked_when_it_was_not(filed: Desk):
    filed.on("2026-03-09", HANDLER)
    filed.do("accept", {})
    filed.do("assign_reviewers", {"reviewers": ["guyuan", "jiangyue"]})
    filed.on("2026-03-10", "guyuan")
    where, page = filed.form("submit_report")
    assert "须逐项认定 5 项" in page.text
    heads = re.findall(r"<summary>\s*(第\S+条)", page.text)
    assert heads == ["第四条", "第七条", "第八条", "第九条", "第十条", "第十二条", "第十三条",
                     "第十四条", "第十五条", "第十六条"]  # fmt: skip
    answer = filed.hand_in(where, page.text, {"others": ["no"], "summary": ["建议不予容错"]})
    assert answer.status_code == 422
    assert "不能以“其余各项”（others）一并作答" in answer.text
    assert 'href="#answers.A16.X1">A16.X1 ' in answer.text
    assert 'id="answers.A16.X1-wrong"' in answer.text
    assert "第十六条" in re.findall(r"<details open>\s*<summary>\s*(第\S+条)", answer.text)


def test_who_decides_reads_beside_the_form_what_the_answers_come_to(filed: Desk):
    filed.on("2026-03-09", HANDLER)
    filed.do("accept", {})
    filed.do("assign_reviewers", {"reviewers": ["guyuan", "jiangyue"]})
    bureau = filed.bureau
    bureau.do("2026-03-27", "submit_report", "guyuan", **REPORT)
    bureau.do("2026-03-30", "clear_report", "shenlan", opinion="同意")
    filed.on("2026-04-01", "luochengan")
    _, page = filed.form("decide")
    beside = page.text.partition('id="h-said"')[2].partition("</section>")[0]
    assert "有应当认定为履职尽责的情形" in beside
    assert "A10.1" in beside


def test_a_draft_is_kept_given_back_and_gone_once_handed_in(filed: Desk):
    filed.on("2026-03-09", HANDLER)
    where, page = filed.form("require_supplement")
    kept = filed.hand_in(where, page.text, {"gaps": ["只写了一半"]}, act=["keep"])
    assert kept.status_code == 303
    _, back = filed.form("require_supplement")
    assert "只写了一半</textarea>" in back.text
    assert "保存的草稿" in back.text
    filed.on("2026-03-09", SUPERVISOR)
    assert "只写了一半" not in filed.form("require_supplement")[1].text
    filed.on("2026-03-09", HANDLER)
    assert filed.do("require_supplement", {"gaps": ["写完了"]}).status_code == 303
    with filed.bureau.store.read() as connection:
        assert not connection.exec_driver_sql("SELECT * FROM drafts").fetchall()


def test_a_script_keeps_drafts_without_leaving_the_page(filed: Desk):
    filed.on("2026-03-09", HANDLER)
    where, page = filed.form("require_supplement")
    sent = {**filed.hidden(page.text), "act": ["keep"], "gaps": ["自动保存"]}
    answer = filed.client.post(where, data=sent, headers={"Accept": "application/json"})
    assert answer.status_code == 204
    assert "自动保存</textarea>" in filed.form("require_supplement")[1].text


def test_a_draft_can_be_given_up(filed: Desk):
    filed.on("2026-03-09", HANDLER)
    where, page = filed.form("require_supplement")
    filed.hand_in(where, page.text, {"gaps": ["写错了的"]}, act=["keep"])
    filed.hand_in(where, page.text, {"gaps": ["写错了的"]}, act=["drop"])
    assert "写错了的" not in filed.form("require_supplement")[1].text


def test_a_row_more_is_asked_for_with_a_button(filed: Desk):
    filed.on("2026-03-09", HANDLER)
    where, page = filed.form("add_evidence")
    assert "items.3.title" not in page.text
    more = filed.hand_in(where, page.text, {"items.0.title": ["笔录"]}, more=["items"])
    assert 'name="items.3.title"' in more.text
    assert 'value="笔录"' in more.text


@pytest.mark.parametrize(("username", "status"), [(OFFICER, 403), ("wulei", 404), ("cuiwei", 404)])
def test_whoever_has_no_part_sees_no_form(filed: Desk, username: str, status: int):
    filed.on("2026-03-09", username)
    where, page = filed.form("accept")
    assert page.status_code == status
    key = re.findall(r'name="key"\s+value="([^"]+)"', filed.client.get("/account").text)[0]
    answer = filed.client.post(where, data={"key": key, "version": "2"})
    assert answer.status_code == status
    assert filed.bureau.row().state == "filed"


def test_what_somebody_tried_without_the_right_to_it_is_kept(filed: Desk):
    filed.on("2026-03-09", OFFICER)
    key = re.findall(r'name="key"\s+value="([^"]+)"', filed.client.get("/account").text)[0]
    filed.client.post(filed.form("accept")[0], data={"key": key})
    tried = attempts_on(filed.bureau.store, filed.bureau.number, at("2026-03-09"), viewer=HANDLER)
    assert [(one.zh, one.person_name) for one in tried] == [("受理", "孙皓")]


@pytest.mark.parametrize("event", ["nothing", "lapse", "decide"])
def test_what_is_no_event_here_has_no_form(filed: Desk, event: str):
    filed.on("2026-03-09", HANDLER)
    assert filed.form(event)[1].status_code in {403, 404}


def test_a_form_of_another_session_is_refused_and_comes_back_as_it_was_typed(filed: Desk):
    filed.on("2026-03-09", HANDLER)
    where, page = filed.form("require_supplement")
    filed.on("2026-03-09", HANDLER)
    said = {"gaps": ["现场检查记录\r\n监测数据"]}
    answer = filed.hand_in(where, page.text, said)
    assert answer.status_code == 422
    assert "表单已过期" in answer.text
    assert "现场检查记录\r\n监测数据</textarea>" in answer.text
    assert filed.bureau.row().state == "filed"
    for act in ("keep", "drop", "look"):
        assert filed.hand_in(where, page.text, said, act=[act]).status_code == 422
    assert "监测数据</textarea>" not in filed.form("require_supplement")[1].text
    again = filed.hand_in(where, answer.text, said)
    assert again.status_code == 303
    assert filed.bureau.row().state == "supplementing"


def test_a_matter_of_another_session_comes_back_as_it_was_typed(desk: Desk):
    desk.on("2026-03-02", HANDLER)
    page = desk.client.get("/matters/new")
    desk.on("2026-03-02", HANDLER)
    answer = desk.hand_in("/matters/new", page.text, {"subject": ["雨天巡查未发现暗管"]})
    assert (answer.status_code, "表单已过期" in answer.text) == (422, True)
    assert 'value="雨天巡查未发现暗管"' in answer.text


@pytest.mark.parametrize("username", [HANDLER, OFFICER])
def test_only_whoever_registers_matters_has_the_form_of_a_new_one(desk: Desk, username: str):
    desk.on("2026-03-02", username)
    status = 200 if username == HANDLER else 403
    assert desk.client.get("/matters/new").status_code == status
    assert ("/matters/new" in desk.client.get("/cases").text) is (status == 200)
