"""Who reported: sealed, read by two people with a reason, known to nobody else."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from support.bureau import HANDLER, OFFICER, SUPERVISOR, UNIT, Bureau, at

from cases.journal import read_journal
from cases.reporters import Office, enter_report, may_enter, read_report, reports_of, rotate
from states.errors import CaseError, GuardFailed, Invalid, NotFound
from storage import staffing
from storage.people import person_named
from storage.sealing import KeysUnreadable, SealBroken, read_ring

PETITIONS, PRINCIPAL, AUDITOR, SECURITY = "panxiao", "shiqing", "jianming", "wenan"
NOW = at("2026-03-03")
WHO = {"name": "某甲乙丙", "contact": "13900000000", "address": "某街7号", "id_number": "X000001"}
GIVEN: dict[str, Any] = {
    "received_on": "2026-02-20", "abstract": "反映监测数据异常", "text": "我在厂里上班，亲眼所见。",
    **WHO,
}  # fmt: skip
WHY = "核对反馈地址"


@pytest.fixture
def office(bureau: Bureau, tmp_path: Path) -> Office:
    bureau.open("2026-03-02", officers=[OFFICER, "zhouqian"], report_kind="real_name")
    return Office(bureau.store, tmp_path / "keys")


def matter(office: Office) -> str:
    return "2026-0001"


def entered(office: Office, **more: Any) -> str:
    return enter_report(office, matter(office), {**GIVEN, **more}, PETITIONS, NOW)


def in_the_clear(office: Office) -> str:
    """Everything in the database, as whoever owns it reads it."""
    with office.store.read() as connection:
        tables = connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'table'")
            if connection.dialect.name == "sqlite"
            else text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ).scalars()
        return "".join(
            repr(connection.execute(text(f"SELECT * FROM {name}")).all()) for name in list(tables)
        )


def test_what_is_entered_is_sealed_and_opens_for_who_gives_a_reason(office: Office):
    number = entered(office)
    assert number == "J2026-0001"
    held = in_the_clear(office)
    for secret in (*WHO.values(), GIVEN["text"]):
        assert secret not in held, secret
    for reader in (PETITIONS, PRINCIPAL):
        opened = read_report(office, number, reader, WHY, NOW)
        assert (opened.identity, opened.text) == (WHO, GIVEN["text"])
    kept = read_journal(office.store, AUDITOR, NOW, kind="reporter_read")
    assert [(one.actor, one.said["reason"]) for one in kept] == [(PETITIONS, WHY), (PRINCIPAL, WHY)]
    assert not any(secret in repr(kept) for secret in WHO.values())


@pytest.mark.parametrize(
    "by",
    [HANDLER, SUPERVISOR, OFFICER, UNIT, "guyuan", "shenlan", "luochengan", "fengjie", "dongli"],
)
def test_nobody_else_reads_it_and_the_try_is_kept(office: Office, by: str):
    number = entered(office)
    with pytest.raises((GuardFailed, NotFound)) as refusal:
        read_report(office, number, by, WHY, NOW)
    assert not any(secret in str(refusal.value.say("zh")) for secret in WHO.values())
    if isinstance(refusal.value, GuardFailed):
        kept = read_journal(office.store, AUDITOR, NOW, kind="reporter_refused")
        assert [one.actor for one in kept] == [by]


@pytest.mark.parametrize("by", ["jiangheng", SECURITY, AUDITOR])
def test_for_an_administrator_there_is_no_report(office: Office, by: str):
    number = entered(office)
    with pytest.raises(NotFound):
        read_report(office, number, by, WHY, NOW)
    assert reports_of(office, matter(office), NOW, viewer=by) == []


def test_another_petitions_handler_than_the_named_one_is_refused(office: Office):
    with office.store.write() as connection:
        person = person_named(connection, "zhengtao", NOW.date())
        assert person
        staffing.grant(connection, person.id, "PET", None, at("2026-03-02"))
    number = entered(office, handler="zhengtao")
    assert read_report(office, number, "zhengtao", WHY, NOW).identity == WHO
    with pytest.raises(GuardFailed, match="已记入日志"):
        read_report(office, number, PETITIONS, WHY, NOW)


def test_the_principal_who_keeps_out_reads_nothing(office: Office, bureau: Bureau):
    number = entered(office)
    bureau.do("2026-03-03", "declare_recusal", PRINCIPAL, ground="interest", reason="利害关系")
    bureau.do(
        "2026-03-04", "decide_recusal", "luochengan", person=PRINCIPAL, granted=True,
        reason="应当回避", document="渝〔2026〕1号",
    )  # fmt: skip
    with pytest.raises(CaseError):
        read_report(office, number, PRINCIPAL, WHY, NOW)


@pytest.mark.parametrize("reason", ["", "  ", "\u200b", "查\u202e阅", "长" * 201])
def test_a_reason_is_a_reason(office: Office, reason: str):
    number = entered(office)
    with pytest.raises(Invalid, match="reason"):
        read_report(office, number, PETITIONS, reason, NOW)
    assert read_journal(office.store, AUDITOR, NOW, kind="reporter_read") == []


def test_others_work_with_number_and_abstract(office: Office):
    entered(office)
    for viewer, reads in ((HANDLER, False), ("guyuan", None), (PETITIONS, True), (PRINCIPAL, True)):
        if reads is None:
            continue
        [shown] = reports_of(office, matter(office), NOW, viewer=viewer)
        assert (shown.number, shown.abstract) == ("J2026-0001", GIVEN["abstract"])
        assert shown.may_read is reads
    assert may_enter(office, matter(office), NOW, viewer=PETITIONS)
    assert not may_enter(office, matter(office), NOW, viewer=HANDLER)


@pytest.mark.parametrize("viewer", [OFFICER, UNIT])
def test_the_officer_and_the_unit_do_not_learn_that_there_is_a_report(office: Office, viewer: str):
    entered(office)
    assert reports_of(office, matter(office), NOW, viewer=viewer) == []


def test_nobody_is_named_of_an_anonymous_report(bureau: Bureau, tmp_path: Path):
    """Scenario 30: nobody may open an "identify" field."""
    bureau.open("2026-03-02", report_kind="anonymous")
    office = Office(bureau.store, tmp_path)
    for name, value in WHO.items():
        with pytest.raises(Invalid, match="匿名举报不登记"):
            enter_report(
                office, "2026-0001",
                {"received_on": "2026-02-20", "abstract": "反映", name: value}, PETITIONS, NOW,
            )  # fmt: skip
    plain = {"received_on": "2026-02-20", "abstract": "反映", "text": "原文"}
    number = enter_report(office, "2026-0001", plain, PETITIONS, NOW)
    assert read_report(office, number, PETITIONS, WHY, NOW).identity == {}


def test_what_does_not_fit_the_matter_is_refused_and_nothing_is_written(office: Office):
    before = in_the_clear(office)
    for given, said in (
        ({"name": None}, "实名举报须登记姓名"),
        ({"received_on": "2026-04-01"}, "不能晚于今天"),
        ({"abstract": " "}, "不能为空"),
        ({"colour": "red"}, "没有这个字段"),
        ({"handler": HANDLER}, "须由信访承办担任"),
    ):
        with pytest.raises(Invalid, match=said):
            entered(office, **given)
    with pytest.raises(GuardFailed, match="由信访承办人登记"):
        enter_report(office, matter(office), GIVEN, HANDLER, NOW)
    with pytest.raises(NotFound):
        enter_report(office, "2026-0099", GIVEN, PETITIONS, NOW)
    assert in_the_clear(office) == before


def moved(office: Office, statement: str) -> None:
    with office.store.write() as connection:
        connection.execute(text(statement))


def test_a_sealed_text_moved_to_another_row_does_not_open(office: Office):
    first, second = entered(office), entered(office, name="某丁戊")
    moved(
        office,
        "UPDATE reports SET identity = (SELECT r.identity FROM reports r WHERE r.id = 1) "
        "WHERE id = 2",
    )
    assert read_report(office, first, PETITIONS, WHY, NOW).identity == WHO
    with pytest.raises(GuardFailed, match="密封内容打不开"):
        read_report(office, second, PETITIONS, WHY, NOW)
    moved(office, "UPDATE reports SET raw = identity WHERE id = 1")
    with pytest.raises(GuardFailed, match="密封内容打不开"):
        read_report(office, first, PETITIONS, WHY, NOW)


def test_a_lost_key_is_said_and_none_is_made_in_its_place(office: Office):
    number = entered(office)
    file = office.keys / "reporters.keys"
    held = file.read_bytes()
    file.unlink()
    for asked in (
        lambda: read_report(office, number, PETITIONS, WHY, NOW),
        lambda: entered(office),
    ):
        with pytest.raises(KeysUnreadable, match="请从备份恢复"):
            asked()
    assert not file.exists()
    file.write_bytes(held)
    file.chmod(0o644)
    with pytest.raises(KeysUnreadable, match="chmod 600"):
        read_report(office, number, PETITIONS, WHY, NOW)
    file.chmod(0o600)
    assert read_report(office, number, PETITIONS, WHY, NOW).identity == WHO


def test_keys_are_rotated_by_security_and_twice_does_no_harm(office: Office):
    numbers = [entered(office) for _ in range(3)]
    old = read_ring(office.keys, "reporters").active
    with pytest.raises(GuardFailed, match="安全管理员"):
        rotate(office, PETITIONS, NOW)
    for _ in range(2):
        assert rotate(office, SECURITY, NOW) == 3
    ring = read_ring(office.keys, "reporters")
    assert old not in ring.keys
    assert len(ring.keys) == 1
    for number in numbers:
        assert read_report(office, number, PETITIONS, WHY, NOW).identity == WHO


def test_a_rotation_that_was_cut_off_is_finished_and_loses_nothing(office: Office):
    from storage.sealing import keep_ring

    number = entered(office)
    ring = read_ring(office.keys, "reporters")
    keep_ring(office.keys, "reporters", ring.rotated("international"))  # and then the power failed
    later = entered(office)
    assert rotate(office, SECURITY, NOW) == 1  # the one that was left
    for one in (number, later):
        assert read_report(office, one, PETITIONS, WHY, NOW).identity == WHO
    assert ring.active not in read_ring(office.keys, "reporters").keys


def test_the_national_suite_seals_with_its_own_cipher(office: Office):
    national = Office(office.store, office.keys / "gm", "national")
    number = entered(national)
    with office.store.read() as connection:
        assert (
            connection.execute(text("SELECT identity FROM reports")).scalar_one().startswith("sm4")
        )
    assert read_report(national, number, PETITIONS, WHY, NOW).identity == WHO
    with pytest.raises(SealBroken):
        read_ring(office.keys, "other").open("aes-gcm.x.y", "reports/1/identity")
