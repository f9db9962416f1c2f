"""A bureau's own templates: tried with a sample first, in versions, with a way back."""

import pytest
from support.bureau import Bureau, at

from cases.history import verify
from cases.paper_templates import (
    keep_template,
    preview_template,
    restore_template,
    template_seen,
    templates_seen,
)
from cases.papers import shipped
from documents.catalogue import KINDS
from documents.errors import BadTemplate
from states.errors import GuardFailed, NotFound

NOW, ADMIN = at("2026-03-02"), "jiangheng"
OWN = "#title 受理通知书（本局）\n现予受理，依据第十六条。\n#date {{ date }}\n"


def test_another_version_is_in_use_until_the_shipped_one_is_restored(bureau: Bureau):
    store = bureau.store
    assert template_seen(store, "D04", ADMIN, NOW).text == shipped("D04")
    assert preview_template(store, "D04", OWN, ADMIN, NOW).title == "受理通知书（本局）"
    assert keep_template(store, "D04", OWN, ADMIN, NOW) == 1
    assert template_seen(store, "D04", ADMIN, NOW).text == OWN
    [one] = [view for view in templates_seen(store, ADMIN, NOW) if view.version]
    assert (one.code, one.version, one.by_name) == ("D04", 1, "江衡")
    assert restore_template(store, "D04", ADMIN, NOW) == 2
    assert template_seen(store, "D04", ADMIN, NOW).text == shipped("D04")
    assert verify(store).flaws == []


@pytest.mark.parametrize(
    "text", ["无标题", "#title {{ officer.__class__ }}", "#title {{ nobody }}"]
)
def test_one_that_makes_no_paper_is_not_kept(bureau: Bureau, text: str):
    with pytest.raises(BadTemplate):
        keep_template(bureau.store, "D04", text, ADMIN, NOW)
    assert all(view.version is None for view in templates_seen(bureau.store, ADMIN, NOW))


@pytest.mark.parametrize("by", ["hemin", "tangli", "wenan", "jianming", "luochengan"])
def test_the_system_administrator_keeps_them_and_nobody_else(bureau: Bureau, by: str):
    with pytest.raises(GuardFailed):
        keep_template(bureau.store, "D04", OWN, by, NOW)


def test_a_paper_that_does_not_exist_is_not_found(bureau: Bureau):
    with pytest.raises(NotFound):
        keep_template(bureau.store, "D99", OWN, ADMIN, NOW)


def test_every_shipped_template_stands_its_own_trial(bureau: Bureau):
    for code in KINDS:
        assert preview_template(bureau.store, code, shipped(code), ADMIN, NOW).title
