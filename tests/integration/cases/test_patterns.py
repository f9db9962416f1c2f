"""Pattern warnings (第十八条第二款): what opens an alert, what joins it, what people do then."""

import json
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from support.bureau import HANDLER, SUPERVISOR, UNIT, Bureau, at
from support.tampering import unguard

from cases.chains import verify_chains
from cases.checkpoints import seal_heads, verify_checkpoints
from cases.history import verify
from cases.pattern_steps import Asked, take_step
from cases.pattern_views import pattern_flaws, print_alert, read_alert, read_patterns
from cases.patterns import Watched, watch_patterns
from states.errors import Conflict, GuardFailed, Invalid, NotFound
from storage.chain import link
from storage.schema import Notice, PatternAlert, PatternStep, Person

BUREAU = "青溪区生态环境局"
TYPE = "未及时发现"
PARTY = "luochengan"
DAYS = ("2025-06-10", "2025-11-03", "2026-05-20")
"""Scenario 40."""


def matters(bureau: Bureau, *days: str, **more: Any) -> None:
    for day in days:
        bureau.open(day, **{"issue_type": TYPE, "report_kind": "none", **more})


def watch(bureau: Bureau, on: str) -> Watched:
    return watch_patterns(bureau.store, at(on))


def board(bureau: Bureau, viewer: str = SUPERVISOR, on: str = "2026-05-21") -> list[Any]:
    return list(read_patterns(bureau.store, viewer, at(on)).alerts)


def told(bureau: Bureau) -> list[tuple[str, str]]:
    """Who was told what of an alert: username and the last part of the key but one."""
    with bureau.store.read() as connection:
        rows = connection.execute(
            select(Person.username, Notice.key)
            .join(Notice, Notice.recipient_id == Person.id)
            .where(Notice.name == "pattern")
        )
        return sorted((row[0], row[1].split("/")[2]) for row in rows)


def step(bureau: Bureau, deed: str, by: str, on: str = "2026-05-25", **said: Any) -> int:
    expected, key = said.pop("expected", None), said.pop("key", None)
    asked = Asked("P2026-0001", deed, by, said, expected, key)
    return take_step(bureau.store, asked, at(on), bureau=BUREAU)


FOUND = {"risk_points": "夜间数据无人研判\n报警阈值过宽", "causes": "值守制度不落实", "advice": ""}

VISITED = {"effective": "yes", "visited_on": "2026-11-27", "visited_by": "唐莉、何敏",
           "finding": "未再发生"}  # fmt: skip


def test_the_third_of_a_kind_within_twelve_months_opens_one_alert(bureau: Bureau):
    matters(bureau, *DAYS[:2])
    assert watch(bureau, "2026-05-19").opened == 0
    matters(bureau, DAYS[2])
    assert watch(bureau, "2026-05-21").opened == 1
    [alert] = board(bureau)
    assert (alert.number, alert.kind, alert.name, alert.count) == (
        "P2026-0001", "issue_type", TYPE, 3
    )  # fmt: skip
    assert (alert.first_day, alert.last_day) == (date(2025, 6, 10), date(2026, 5, 20))
    # Twenty working days after 2026-05-21, 端午 left out.
    assert alert.due_on == date(2026, 6, 18)


def test_a_fourth_joins_the_alert_that_is_open(bureau: Bureau):
    matters(bureau, *DAYS)
    watch(bureau, "2026-05-21")
    matters(bureau, "2026-05-28")
    found = watch(bureau, "2026-05-29")
    assert (found.opened, found.joined) == (0, 1)
    [alert] = board(bureau)
    assert (alert.count, alert.last_day) == (4, date(2026, 5, 28))


def test_a_matter_with_three_officers_counts_once(bureau: Bureau):
    matters(bureau, "2026-05-20", officers=["wulei", "sunhao", "zhouqian"])
    assert watch(bureau, "2026-05-21").opened == 0
    matters(bureau, "2026-05-21", officers=["wulei", "sunhao"])
    matters(bureau, "2026-05-22", officers=["wulei"])
    assert watch(bureau, "2026-05-23").opened == 1
    assert board(bureau)[0].count == 3


@pytest.mark.parametrize(("first", "opened"), [("2025-06-10", 1), ("2025-06-09", 0)])
def test_both_edges_of_the_window_belong_to_it(bureau: Bureau, first: str, opened: int):
    matters(bureau, first, "2026-01-12", "2026-06-10")
    assert watch(bureau, "2026-06-11").opened == opened


