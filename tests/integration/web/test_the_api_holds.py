"""The JSON API under everything its description allows and forbids: it never breaks."""

from typing import Any

import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from support.own_sample import Pages
from support.pages import READER, Reader, admit

from web.door import form_key


def operations(client: Reader) -> dict[str, Any]:
    """What the API can be asked, by method and path, as it describes itself."""
    schema = schemathesis.openapi.from_dict(client.get("/api/v1/openapi.json").json())
    return {one.label: one for one in (one.ok() for one in schema.get_all_operations())}


def test_whatever_is_asked_the_api_answers(pages: Pages):
    client = pages.client
    asked = operations(client)
    token = admit(client.app, READER)
    ours = {"Cookie": f"session={token}", "X-Form-Key": form_key(token)}
    assert len(asked) > 50

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def ask(data: st.DataObject) -> None:
        operation = asked[data.draw(st.sampled_from(sorted(asked)))]
        # What a path, a query and a body may not be is asked where they can be wrong at all.
        wrong = operation.query or operation.body
        modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)[: 2 if wrong else 1]
        mode = data.draw(st.sampled_from(modes))
        case = data.draw(operation.as_strategy(generation_mode=mode))
        sent = case.as_transport_kwargs(base_url=str(client.base_url))
        sent["headers"] = {**dict(sent.get("headers") or {}), **ours}
        known = {name: sent[name] for name in ("params", "json", "data", "files") if sent.get(name)}
        if isinstance(known.get("data"), bytes):
            known["content"] = known.pop("data")
        answer = client.request(
            sent["method"], sent["url"], headers=sent["headers"], follow_redirects=False, **known
        )
        assert answer.status_code < 500, (sent["method"], sent["url"])
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
        assert "Traceback" not in answer.text

    ask()
