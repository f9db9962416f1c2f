"""Where an error becomes an HTTP status and a page."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from access.errors import NotSignedIn, StepMissing, TooManyTries
from access.tokens import TokenLacks, TokenRefused
from cases.journal import keep_refusal
from states.errors import (
    CaseError,
    Conflict,
    GuardFailed,
    Invalid,
    NotAllowed,
    NotFound,
    NotGranted,
)
from states.forms.base import rule_said
from storage.files.scanning import Infected, ScannerAway
from storage.files.unfit import NoRoom, TooLarge, Unfit
from web.api.problem import Overtaken
from web.door import resting, to_the_step
from web.engine import EngineAway
from web.rendering import API, error_page, language, recognise
from web.wire import LARGEST, beyond, set_headers

NUMBER = re.compile(r"[0-9A-Za-z-]{1,40}")
LONGEST_NAME = 60
STATUS: Mapping[type[CaseError], int] = MappingProxyType(
    {
        NotFound: 404,
        NotAllowed: 403,
        NotGranted: 403,
        Conflict: 409,
        Overtaken: 412,
        GuardFailed: 422,
        Invalid: 422,
        Unfit: 422,
        TooLarge: 413,
        Infected: 422,
        ScannerAway: 503,
        NoRoom: 507,
        TokenRefused: 401,
        TokenLacks: 403,
        TooManyTries: 429,
    }
)


def register(app: FastAPI) -> None:
    """Give every error its page."""
    app.add_exception_handler(NotSignedIn, _outside)
    app.add_exception_handler(StepMissing, _outside)
    app.add_exception_handler(CaseError, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(EngineAway, _engine)
    app.add_exception_handler(SQLAlchemyError, _database)
    app.add_exception_handler(Exception, _broken)


def _outside(request: Request, error: Exception) -> Response:
    """Whoever is not in is led to the sign-in; a program is told so."""
    if request.url.path.startswith(API):
        said = error.say(language(request)) if isinstance(error, CaseError) else ""
        return error_page(request, 401, said=said, error=error)
    return to_the_step(request, error.step if isinstance(error, StepMissing) else None)


def _refused(request: Request, error: Exception) -> Response:
    status = STATUS.get(type(error), 400) if isinstance(error, CaseError) else 400
    said = error.say(language(request)) if isinstance(error, CaseError) else ""
    _keep(request, error)
    answer = error_page(request, status, said=said, error=error)
    if isinstance(error, TokenRefused):
        answer.headers["WWW-Authenticate"] = "Bearer"
    return resting(request, answer, error)


def _keep(request: Request, error: Exception) -> None:
    """Whoever asks for a case that they may not see is in the journal, for the auditor."""
    signed, number = getattr(request.state, "signed", None), request.path_params.get("number", "")
    who = signed.person.username if signed else getattr(request.state, "caller", None)
    if isinstance(error, NotFound | NotAllowed) and who and NUMBER.fullmatch(number):
        route = getattr(request.scope.get("route"), "name", "")
        state = request.app.state
        keep_refusal(state.store, who, route, number, state.clock())


def _malformed(request: Request, error: Exception) -> Response:
    """An address whose parameters break a rule; only the parameter's name is said again."""
    name = "?"
    if isinstance(error, RequestValidationError):
        first = error.errors()[0]
        if first["type"] == "json_invalid":
            return error_page(request, 400, "json")
        name = str(first["loc"][-1])[:LONGEST_NAME]
        if request.url.path.startswith(API):
            invalid = Invalid(name, *rule_said(first["type"], first.get("ctx", {})))
            return error_page(request, 422, said=invalid.say(language(request)), error=error)
    invalid = Invalid(name, "值不可用，请从页面上的选项中选择", "choose one of the page's values")
    return error_page(request, 422, said=invalid.say(language(request)))


def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    recognise(request)
    said = beyond(LARGEST).say(language(request)) if status == 413 else ""  # noqa: PLR2004
    answer = error_page(request, status, said=said)
    if isinstance(error, HTTPException) and error.headers:
        answer.headers.update(error.headers)
    return answer


def _engine(request: Request, _error: Exception) -> Response:
    """Prefect does not answer; our own pages and data do."""
    return error_page(request, 503, "engine")


def _database(request: Request, _error: Exception) -> Response:
    """A lost or unmigrated database; neither statement nor parameter is shown."""
    answer = error_page(request, 503)
    answer.headers["Retry-After"] = "30"
    return answer


def _broken(request: Request, _error: Exception) -> Response:
    """Anything else. This answer is made outside the middleware, so it sets its own headers."""
    answer = error_page(request, 500)
    set_headers(answer.headers)
    return answer