def test_a_window_that_went_by_a_year_ago_opens_nothing(bureau: Bureau):
    matters(bureau, "2024-03-01", "2024-03-04", "2024-03-05")
    assert watch(bureau, "2026-05-21").opened == 0


def test_a_second_watch_tells_and_opens_nothing_again(bureau: Bureau):
    matters(bureau, *DAYS)
    first = watch(bureau, "2026-05-21")
    assert first.notices == len(told(bureau)) == 3
    assert told(bureau) == [("dongli", "opened"), ("liangyu", "opened"), ("tangli", "opened")]
    again = watch(bureau, "2026-05-21")
    assert (again.opened, again.joined, again.notices) == (0, 0, 0)


def test_two_watches_at_once_open_one_alert(bureau: Bureau):
    matters(bureau, *DAYS)
    found: list[Watched] = []
    threads = [
        threading.Thread(target=lambda: found.append(watch(bureau, "2026-05-21"))) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one.opened for one in found) == len(board(bureau)) == 1


def test_it_is_analysed_warned_of_and_checked_six_months_later(bureau: Bureau):
    matters(bureau, *DAYS)
    watch(bureau, "2026-05-21")
    step(bureau, "analyse", SUPERVISOR, **FOUND)
    assert board(bureau)[0].state == "analysed"
    step(bureau, "warn", PARTY, "2026-05-27", units=["second", "third"])
    [alert] = board(bureau)
    # Six months after 2026-05-27, a Friday.
    assert (alert.state, alert.due_on) == ("warned", date(2026, 11, 27))
    assert ("baixue", "warned") in told(bureau)
    assert ("qinchuan", "warned") not in told(bureau)
    watch(bureau, "2026-11-27")
    assert ("tangli", "warned-due") in told(bureau)
    step(bureau, "check", SUPERVISOR, "2026-11-27", **VISITED)
    assert board(bureau)[0].state == "closed"
    sheet = read_alert(bureau.store, SUPERVISOR, "P2026-0001", at("2026-11-28"), bureau=BUREAU)
    assert [one.label[0] for one in sheet.steps] == [
        "形成预警", "完成研判", "签发警示", "检查效果"
    ]  # fmt: skip
    assert [one.actor for one in sheet.steps] == [None, "唐莉", "罗成安", "唐莉"]
    assert [paper.number for paper in sheet.papers] == ["容研〔2026〕1号", "容警〔2026〕1号"]
    assert pattern_flaws(bureau.store) == []


def test_what_an_alert_counted_opens_no_other_and_later_matters_do(bureau: Bureau):
    matters(bureau, *DAYS)
    watch(bureau, "2026-05-21")
    step(bureau, "dismiss", SUPERVISOR, reason="成因各不相同")
    assert watch(bureau, "2026-05-26").opened == 0
    matters(bureau, "2026-06-01", "2026-06-02")
    assert watch(bureau, "2026-06-03").opened == 0
    matters(bureau, "2026-06-04")
    assert watch(bureau, "2026-06-05").opened == 1
    assert [one.count for one in board(bureau)] == [3, 3]


def test_steps_ask_for_the_right_hand_in_the_right_state(sqlite_bureau: Bureau):
    b = sqlite_bureau
    matters(b, *DAYS)
    watch(b, "2026-05-21")
    for deed, by in (("analyse", HANDLER), ("analyse", PARTY), ("warn", SUPERVISOR),
                     ("analyse", UNIT), ("warn", PARTY), ("check", SUPERVISOR)):  # fmt: skip
        with pytest.raises(GuardFailed):
            step(b, deed, by, **FOUND, units=["second"], **VISITED)
    with pytest.raises(Invalid):
        step(b, "analyse", SUPERVISOR, risk_points="", causes="x")
    step(b, "analyse", SUPERVISOR, **FOUND)
    with pytest.raises(Invalid):
        step(b, "warn", PARTY, units=["nowhere"])
    with pytest.raises(NotFound):
        take_step(b.store, Asked("P2026-0009", "warn", PARTY, {}), at("2026-05-26"), bureau="局")


