"""What is done with many cases of the list at once: looked at together, then done."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import Depends, Form, Request
from fastapi.responses import Response

from cases.many import DEEDS, before_many, do_with_many, export_ticked
from states.errors import CaseError
from web.case_list import Asked, clean, csv_file
from web.door import Me, now, own_form
from web.forms import Typed, typed
from web.one_moment import routes
from web.rendering import page

Numbers = Annotated[list[str] | None, Form()]

router = routes()


@router.post("/cases/many", dependencies=[Depends(own_form)])
def many(
    request: Request,
    me: Me,
    case: Numbers = None,
    of: Numbers = None,
    deed: Annotated[str, Form(max_length=20)] = "",
    role: Annotated[str, Form(max_length=3)] = "HND",
    person: Annotated[str, Form(max_length=60)] = "",
    reason: Annotated[str, Form(max_length=20_000)] = "",
    sure: Annotated[str, Form(max_length=1)] = "",
    col: Annotated[list[str] | None, Form(max_length=20)] = None,
    query: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Take along the cases that are ticked; or look at them (``of``), and then urge or reassign.

    Each refusal is named; what is wrong with all of them brings the page back as it was sent.
    """
    store, who, at = request.app.state.store, me.person.username, now(request)
    numbers = list(dict.fromkeys(case or ()))
    if deed == "export":
        rows = export_ticked(store, numbers, who, at)
        return csv_file(request, rows, Asked(col=tuple(col or ())).columns)
    said = {"role": role, "person": person.strip(), "reason": reason}
    back = clean(query)
    if not sure:
        return _look(request, me, deed, numbers, numbers, Typed(said), back)
    try:
        done = do_with_many(store, deed, numbers, who, at, said)
    except CaseError as refusal:
        form = typed(request, refusal, said)
        return _look(request, me, deed, list(dict.fromkeys(of or numbers)), numbers, form, back)
    return page(
        request, "many/done.html.j2", done=done, name=deed, deed=DEEDS[deed], said=said, query=back
    )


def _look(
    request: Request,
    me: Me,
    deed: str,
    of: Sequence[str],
    ticked: Sequence[str],
    form: Typed,
    query: str,
) -> Response:
    """The cases before anything is done with them, and what is asked for it."""
    before = before_many(request.app.state.store, deed, of, me.person.username, now(request))
    facts: Mapping[str, object] = {"before": before, "ticked": ticked, "form": form}
    return page(
        request, "many/ask.html.j2", form.status, name=deed, deed=DEEDS[deed], query=query, **facts
    )
