"""The life of a case's digest (第二十条): submitted, approved by another, withdrawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from cases.counting import count_what_changed
from cases.digest_marks import marks_left, marks_of
from cases.digest_rights import Asked, Open, body_of, held, not_now, open_digest
from cases.digest_writing import PARTS, texts_of
from reports.digest_check import check
from reports.digest_marks import Marks
from states.errors import GuardFailed, Invalid, NotGranted
from states.forms.base import LINE, says_nothing, unprintable
from storage import Store, digests
from storage.emptying import blank_digests
from storage.people import PersonRecord

FEWEST = 3
"""With fewer closed matters of its field and kind, a digest may tell who it was by that alone."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A step of a person: from which states, to which, with which right in the case behind it."""

    zh: str
    en: str
    states: tuple[str, ...]
    to: str
    rights: str


DEEDS: Mapping[str, Deed] = {
    "submit": Deed("提交批准", "Submit for approval", ("draft",), "submitted", "W"),
    "approve": Deed("批准发布", "Approve and publish", ("submitted",), "published", "A"),
    "send_back": Deed("退回修改", "Send back", ("submitted",), "draft", "A"),
    "withdraw": Deed("撤回", "Withdraw", ("draft", "submitted", "published"), "withdrawn", "WA"),
}


NOTHING_LEFT: Mapping[str, Any] = {"texts": {}, "writers": []}
"""What a digest that is withdrawn says when its case is no more; its steps keep what it said."""


def take_digest_step(store: Store, asked: Asked, now: datetime, *, bureau: str) -> None:
    """Submit, approve, send back or withdraw; under a key that was used nothing happens again.

    Raises ``NotFound``, ``GuardFailed``, ``Conflict`` or ``Invalid``.
    """
    now, deed = now.astimezone(UTC), DEEDS[asked.deed]
    count_what_changed(store)
    with store.write() as connection:
        if (known := digests.digest_numbered(connection, asked.number, hold=True)) and asked.key:
            open_digest(connection, asked.by, asked.number, now)
            if digests.step_keyed(connection, known.id, asked.key):
                return
        open_ = held(connection, asked, now)
        if not open_.rights.intersection(deed.rights):
            raise NotGranted(
                f"您在本案的身份不能{deed.zh}", "your part in the case does not allow it"
            )
        digest = open_.digest
        over = digest.overtaken or digest.emptied
        if digest.state not in deed.states or (over and asked.deed != "withdraw"):
            raise not_now(digest, (deed.zh, "be done"))
        learned = _learned(connection, open_, asked, bureau)
        said = {name: text for name, text in asked.said.items() if name in {"reason", "rare"}}
        body = body_of(digest, asked.deed, deed.to, open_.person, now, said, learned)
        digests.append(connection, digest, body, at=now, actor_id=open_.person.id, key=asked.key)
        if digest.emptied:
            blank_digests(connection, [digest.case_id])


def take_back(
    connection: Connection, cases: Sequence[int], person: PersonRecord, now: datetime
) -> None:
    """Withdraw what not everybody reads of cases whose contents are destroyed: nobody could."""
    for digest in digests.unpublished_of(connection, cases):
        if digest.state != "withdrawn":
            learned = {"reason": "案卷已销毁", **NOTHING_LEFT}
            body = body_of(digest, "withdraw", "withdrawn", person, now, {}, learned)
            digests.append(connection, digest, body, at=now, actor_id=person.id)


def _learned(connection: Connection, open_: Open, asked: Asked, bureau: str) -> dict[str, Any]:
    digest = open_.digest
    if asked.deed == "submit":
        texts = texts_of(digest.draft)
        for name, (zh, en) in PARTS.items():
            if says_nothing(texts[name]):
                raise GuardFailed(f"“{zh}”尚未写", f"'{en}' is still to be written")
        _clean(connection, open_, texts, bureau)
        return {"texts": texts, "writers": list(digest.writers)}
    if asked.deed == "approve":
        if open_.person.username in digest.facts["writers"]:
            raise GuardFailed("起草人不能批准自己的摘编", "whoever wrote it does not approve it")
        _clean(connection, open_, digest.facts["texts"], bureau)
        alike = digests.alike(connection, digest.field, digest.issue_type)
        if alike < FEWEST and asked.said.get("rare") != "yes":
            raise Invalid("rare", f"同领域同类已办结事项仅{alike}件，须确认不致推知当事人",
                          f"needs a yes: only {alike} closed matters are alike")  # fmt: skip
        return {"approved_by": open_.person.username, "alike": alike}
    reason = str(asked.said.get("reason") or "").strip()
    if says_nothing(reason) or unprintable(reason.replace("\n", " ")) or len(reason) > LINE * 5:
        raise Invalid("reason", "请写明理由", "must be given")
    if found := check({"reason": reason}, _marks(connection, open_, bureau)):
        raise Invalid("reason", f"不得写{found[0].kind.zh}", f"must not say {found[0].kind.en}")
    return {"reason": reason, **(NOTHING_LEFT if digest.emptied else {})}


def _marks(connection: Connection, open_: Open, bureau: str) -> Marks:
    """What tells of its case, or what is left to tell of it."""
    if open_.case:
        return marks_of(connection, open_.case, bureau)
    return marks_left(connection, open_.digest, bureau)


def _clean(connection: Connection, open_: Open, texts: Mapping[str, str], bureau: str) -> None:
    """Nothing that tells the case remains; what does is not repeated here."""
    found = check(texts, _marks(connection, open_, bureau))
    if found:
        raise GuardFailed(
            f"摘编中仍有{len(found)}处可以识别本案的内容，请按提示修改",
            f"{len(found)} places still tell the case: change them as the page says",
            "第二十条",
        )
