"""The history says only what is kept: no event of a file or a paper without the thing itself."""

from sqlalchemy import Connection

from states.errors import GuardFailed
from states.forms.files import AttachFile, SignPaper
from storage import attachments, papers
from storage.records import CaseRecord


def check_kept(connection: Connection, case: CaseRecord, form: AttachFile) -> None:
    """Raise where the form does not come from taking a file in (``cases.attachments``)."""
    kept = [one for one in attachments.of_case(connection, case.id) if one.seq == case.version + 1]
    names = ("evidence", "name", "kind", "size", "digest", "shown", "scanned")
    if not any(all(getattr(one, name) == getattr(form, name) for name in names) for one in kept):
        raise GuardFailed(
            "附上文件须上传文件本身：案件页面，或 rongcuo attachment add",
            "a file is attached by handing it in: on the case's page, or 'rongcuo attachment add'",
        )


def check_signed(connection: Connection, case: CaseRecord, form: SignPaper) -> None:
    """Raise where the form does not come from signing a paper (``cases.papers``)."""
    said = (form.seq, form.code, form.number, form.template, form.data, form.words)
    if said not in papers.signed_by_event(connection, case.id, case.version + 1):
        raise GuardFailed(
            "签发文书须在文书页面或用 rongcuo paper sign 办理",
            "a paper is signed on its own page, or with 'rongcuo paper sign'",
        )
