"""Templates of papers as the bureau keeps them: versions, a check with a sample, the way back."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from access.policy import Thing
from cases.papers import as_printed, shipped, template_in_use
from cases.standing import granted
from deadlines import local_day
from documents.catalogue import KINDS
from documents.context import PaperContext
from documents.render import check_template, render_sheet
from documents.sample import sample_context
from documents.sheet import Sheet
from states.errors import NotFound
from storage import Store, journal, papers


@dataclass(frozen=True, slots=True)
class TemplateView:
    """What a paper is made from; without a version it is the shipped one."""

    code: str
    title: str
    version: int | None
    by_name: str | None
    made_at: datetime | None


def templates_seen(store: Store, by: str, now: datetime) -> list[TemplateView]:
    """Which version each paper is made from, for whoever may change them."""
    with store.read() as connection:
        granted(connection, by, Thing.TEMPLATES, "W", local_day(now))
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


def template_seen(store: Store, code: str, by: str, now: datetime) -> str:
    """The text in use; raises ``NotFound``."""
    with store.read() as connection:
        granted(connection, by, Thing.TEMPLATES, "W", local_day(now))
        return template_in_use(connection, _known(code))


def preview_template(store: Store, code: str, text: str, by: str, now: datetime) -> Sheet:
    """The paper of the sample case as that text makes it; raises ``BadTemplate``."""
    with store.read() as connection:
        granted(connection, by, Thing.TEMPLATES, "W", local_day(now))
    return _tried(code, text)


def keep_template(store: Store, code: str, text: str, by: str, now: datetime) -> int:
    """Another version, in use for whatever is signed from now on; its number.

    It is tried with a sample case first; raises ``BadTemplate`` with the line.
    """
    preview_template(store, code, text, by, now)
    with store.write() as connection:
        person = granted(connection, by, Thing.TEMPLATES, "W", local_day(now))
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
