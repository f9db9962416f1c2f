"""The API described for programs (OpenAPI 3.1): its routes, with an example that runs for each."""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from web.api.example import Example
from web.api.examples import EXAMPLES
from web.api.problem import Problem
from web.callers import FORM_KEY, Calling

ABOUT = f"""Everything the pages do, for programs. A token goes into `Authorization: Bearer rct_…`;
with the session of a browser, writing needs `{FORM_KEY}` as `/api/v1/me` tells it. Whoever calls
sees and may do what they see and may do on the pages."""
SCHEMES = {
    "token": {"type": "http", "scheme": "bearer"},
    "session": {"type": "apiKey", "in": "cookie", "name": "session"},
}
OWN_ERRORS = ("HTTPValidationError", "ValidationError")


def described(routes: Sequence[BaseRoute]) -> dict[str, Any]:
    """The description of these routes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # GET and HEAD are one operation
        found = get_openapi(title="rongcuo", version="1", description=ABOUT, routes=routes)
    found["security"] = [{name: []} for name in SCHEMES]
    schemas = found["components"]["schemas"]
    found["components"]["securitySchemes"] = SCHEMES
    for name in OWN_ERRORS:
        schemas.pop(name, None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs")
    schemas["Problem"] = problem
    calling = {one.name: _calling(one) for one in routes if isinstance(one, APIRoute)}
    for _, _, one in operations(found):
        one["responses"].pop("422", None)  # it is a problem as all others
        _say_whose(one, calling[one["operationId"]])
        _show(one, EXAMPLES[one["operationId"]])
    return found


def operations(found: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation with its method and path; what GET tells, HEAD tells without the body."""
    for path, methods in found["paths"].items():
        methods.pop("head", None)
        yield from ((method, path, one) for method, one in methods.items())


def _calling(route: APIRoute) -> Calling:
    """What a token must be for."""
    called = (one.call for one in route.dependant.dependencies)
    return next(one for one in called if isinstance(one, Calling))


def _say_whose(one: dict[str, Any], calling: Calling) -> None:
    """Which part of the API it is, and whether a token must write."""
    one["tags"] = [calling.kind.zh if calling.kind else "接口说明"]
    one["x-token"] = {
        "kind": str(calling.kind) if calling.kind else None,
        "scope": "write" if calling.writes else "read",
    }


def _show(one: dict[str, Any], example: Example) -> None:
    """Its title and its example, where each part of it is asked."""
    one["summary"], one["x-summary-en"] = example.zh, one["summary"]
    for parameter in one.get("parameters", ()):
        name = parameter["name"]
        for said in (example.path, example.query, example.headers):
            if name in said:
                parameter["example"] = said[name]
    if example.body is not None:
        content = one["requestBody"]["content"]["application/json"]
        content["example"] = example.body