def test_the_same_key_takes_a_step_once_and_a_stale_page_is_told(bureau: Bureau):
    matters(bureau, *DAYS)
    watch(bureau, "2026-05-21")
    with pytest.raises(Conflict):
        step(bureau, "analyse", SUPERVISOR, **FOUND, expected=7)
    first = step(bureau, "analyse", SUPERVISOR, **FOUND, expected=1, key="k")
    assert step(bureau, "analyse", SUPERVISOR, **FOUND, expected=1, key="k") == first == 2
    assert len(told(bureau)) == len(set(told(bureau)))


def test_the_unit_reads_the_warning_that_names_it_and_nothing_else(bureau: Bureau):
    b = bureau
    matters(b, *DAYS)
    watch(b, "2026-05-21")
    assert board(b, UNIT) == []
    with pytest.raises(NotFound):
        read_alert(b.store, UNIT, "P2026-0001", at("2026-05-22"), bureau=BUREAU)
    step(b, "analyse", SUPERVISOR, **FOUND)
    step(b, "warn", PARTY, units=["second"])
    sheet = read_alert(b.store, UNIT, "P2026-0001", at("2026-05-26"), bureau=BUREAU)
    assert ([paper.code for paper in sheet.papers], sheet.steps, sheet.matters) == (["D38"], (), ())
    assert (sheet.moves, sheet.rates) == ((), ())
    assert board(b, "qinchuan") == []
    with pytest.raises(GuardFailed):
        read_patterns(b.store, "sunhao", at("2026-05-26"))


def test_the_papers_name_nobody_and_no_case(bureau: Bureau):
    b = bureau
    matters(b, *DAYS)
    watch(b, "2026-05-21")
    step(b, "analyse", SUPERVISOR, **FOUND)
    step(b, "warn", PARTY, units=["second"])
    sheet = read_alert(b.store, SUPERVISOR, "P2026-0001", at("2026-05-26"), bureau=BUREAU)
    text = repr([paper.sheet for paper in sheet.papers])
    assert "附件" not in text  # the unit reads the warning alone
    assert not sheet.papers[1].sheet.attachments
    for word in ("孙皓", "2025-0001", "2026-0001-", "在线监测数据异常", "何敏"):
        assert word not in text
    assert "夜间数据无人研判" in text
    name, made = print_alert(
        b.store, SUPERVISOR, "P2026-0001", "D38", at("2026-05-26"), bureau=BUREAU, as_="docx"
    )
    assert (name, made[:2]) == ("P2026-0001-D38.docx", b"PK")


TELLING = (
    "孙皓值守时未研判", "孙 皓值守时未研判", "孙某值守时未研判", "老孙未研判", "如2025-0001号事项",
    "执法二大队值守不严", "二大队值守不严", "2026年3月2日未研判",
)  # fmt: skip


def test_an_analysis_that_tells_whose_matter_it_was_is_refused(sqlite_bureau: Bureau):
    b = sqlite_bureau
    matters(b, *DAYS)
    watch(b, "2026-05-21")
    for line in TELLING:
        for name in ("risk_points", "causes", "advice"):
            with pytest.raises(Invalid) as refused:
                step(b, "analyse", SUPERVISOR, **{**FOUND, name: line})
            assert refused.value.name == name
            assert line[:4] not in refused.value.zh  # no message repeats it
    step(b, "analyse", SUPERVISOR, **FOUND)


def test_a_step_bears_the_role_that_gave_the_right_to_it(sqlite_bureau: Bureau):
    b = sqlite_bureau
    matters(b, *DAYS)
    watch(b, "2026-05-21")
    step(b, "analyse", SUPERVISOR, **FOUND)
    step(b, "warn", PARTY, units=["second"])
    with b.store.read() as connection:
        found = connection.execute(select(PatternStep.body).order_by(PatternStep.seq)).scalars()
        assert [json.loads(body)["role"] for body in found] == ["SYS", "SUP", "BPG"]


def test_an_effect_is_not_checked_before_its_day(sqlite_bureau: Bureau):
    b = sqlite_bureau
    matters(b, *DAYS)
    watch(b, "2026-05-21")
    step(b, "analyse", SUPERVISOR, **FOUND)
    step(b, "warn", PARTY, "2026-05-27", units=["second"])
    for day, moves in (("2026-05-27", ()), ("2026-11-26", ()), ("2026-11-27", ("check",))):
        sheet = read_alert(b.store, SUPERVISOR, "P2026-0001", at(day), bureau=BUREAU)
        assert sheet.moves == moves
        if not moves:
            with pytest.raises(GuardFailed, match="2026-11-27"):
                step(b, "check", SUPERVISOR, day, **VISITED)


