"""The history says of a file only what is kept: an event without its file is refused."""

from sqlalchemy import Connection

from states.errors import GuardFailed
from states.forms.files import AttachFile
from storage import attachments
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
