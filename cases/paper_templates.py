"""Templates of papers as the bureau keeps them: versions, a check with a sample, the way back."""

from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import unified_diff
from typing import cast

from access.policy import Thing, may
from cases.papers import as_printed, shipped, template_in_use
from cases.standing import granted
from deadlines import local_day
from documents.catalogue import KINDS
from documents.context import PaperContext
from documents.render import check_template, render_sheet
from documents.sample import sample_context
from documents.sheet import Sheet
from states.errors import GuardFailed, NotFound
from states.vocabulary import Role
from storage import Store, journal, papers
from storage.papers import TemplateRecord


@dataclass(frozen=True, slots=True)
class TemplateView:
    """What a paper is made from; without a version it is the shipped one."""

    code: str
    title: str
    version: int | None
    by_name: str | None
    made_at: datetime | None


@dataclass(frozen=True, slots=True)
class TemplateSheet:
    """A template with its versions, the newest first, and what it changes of the shipped one.

    ``newest`` is the number of the newest version, 0 where there is none; ``changes`` are lines
    that begin with ``+`` or ``-``. ``writes`` where the viewer may change it.
    """

    code: str
    title: str
    text: str
    newest: int
    versions: tuple[TemplateRecord, ...]
    changes: tuple[str, ...]
    writes: bool


def templates_seen(store: Store, by: str, now: datetime) -> list[TemplateView]:
    """Which version each paper is made from, for the administrators."""
    with store.read() as connection:
        granted(connection, by, Thing.TEMPLATES, "R", local_day(now))
        newest = {one.code: one for one in reversed(papers.versions(connection))}
    found = []
    for code, kind in KINDS.items():
        one = newest.get(code)
        own = one if one and one.text is not None else None
        found.append(
            TemplateView(
                code, kind.title, own.version if own else None, own.by_name if own else None,
                own.made_at if own else None,
            )
        )  # fmt: skip
    return found


def template_seen(store: Store, code: str, by: str, now: datetime) -> TemplateSheet:
    """The template in use and those before it; raises ``NotFound``."""
    with store.read() as connection:
        person = granted(connection, by, Thing.TEMPLATES, "R", local_day(now))
        text = template_in_use(connection, _known(code))
        kept = papers.versions(connection, code)
    lines = unified_diff(shipped(code).splitlines(), text.splitlines(), n=0, lineterm="")
    changes = tuple(one for one in lines if not one.startswith(("---", "+++", "@@")))
    writes = may((Role(role) for role, _ in person.grants), Thing.TEMPLATES, "W")
    newest = kept[0].version if kept else 0
    return TemplateSheet(code, KINDS[code].title, text, newest, tuple(kept), changes, writes)


def preview_template(store: Store, code: str, text: str, by: str, now: datetime) -> Sheet:
    """The paper of the sample case as that text makes it; raises ``BadTemplate``."""
    with store.read() as connection:
        granted(connection, by, Thing.TEMPLATES, "W", local_day(now))
    return _tried(code, text)


def keep_template(
    store: Store, code: str, text: str, by: str, now: datetime, *, seen: int | None = None
) -> int:
    """Another version, in use for whatever is signed from now on; its number.

    It is tried with a sample case first; raises ``BadTemplate`` with the line, and ``GuardFailed``
    where somebody kept a version newer than ``seen``.
    """
    preview_template(store, code, text, by, now)
    with store.write() as connection:
        person = granted(connection, by, Thing.TEMPLATES, "W", local_day(now))
        kept = papers.versions(connection, code)
        if seen is not None and kept and kept[0].version != seen:
            raise GuardFailed(
                f"{kept[0].by_name}已先保存第{kept[0].version}版；您的文字仍在，请对照后再保存",
                f"{kept[0].by_name} kept version {kept[0].version} first; what you typed is still "
                "here: compare, then keep it",
            )
        digest = papers.keep_text(connection, text)
        version = papers.add_version(connection, code, digest, person.id, now.astimezone(UTC))
        said = {"of": code, "version": version, "sha256": digest}
        journal.note(connection, "template_kept", person, now, **said)
    return version


def restore_template(store: Store, code: str, by: str, now: datetime) -> int:
    """Go back to the shipped template, as a version of its own; its number."""
    shipped(_known(code))
    with store.write() as connection:
        person = granted(connection, by, Thing.TEMPLATES, "W", local_day(now))
        version = papers.add_version(connection, code, None, person.id, now.astimezone(UTC))
        journal.note(connection, "template_restored", person, now, of=code, version=version)
    return version


def _tried(code: str, text: str) -> Sheet:
    """The sample's paper, full and with nothing known: both must come out."""
    check_template(text)
    kind = KINDS[_known(code)]
    render_sheet(text, kind.form, sample_context(code, full=False))
    return as_printed(kind, text, cast("PaperContext", sample_context(code, full=True)))


def _known(code: str) -> str:
    if code not in KINDS:
        raise NotFound("文书", "paper", code, tuple(KINDS))
    return code
