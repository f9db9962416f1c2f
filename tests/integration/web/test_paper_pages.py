"""The page of a paper: the draft, signing it with the mouse, and its files."""

import io
import zipfile

import pytest
from support.own_sample import Pages
from support.ways import ROLES

from documents.catalogue import KINDS

HANDLER = "hemin"


def papers(pages: Pages, state: str = "due") -> list[tuple[str, int, str]]:
    """Case, id and code of every paper of the sample in that state."""
    with pages.store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT c.number, p.id, p.code FROM papers p JOIN cases c ON c.id = p.case_id "
            f"WHERE p.state = '{state}' ORDER BY p.id"
        )
        return [tuple(row) for row in rows]


def test_a_paper_is_read_signed_and_taken(pages: Pages):
    pages.be(HANDLER)
    number, paper, _ = next(p for p in papers(pages) if p[2] == "D01")
    where = f"/cases/{number}/papers/{paper}"
    draft = pages.look(where).text
    assert "草稿" in draft
    assert f'href="{where}"' in pages.look(f"/cases/{number}").text
    version = draft.partition('name="version" value="')[2].partition('"')[0]
    assert pages.send(f"{where}/sign", version="1").status_code in {303, 409}
    if "草稿" in pages.look(where).text:
        assert pages.lead(pages.send(f"{where}/sign", version=version)) == where
    signed = pages.look(where).text
    assert "容登〔2026〕1号" in signed
    assert "草稿" not in signed
    assert "校验码" in signed
    for as_, head in (("docx", b"PK"), ("pdf", b"%PDF")):
        answer = pages.client.get(f"{where}/file/{as_}")
        assert answer.content.startswith(head)
        assert answer.headers["content-disposition"] == f'attachment; filename="{number}-D01.{as_}"'
        assert answer.headers["content-security-policy"].startswith("sandbox;")
    assert pages.send(f"{where}/sign", version=version).status_code in {409, 422}


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_paper_of_the_sample_opens_for_whom_it_is_and_for_nobody_else(
    pages: Pages, role: str
):
    """Signed or not, no paper breaks; who does not see the case finds no paper of it."""
    pages.be(ROLES[role])
    opened = 0
    for number, paper, code in papers(pages):
        answer = pages.client.get(f"/cases/{number}/papers/{paper}", follow_redirects=False)
        assert answer.status_code in {200, 404}, (number, code)
        seen = pages.client.get(f"/cases/{number}", follow_redirects=False).status_code == 200
        assert seen or answer.status_code == 404
        opened += answer.status_code == 200
        if answer.status_code == 200 and role in {"OFF", "UPO", "HR", "INT", "PET"}:
            assert role in KINDS[code].signers, (role, code)
    if role in {"ADM", "SEC", "AUD"}:
        assert opened == 0


def test_a_bundle_is_offered_to_whom_it_is_for_and_leaves_nothing_behind(pages: Pages):
    pages.be(HANDLER)
    number, _, _ = next(p for p in papers(pages) if p[2] == "D01")
    where = f"/cases/{number}/bundle/archive"
    assert f'href="{where}"' in pages.look(f"/cases/{number}").text
    answer = pages.client.get(where)
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == f'attachment; filename="{number}-archive.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert packed.testzip() is None
        assert "metadata.xml" in packed.namelist()
    shelf = pages.client.app.state.shelf  # type: ignore[attr-defined]
    assert list((shelf.folder / "drafts").iterdir()) == []
    assert pages.client.get(f"/cases/{number}/bundle/other").status_code == 422
    pages.be("jiangheng")
    assert pages.client.get(where).status_code == 404
