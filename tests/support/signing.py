"""Papers of a case that are signed through the real use case."""

from typing import Any

from sqlalchemy import text
from support.bureau import HANDLER, Bureau, at

from cases.papers import sign_paper
from storage.papers import PaperRecord

BUREAU = "区生态环境局"


def paper_id(b: Bureau, code: str, number: str = "") -> int:
    """The one paper of that code in the case."""
    with b.store.read() as connection:
        rows = connection.execute(
            text("SELECT p.id FROM papers p JOIN cases c ON c.id = p.case_id "
                 "WHERE p.code = :code AND c.number = :number"),
            {"code": code, "number": number or b.number},
        )  # fmt: skip
        return int(rows.scalar_one())


def sign(
    b: Bureau, code: str, by: str = HANDLER, when: str = "2026-03-05", number: str = "", **more: Any
) -> PaperRecord:
    """Sign it."""
    case = number or b.number
    return sign_paper(b.store, case, paper_id(b, code, case), by, at(when), bureau=BUREAU, **more)