def test_a_step_that_was_rewritten_is_found(bureau: Bureau):
    b = bureau
    matters(b, *DAYS)
    watch(b, "2026-05-21")
    step(b, "analyse", SUPERVISOR, **FOUND)
    unguard(b.store)
    with b.store.write() as connection:
        body = connection.execute(select(PatternStep.body).where(PatternStep.seq == 2)).scalar_one()
        connection.execute(
            update(PatternStep)
            .where(PatternStep.seq == 2)
            .values(body=body.replace("值守制度", "某项制度"))
        )
    assert pattern_flaws(b.store) == [("P2026-0001", 2)]
    for proof in (verify(b.store), verify_chains(b.store)):
        assert [(flaw.case, flaw.seq) for flaw in proof.flaws] == [("P2026-0001", 2)]


@pytest.mark.parametrize(
    "statement", ["UPDATE pattern_steps SET body = '{}'", "DELETE FROM pattern_steps"]
)
def test_the_database_changes_no_step_that_was_taken(bureau: Bureau, statement: str):
    matters(bureau, *DAYS)
    watch(bureau, "2026-05-21")
    with pytest.raises(DBAPIError, match="append-only"), bureau.store.write() as connection:
        connection.execute(text(statement))


def test_no_step_is_put_in_the_place_of_another(sqlite_bureau: Bureau):
    b = sqlite_bureau
    matters(b, *DAYS)
    watch(b, "2026-05-21")
    with pytest.raises(DBAPIError, match="append-only"), b.store.write() as connection:
        connection.execute(text("INSERT OR REPLACE INTO pattern_steps SELECT * FROM pattern_steps"))


def test_a_chain_written_anew_is_not_what_was_sealed(sqlite_bureau: Bureau, tmp_path: Path):
    """With right hashes and a right row: all that the owner of the database can do."""
    b, place = sqlite_bureau, (tmp_path / "seals", tmp_path / "keys")
    matters(b, *DAYS)
    watch(b, "2026-05-21")
    step(b, "analyse", SUPERVISOR, **FOUND)
    seal_heads(b.store, *place, at("2026-05-26"))
    assert "P2026-0001 2 " in (place[0] / "00000001.checkpoint").read_text("utf-8")
    assert verify_checkpoints(b.store, *place).flaws == []
    unguard(b.store)
    with b.store.write() as connection:
        row = connection.execute(select(PatternStep).where(PatternStep.seq == 2)).one()
        body = row.body.replace("tangli", "zhouqian")
        head = link(row.previous, body)
        connection.execute(
            update(PatternStep).where(PatternStep.seq == 2).values(body=body, hash=head)
        )
        facts = connection.execute(select(PatternAlert.facts)).scalar_one()
        connection.execute(
            update(PatternAlert).values(head=head, facts=facts.replace("tangli", "zhouqian"))
        )
    [flaw] = verify_checkpoints(b.store, *place).flaws
    assert (flaw.case, flaw.seq) == ("P2026-0001", 2)


def test_what_is_due_is_said_once_and_what_is_over_once_more(bureau: Bureau):
    b = bureau
    matters(b, *DAYS)
    watch(b, "2026-05-21")
    for day in ("2026-06-17", "2026-06-18", "2026-06-18", "2026-06-22", "2026-06-23"):
        watch(b, day)
    said = [what for who, what in told(b) if who == "tangli"]
    assert said == ["open-due", "open-over", "opened"]


def test_the_letter_says_what_to_do_and_names_no_case(sqlite_bureau: Bureau):
    from support.delivering import SENDER

    from cases.delivery import deliver_notices
    from rongcuo.sample.replay import Drawer

    letters = []

    class Kept(Drawer):
        def send(self, letter: Any) -> str:
            letters.append(letter)
            return "ok"

    b = sqlite_bureau
    matters(b, *DAYS)
    watch(b, "2026-05-21")
    deliver_notices(b.store, Kept(), at("2026-05-21T10:30"), sender=SENDER)
    mine = [one for one in letters if "易错情形" in one.subject]
    assert len(mine) == 3
    assert all("预警编号：P2026-0001" in one.text for one in mine)
    assert all("不作为追究任何个人责任的依据" in one.text for one in mine)
    assert not any("2026-0001-1" in one.text + one.html or "孙皓" in one.text for one in mine)
