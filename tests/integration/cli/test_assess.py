"""``rongcuo assess``: a file for people and programs, a stream for those who check many."""

import json
from pathlib import Path
from typing import Any

import pytest
from support.commands import Terminal

FACTS = {"A10.1": True, "A12.4": True, "A13.1": True, "A13.2": None, "A13.3": True}


def written(folder: Path, data: Any) -> str:
    file = folder / "answers.json"
    file.write_text(data if isinstance(data, str) else json.dumps(data), "utf-8")
    return str(file)


def test_a_file_of_answers_gives_suggestions_reasons_and_what_is_missing(terminal, tmp_path):
    assert terminal.done("assess", written(tmp_path, FACTS), "--json").data == {
        "suggestions": ["MAY_TOLERATE_FORM_TBD", "DUE_DILIGENCE_BASIS", "FACTS_INCOMPLETE"],
        "because": {
            "MAY_TOLERATE_FORM_TBD": ["A10.1", "A12.4"],
            "DUE_DILIGENCE_BASIS": ["A10.1"],
            "FACTS_INCOMPLETE": ["A13.2"],
        },
        "missing": ["A13.2"],
        "unfounded": [],
    }


def test_for_people_every_item_is_named_and_people_decide(terminal, tmp_path, monkeypatch):
    said = terminal.done("assess", written(tmp_path, FACTS)).out.splitlines()
    assert "MAY_TOLERATE_FORM_TBD  可以容错，方式由集体研究确定（第十二条）" in said
    assert "  A12.4  突发环境事件/急难险重任务临机决断" in said
    assert said[-1] == "仅供参考，由有权机关集体研究决定。"
    monkeypatch.setenv("RONGCUO_LANGUAGE", "en")
    said = terminal.done("assess", written(tmp_path, FACTS)).out.splitlines()
    assert "  A13.2  Neither major loss nor serious adverse effect" in said


def test_what_is_so_in_vain_is_told_with_the_article_that_is_wanting(
    terminal, tmp_path, monkeypatch
):
    file = written(tmp_path, {"A12.5": True, "A13.1": True})
    said = terminal.done("assess", file).out.splitlines()
    vain = "  A12.5 虽认定为是，但第十二条以第十条为前提，第十条不成立"
    assert said[:2] == ["NO_GROUND  未见可以容错的情形", vain]
    monkeypatch.setenv("RONGCUO_LANGUAGE", "en")
    said = terminal.done("assess", file).out.splitlines()
    assert said[1] == "  A12.5: so, but Art. 12 presupposes Art. 10, which does not hold"


@pytest.mark.parametrize(
    ("answers", "name"),
    [
        ({"A10.13": True}, "A10.13"),
        ({"A10.1": "yes"}, "A10.1"),
        ({"A10.1": 1}, "A10.1"),
        ({"A12.9": True, "A12.9.no_complaint": False}, "A12.9"),
        ("[]", "FILE"),
        ("{", "FILE"),
        ('{"A10.1": true, "A10.1": false}', "FILE"),
    ],
)
def test_answers_that_cannot_be_weighed_are_refused_by_name(terminal, tmp_path, answers, name):
    assert f"字段 {name}：" in terminal.refused("assess", written(tmp_path, answers))


def test_a_stream_answers_line_by_line_and_goes_on_after_a_bad_one(terminal: Terminal):
    lines = b'{"A10.1": true, "error_or_loss": false}\n\n{"A10.99": true}\nno\n\xff\n{}'
    found = [json.loads(line) for line in terminal.done("assess", "-", data=lines).out.splitlines()]
    assert found[0] == {
        "suggestions": ["DUE_DILIGENCE"], "because": {"DUE_DILIGENCE": ["A10.1"]}, "missing": [],
        "unfounded": [],
    }  # fmt: skip
    assert [list(line) for line in found[1:4]] == [["error"]] * 3
    assert found[4]["suggestions"] == ["NO_GROUND"]


def test_half_a_surrogate_pair_ends_no_stream(terminal: Terminal):
    lines = b'{"A10.1": true}\n{"\\ud800": true}\n{"A10.1": true}\n'
    first, broken, last = terminal.done("assess", "-", data=lines).out.splitlines()
    assert first == last
    assert "error" in broken
