"""The journal as the auditor reads it, and whether it is whole."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from access.policy import Thing, may
from cases.standing import find_person, granted
from deadlines import local_day
from states.vocabulary import Role
from storage import Store, journal
from storage.chain import GENESIS, HASHES, link
from storage.people import PersonRecord

ONCE_WITHIN = timedelta(minutes=1)
"""Whoever asks again at once has asked once."""


@dataclass(frozen=True, slots=True)
class JournalLine:
    """An entry as people read it; ``said`` is what it says beside who and when."""

    seq: int
    at: datetime
    kind: str
    actor: str | None
    said: dict[str, Any]


@dataclass(frozen=True, slots=True)
class JournalPage:
    """Entries, the newest first; ``next`` is what to ask before for older ones."""

    lines: tuple[JournalLine, ...]
    next: int | None


KINDS = {
    "set_up": ("首次设置", "first set-up"),
    "sign_in": ("登录", "sign-in"),
    "sign_in_failed": ("登录失败", "failed sign-in"),
    "code_failed": ("验证码错误", "wrong code"),
    "sign_out": ("退出", "sign-out"),
    "sessions_ended": ("退出其他设备", "signed out elsewhere"),
    "password_changed": ("更换口令", "password changed"),
    "password_reset": ("重置口令", "password reset"),
    "factor_set": ("启用动态验证码", "second factor set"),
    "factor_reset": ("取消动态验证码", "second factor reset"),
    "linked": ("关联身份认证服务", "linked with the provider"),
    "link_failed": ("关联身份认证服务未成", "linking failed"),
    "unlinked": ("取消关联", "link with the provider ended"),
    "unit_added": ("新增单位", "unit added"),
    "unit_renamed": ("单位更名", "unit renamed"),
    "unit_merged": ("单位并入", "unit merged"),
    "unit_closed": ("撤销单位", "unit closed"),
    "account_made": ("新建账号", "account made"),
    "account_disabled": ("停用账号", "account disabled"),
    "account_enabled": ("启用账号", "account enabled"),
    "role_entered": ("建局时授予身份", "role entered at the beginning"),
    "role_asked": ("提请授予身份", "role asked for"),
    "role_confirmed": ("确认身份", "role confirmed"),
    "role_turned_down": ("不予授予身份", "role turned down"),
    "role_ended": ("收回身份", "role ended"),
    "role_lent": ("请人代行", "role lent"),
    "report_entered": ("登记举报人身份", "reporter entered"),
    "reporter_read": ("查阅举报人身份", "reporter read"),
    "reporter_refused": ("查阅举报人身份被拒", "reading a reporter refused"),
    "refused": ("被拒的查看", "looking refused"),
    "settings": ("更改设置", "settings changed"),
    "calendar_kept": ("载入工作日历", "calendar loaded"),
    "text_kept": ("载入办法原文", "wording loaded"),
    "reading_entered": ("登记解释", "interpretation entered"),
    "reading_withdrawn": ("撤回解释", "interpretation withdrawn"),
    "pack_loaded": ("载入办法配置", "pack loaded"),
    "registry_imported": ("导入清单", "registry imported"),
    "ledger_imported": ("导入旧案", "earlier cases imported"),
    "template_kept": ("更换文书模板", "template changed"),
    "template_restored": ("恢复出厂文书模板", "template restored"),
    "paper_taken": ("取用文书", "paper taken"),
    "cases_exported": ("导出案件列表", "list of cases exported"),
    "ledger_taken": ("导出台账", "ledger taken"),
    "figures_taken": ("导出统计", "figures taken"),
    "bundled": ("打包案卷材料", "package of a case taken"),
    "exported": ("导出审计材料", "exported for audit"),
    "keys_rotated": ("更换密钥", "keys rotated"),
    "file_read": ("下载附件", "file read"),
    "file_infected": ("附件带有病毒", "infected file refused"),
    "notice_resent": ("重发通知", "notice sent again"),
    "task_urged": ("催办待办", "task urged"),
    "ways_changed": ("更改接收方式", "ways of notices changed"),
    "run_asked": ("要求运行自动任务", "automatic work asked to run"),
    "follow_up_issued": ("签发整改跟踪报告", "follow-up report issued"),
    "follow_up_noted": ("填写单件督办意见", "note on one correction written"),
    "follow_up_released": ("放行整改跟踪报告", "follow-up report released"),
    "follow_up_taken": ("下载整改跟踪报告", "follow-up report taken"),
    "files_handed_over": ("移交案卷", "files handed over"),
    "files_received": ("登记移交回执", "receipt for files entered"),
    "appraisal_proposed": ("提出鉴定意见", "appraisal proposed"),
    "appraisal_decided": ("审批鉴定", "appraisal decided"),
    "appraisal_executed": ("执行销毁或匿名化", "destroyed or anonymised"),
    "hook_added": ("设置事件推送", "webhook set up"),
    "hook_removed": ("取消事件推送", "webhook removed"),
    "hook_paused": ("暂停事件推送", "webhook paused"),
    "hook_resumed": ("恢复事件推送", "webhook goes on"),
    "hook_resent": ("重推事件", "events told again"),
    "token_made": ("新建令牌", "token made"),
    "token_revoked": ("收回令牌", "token revoked"),
    "token_failed": ("令牌无效", "token refused"),
}
"""What is kept, by its kind."""


def read_journal(
    store: Store,
    by: str,
    now: datetime,
    *,
    after: int = 0,
    kind: str | None = None,
    limit: int = 100,
) -> list[JournalLine]:
    """Entries from number ``after`` on, for the auditor alone."""
    with store.read() as connection:
        granted(connection, by, Thing.JOURNAL, "R", local_day(now))
        found = journal.entries(connection, after=after, kind=kind, limit=limit)
        return [_line(one) for one in found]


def journal_page(
    store: Store,
    by: str,
    now: datetime,
    *,
    before: int | None = None,
    kind: str | None = None,
    limit: int = 50,
) -> JournalPage:
    """The newest entries before a number, newest first, for the auditor alone."""
    with store.read() as connection:
        granted(connection, by, Thing.JOURNAL, "R", local_day(now))
        found = journal.newest(connection, before=before, kind=kind, limit=limit + 1)
    lines = tuple(_line(one) for one in found[:limit])
    return JournalPage(lines, lines[-1].seq if len(found) > limit else None)


def reads_the_journal(person: PersonRecord) -> bool:
    """Whether the journal is for them."""
    return may((Role(role) for role, _ in person.grants), Thing.JOURNAL, "R")


def _line(one: journal.Kept) -> JournalLine:
    return JournalLine(one.seq, one.at, one.kind, one.actor, json.loads(one.body)["said"])


def keep_refusal(store: Store, username: str, page: str, number: str, now: datetime) -> None:
    """Note that somebody asked for what they may not see, or what is not there.

    The same within a minute is one entry. What keeps it from being written keeps nobody waiting.
    """
    said = {"page": page, "number": number}
    with suppress(Exception), store.write() as connection:
        person = find_person(connection, username, local_day(now))
        if not journal.said_since(connection, person.id, "refused", said, now - ONCE_WITHIN):
            journal.write(connection, journal.Entry("refused", person.id, username, now, said))


def keep_settings(store: Store, shown: Mapping[str, str], now: datetime) -> None:
    """Note the settings that the group starts with, where they are not those it had last.

    Who changed them is known to the operating system alone. ``shown`` bears no secret.
    """
    with store.write() as connection:
        found = journal.newest(connection, before=None, kind="settings", limit=1)
        before = _body(found[0].body)["said"]["settings"] if found else {}
        changed = sorted(name for name in {*before, *shown} if before.get(name) != shown.get(name))
        if changed:
            said = {"settings": dict(shown), "changed": changed}
            journal.write(connection, journal.Entry("settings", None, None, now, said))


def journal_flaws(connection: Connection) -> Iterator[tuple[int, str, str]]:
    """The first broken entry, and an end that was cut off: number, and what is wrong, zh and en."""
    seq, head = 0, GENESIS
    for one in journal.entries(connection):
        body = _body(one.body)
        shown = (one.seq, one.at.isoformat(), one.kind, one.actor)
        if one.seq != seq + 1:
            yield seq + 1, "操作日志缺失", "an entry is missing"
            return
        if one.algorithm not in HASHES:
            yield one.seq, "算法不明", "an unknown algorithm"
            return
        if one.previous != head or link(one.previous, one.body, one.algorithm) != one.hash:
            yield one.seq, "哈希链断裂", "the hash chain is broken here"
            return
        if shown != tuple(body.get(name) for name in ("seq", "at", "kind", "actor")):
            yield one.seq, "记录列与正文不符", "columns and body differ"
            return
        seq, head = one.seq, one.hash
    if seq != journal.last_number(connection):
        yield seq + 1, "操作日志末尾缺失", "the end of the journal is missing"


def _body(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
