"""Files that take long, made as long work while their reader does something else."""

from typing import Literal

from fastapi import Request
from pydantic import Field

from cases.bundles import BundleKind
from web.api.asking import Body, CaseNumber, TakesCases, TakesReports, room
from web.api.once import OnlyOnce, Started
from web.case_list import Narrowing, Urgency, start_export
from web.ledger import Asking, start_ledger
from web.papers import start_bundle

router = room()


class Format(Body):
    """What kind of file it is to be."""

    as_: Literal["xlsx", "csv"] = Field(alias="as")


@router.post("/cases/export", status_code=202)
def export_by_api(
    request: Request,
    caller: TakesCases,
    only: OnlyOnce,
    asked: Narrowing,
    urgency: Urgency | None = None,
) -> Started:
    """The list of cases as it is narrowed, as a CSV file; that it was taken is in the journal."""
    done = only.once(
        caller.who, None, lambda: str(start_export(request, caller.who, asked, urgency))
    )
    return Started(int(done.said), done.repeated)


@router.post("/ledger/export", status_code=202)
def export_ledger_by_api(
    request: Request, caller: TakesReports, only: OnlyOnce, narrowed: Asking, said: Format
) -> Started:
    """The ledger as it is narrowed, as a file; that it was taken is in the journal."""
    done = only.once(
        caller.who, said, lambda: str(start_ledger(request, caller.who, narrowed, said.as_))
    )
    return Started(int(done.said), done.repeated)


@router.post("/cases/{number}/bundle/{kind}", status_code=202)
def bundle_of_case(
    request: Request, caller: TakesCases, only: OnlyOnce, number: CaseNumber, kind: BundleKind
) -> Started:
    """Papers and evidence as one zip; that it was taken is in the journal."""
    done = only.once(caller.who, None, lambda: str(start_bundle(request, caller.who, number, kind)))
    return Started(int(done.said), done.repeated)
