"""Errors as RFC 9457 problem documents; where OpenAI's clients ask, in the shape that they read."""

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import Scope

from index.errors import (
    ArticleNotFound,
    DatelineError,
    InvalidInput,
    NotReady,
    Overloaded,
    StoreBusy,
)

MEDIA_TYPE = "application/problem+json"
_UNEXPECTED = "an error that nobody expected; the server's log tells more"
_MEANINGS = (
    (HTTPStatus.BAD_REQUEST, "The body is no JSON."),
    (HTTPStatus.UNAUTHORIZED, "A valid API key is needed."),
    (HTTPStatus.FORBIDDEN, "The key lacks the scope, or the request is from elsewhere."),
    (HTTPStatus.NOT_FOUND, "Nothing has this name."),
    (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is too large."),
    (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The body's Content-Type is not application/json."),
    (HTTPStatus.UNPROCESSABLE_ENTITY, "A field cannot be used; the detail says which."),
    (HTTPStatus.TOO_MANY_REQUESTS, "The key has sent too many requests in a minute."),
    (HTTPStatus.SERVICE_UNAVAILABLE, "Too much at once; Retry-After says when to try again."),
)


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _responses(media_type: str, schema: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    content = {media_type: {"schema": schema}}
    return {s.value: {"description": meaning, "content": content} for s, meaning in _MEANINGS}


_STRING = {"type": "string"}
# For the OpenAPI schema: what every route may answer beside its own response.
RESPONSES = _responses(
    MEDIA_TYPE, _object(type=_STRING, title=_STRING, status={"type": "integer"}, detail=_STRING)
)
OPENAI_RESPONSES = _responses(
    "application/json",
    _object(error=_object(message=_STRING, type=_STRING, param={}, code={})),
)
_STATUS: tuple[tuple[type[DatelineError], HTTPStatus], ...] = (
    (ArticleNotFound, HTTPStatus.NOT_FOUND),
    (InvalidInput, HTTPStatus.UNPROCESSABLE_ENTITY),
    (NotReady, HTTPStatus.SERVICE_UNAVAILABLE),
    (Overloaded, HTTPStatus.SERVICE_UNAVAILABLE),
    (StoreBusy, HTTPStatus.SERVICE_UNAVAILABLE),
    (DatelineError, HTTPStatus.INTERNAL_SERVER_ERROR),
)


# Their clients read another shape, and count 400 as what 422 is elsewhere.
_OPENAI = ("/v1/chat/completions", "/v1/responses", "/v1/models")
_OPENAI_CODES = {
    HTTPStatus.UNAUTHORIZED: "invalid_api_key",
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limit_exceeded",
}


def problem(
    scope: Scope, status: HTTPStatus, detail: str, headers: dict[str, str] | None = None
) -> JSONResponse:
    """An error as the client of this path reads it; no lone surrogates, which JSON cannot carry."""
    detail = detail.encode(errors="replace").decode()
    if scope["path"].startswith(_OPENAI):
        if status is HTTPStatus.UNPROCESSABLE_ENTITY:
            status = HTTPStatus.BAD_REQUEST
        return JSONResponse({"error": openai_error(status, detail)}, status.value, headers)
    body = problem_document(status, detail)
    return JSONResponse(body, status.value, headers, media_type=MEDIA_TYPE)


def problem_document(status: HTTPStatus, detail: str) -> dict[str, Any]:
    """The members of RFC 9457."""
    return {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
    }


def openai_error(status: HTTPStatus, detail: str) -> dict[str, Any]:
    """What stands under `error` in OpenAI's responses; `param` stays null, the message names it."""
    kind = "server_error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "invalid_request_error"
    return {
        "message": detail,
        "type": kind,
        "param": None,
        "code": _OPENAI_CODES.get(status),
    }


def explained(error: Exception) -> tuple[HTTPStatus, str]:
    """Status and detail of an error that comes when a response has begun already."""
    if isinstance(error, DatelineError):
        return next(status for kind, status in _STATUS if isinstance(error, kind)), str(error)
    return HTTPStatus.INTERNAL_SERVER_ERROR, _UNEXPECTED


def install(app: FastAPI) -> None:
    """Answer every error of the app with a problem document."""
    app.add_exception_handler(DatelineError, _dateline_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _unexpected)


def _dateline_error(request: Request, error: Exception) -> JSONResponse:
    status, detail = explained(error)
    headers = {"Retry-After": "5"} if status is HTTPStatus.SERVICE_UNAVAILABLE else None
    return problem(request.scope, status, detail, headers)


def _validation_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101  registered for this type only
    errors: Sequence[dict[str, Any]] = error.errors()
    if any(found["type"] == "json_invalid" for found in errors):
        reason = next(f["ctx"]["error"] for f in errors if f["type"] == "json_invalid")
        return problem(request.scope, HTTPStatus.BAD_REQUEST, f"the body is no JSON: {reason}")
    detail = "; ".join(map(_sentence, errors))
    return problem(request.scope, HTTPStatus.UNPROCESSABLE_ENTITY, detail)


def _sentence(error: dict[str, Any]) -> str:
    # Pydantic names branches of a union too, which are nothing that was sent.
    where = [str(p) for p in error["loc"] if p != "body" and not re.search(r"[\[(]", str(p))]
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        return f"{'.'.join(where)} is no field of this request: leave it out"
    if error["type"] == "missing" and not where:
        return "the body is missing: send JSON with Content-Type application/json"
    if error["type"] == "model_attributes_type":
        return "the body is no JSON object: send one with Content-Type application/json"
    return f"{'.'.join(where)}: {message}" if where else message


def _unexpected(request: Request, _error: Exception) -> JSONResponse:
    # The server logs the traceback; it may hold what is nobody else's business.
    headers = {"X-Request-ID": request.state.request_id}
    return problem(request.scope, HTTPStatus.INTERNAL_SERVER_ERROR, _UNEXPECTED, headers)


def _http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101  registered for this type only
    status = HTTPStatus(error.status_code)
    headers = dict(error.headers) if error.headers else None
    return problem(request.scope, status, str(error.detail), headers)
