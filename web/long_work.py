"""Long work: how far one's own is, what came of it, and the file it made."""

from typing import Annotated

from fastapi import Path, Request
from fastapi.responses import FileResponse, Response

from cases.long_work import Workshop, WorkState, file_made, work_of, works_of
from states.errors import NotFound
from web.door import LARGEST_ID, Me, now
from web.files import SANDBOX
from web.media import MEDIA
from web.one_moment import READ, routes
from web.rendering import page

WorkId = Annotated[int, Path(ge=1, le=LARGEST_ID)]

router = routes()


def workshop(request: Request) -> Workshop:
    """Where long work of this process is done."""
    found: Workshop = request.app.state.workshop
    return found


@router.api_route("/work", methods=READ)
def works(request: Request, me: Me) -> Response:
    """One's own works of the last day."""
    found = works_of(request.app.state.store, me.person.username, now(request))
    return page(request, "work/list.html.j2", works=found)


@router.api_route("/work/{work}", methods=READ)
def one_work(request: Request, me: Me, work: WorkId) -> Response:
    """How far a work is: a script moves the bar, a link looks again without one."""
    found = work_of(request.app.state.store, work, me.person.username, now(request))
    return page(request, "work/one.html.j2", work=found, running=found.state is WorkState.RUNNING)


@router.api_route("/work/{work}/file", methods=READ)
def work_file(request: Request, me: Me, work: WorkId) -> Response:
    """What it made, to be saved and never shown."""
    return made_file(request, work, me.person.username)


def made_file(request: Request, work: int, who: str) -> Response:
    """The file of a work of ``who``."""
    name = file_made(request.app.state.store, work, who, now(request))
    file = workshop(request).file_of(work)
    if not file.is_file():
        raise NotFound("文件", "file", str(work))
    return FileResponse(
        file, media_type=MEDIA[name.rpartition(".")[2]], filename=name, headers=SANDBOX
    )
