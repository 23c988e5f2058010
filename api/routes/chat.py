"""The doors of chat clients: OpenAI's two protocols, and the AI SDK's stream."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from api.answering import AnsweringDep, Asked
from api.chat.conversation import asked, count_words
from api.chat.openai_chat import ChatChunks, ChatIn, completion
from api.chat.openai_responses import Responder, ResponsesIn
from api.chat.stream import STREAMED, streamed
from api.chat.ui_stream import HEADERS, UIChatIn, UIMessageStream
from api.chat.variant import Form, Variant
from api.requests import FiltersIn, MessageIn, Mode

openai = APIRouter(prefix="/v1", tags=["chat"])
ai_sdk = APIRouter(prefix="/v1", tags=["chat"])

# Models have no day of making here; clients want a number.
_CREATED = 0


@openai.post("/chat/completions", response_class=JSONResponse, responses=STREAMED)
async def chat_completions(body: ChatIn, request: Request, answering: AnsweringDep) -> Response:
    """Answer the last message of the user, as OpenAI's Chat Completions."""
    variant, question, words = _asked(body, body.messages)
    base = str(request.base_url)
    if body.stream:
        usage = bool(body.stream_options and body.stream_options.include_usage)
        return streamed(answering.events(question), ChatChunks(variant, base, words, usage))
    answer = await answering.answer(question)
    return JSONResponse(completion(answer, variant, base, words))


@openai.post("/responses", response_class=JSONResponse, responses=STREAMED)
async def responses(body: ResponsesIn, request: Request, answering: AnsweringDep) -> Response:
    """Answer the last message of the user, as OpenAI's Responses."""
    variant, question, words = _asked(body, body.messages)
    responder = Responder(variant, str(request.base_url), words, body.with_results)
    if body.stream:
        return streamed(answering.events(question), responder)
    return JSONResponse(responder.response(await answering.answer(question)))


def _asked(body: ChatIn | ResponsesIn, messages: Sequence[MessageIn]) -> tuple[Variant, Asked, int]:
    """What the model's name chooses, the question, and how many words were sent."""
    body.check()
    variant = Variant.parse(body.model)
    question = asked(messages, asked_on=variant.asked_on, mode=variant.mode)
    words = count_words(question.question, *(said.content for said in question.history))
    return variant, question, words


@ai_sdk.post("/chat/ui", response_class=Response, responses=STREAMED)
async def chat_ui(body: UIChatIn, request: Request, answering: AnsweringDep) -> Response:
    """Answer the last message of the user, as a UI message stream of the AI SDK."""
    question = asked(
        [message.plain() for message in body.messages],
        asked_on=body.asked_on,
        as_of=body.as_of,
        filters=(body.filters or FiltersIn()).parsed(),
        mode=body.mode or Mode.EXTRACT,
    )
    events = answering.events(question)
    return streamed(events, UIMessageStream(str(request.base_url)), HEADERS)


@openai.get("/models")
async def models(answering: AnsweringDep) -> dict[str, Any]:
    """The names of models: forms of the answer, the generated one where it can be had."""
    forms = [form for form in Form if form is not Form.GENERATE or answering.language_model]
    return {"object": "list", "data": [_model(form) for form in forms]}


@openai.get("/models/{name}")
async def model(name: str) -> dict[str, Any]:
    """One of them, with a day of asking or without."""
    return _model(Variant.parse(name).name)


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": _CREATED, "owned_by": "dateline"}
