"""Every example of the API's reference runs on the sample bureau, and answers as described."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from support import files
from support.pages import Reader, admit, app_over, reader
from support.registries import DUTY, csv_file
from support.sample import SAMPLE_NOW, own_sample

from access.tokens import Scope
from cases.tokens import Wanted, make_token
from deadlines import local_day
from web.api.description import operations
from web.api.examples import EXAMPLES
from web.api.rooms import description

CONTENT = {
    "照片.pdf": files.PDF,
    "清单.csv": csv_file(DUTY, ("Z-901", "噪声监管", "一大队", "2026-01-01", "")),
    "旧台账.csv": csv_file(("编号", "姓名", "结论"), ("1", "孙皓", "免责")),
}
TOKENS: dict[str, str] = {}
BY_NAME = {
    one["operationId"]: (method, path, one) for method, path, one in operations(description())
}


@pytest.fixture(scope="module")
def program(sample_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """A program with nothing but tokens, at a copy of the sample bureau."""
    folder = tmp_path_factory.mktemp("examples")
    TOKENS.clear()
    with reader(app_over(own_sample(sample_url, folder), folder)) as client:
        client.cookies.clear()
        yield client


def token(program: Reader, username: str) -> str:
    if username not in TOKENS:
        admit(program.app, username)
        wanted = Wanted("示例", Scope.WRITE, frozenset(), local_day(SAMPLE_NOW) + timedelta(days=1))
        store = program.app.state.store  # type: ignore[attr-defined]
        TOKENS[username] = make_token(store, wanted, username, SAMPLE_NOW, most_days=9).token
    return TOKENS[username]


def test_every_operation_has_an_example_and_none_is_left_over():
    assert set(EXAMPLES) == set(BY_NAME)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_runs_and_answers_as_described(program: Reader, name: str):
    example, (method, path, operation) = EXAMPLES[name], BY_NAME[name]
    sent: dict[str, Any] = {"json": example.body} if example.body is not None else {}
    if example.form:
        named = example.form["file"].removeprefix("@")
        sent = {
            "data": {name: text for name, text in example.form.items() if name != "file"},
            "files": {"file": (named, CONTENT[named])},
        }
    headers = {**example.headers, "Authorization": f"Bearer {token(program, example.by)}"}
    answer = program.request(
        method, path.format(**example.path), params=dict(example.query), headers=headers,
        follow_redirects=False, **sent,
    )  # fmt: skip
    assert answer.status_code == example.status, answer.text
    known = operation["responses"]
    content = known.get(str(answer.status_code), known["default"]).get("content", {})
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if answer.status_code != 204:
        assert kind in content, (kind, list(content))
    if kind.endswith("json") and content[kind].get("schema"):
        schema = {**content[kind]["schema"], "components": description()["components"]}
        Draft202012Validator(schema).validate(answer.json())


def test_what_an_example_sends_is_what_the_description_takes():
    for name, example in EXAMPLES.items():
        _, _, operation = BY_NAME[name]
        asked = {one["name"]: one for one in operation.get("parameters", ())}
        said = {**example.path, **example.query, **example.headers}
        assert set(said) <= set(asked), name
        assert {one for one, how in asked.items() if how["required"]} <= set(said), name
        if example.body is not None:
            taken = operation["requestBody"]["content"]["application/json"]
            assert taken["example"] == example.body
            schema = {**taken["schema"], "components": description()["components"]}
            Draft202012Validator(schema).validate(example.body)
