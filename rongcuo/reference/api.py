"""The reference of the JSON API: each operation with what it asks, and a call that runs."""

import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any
from urllib.parse import quote, urlencode

from rongcuo.reference.markdown import code, table
from web.api.description import operations
from web.api.example import Example
from web.api.examples import EXAMPLES
from web.api.rooms import description

HOST = "http://127.0.0.1:8642"
BEARER = '-H "Authorization: Bearer $TOKEN"'
SCOPES = {"read": "只读", "write": "读写"}


def api() -> str:
    """Every operation, by the part of the API that a token may be limited to."""
    found = sorted(operations(description()), key=lambda one: str(_kind(one[2])))
    return "\n\n".join(
        part
        for _, those in groupby(found, key=lambda one: _kind(one[2]))
        for part in _section(list(those))
    )


def _kind(one: Mapping[str, Any]) -> str | None:
    kind: str | None = one["x-token"]["kind"]
    return kind


def _section(those: list[tuple[str, str, dict[str, Any]]]) -> Iterator[str]:
    kind, title = _kind(those[0][2]), those[0][2]["tags"][0]
    yield f"## {title}" + (f" `{kind}`" if kind else "")
    for method, path, one in those:
        yield f"### {one['summary']}"
        scope = SCOPES[one["x-token"]["scope"]]
        yield f"`{method.upper()} {path}` · 令牌：{scope} · {one.get('description', '')}"
        if parameters := one.get("parameters"):
            yield table(("参数", "位置", "必填", "说明"), map(_parameter, parameters))
        yield f"```bash\n{_call(method, path, EXAMPLES[one['operationId']])}\n```"


def _parameter(said: Mapping[str, Any]) -> tuple[str, str, str, str]:
    schema = said["schema"]
    about = said.get("description") or schema.get("description") or ""
    return code(said["name"]), said["in"], "是" if said.get("required") else "", about


def _call(method: str, path: str, example: Example) -> str:
    """The example as one types it."""
    where = path.format(**{name: quote(value) for name, value in example.path.items()})
    query = f"?{urlencode(example.query)}" if example.query else ""
    parts = ["curl", *([f"-X {method.upper()}"] if method not in {"get", "post"} else []), BEARER]
    parts += [f"-H '{name}: {value}'" for name, value in example.headers.items()]
    if example.form:
        parts += [f"-F {name}={value}" for name, value in example.form.items()]
    elif example.body is not None:
        parts += ["-H 'Content-Type: application/json'"]
        parts += [f"-d '{json.dumps(example.body, ensure_ascii=False)}'"]
    elif method == "post":
        parts.append("-X POST")
    return " \\\n  ".join([*parts, f'"{HOST}{where}{query}"'])
