"""`POST /v1/ask` and `POST /v1/search`."""

from fastapi import APIRouter, Response

from api.answering import AnsweringDep, Asked
from api.chat.native import NativeEvents
from api.chat.stream import STREAMED, streamed
from api.deps import ModelsDep
from api.requests import DEFAULT_CITATIONS, DEFAULT_TOP_K, AskIn, FiltersIn, Mode, SearchIn
from api.responses import AnswerOut, HitsOut

router = APIRouter(prefix="/v1", tags=["questions"])


@router.post("/ask", response_model=AnswerOut, responses=STREAMED)
async def ask(body: AskIn, answering: AnsweringDep) -> AnswerOut | Response:
    """Answer a question with exactly quoted, cited excerpts, or say that the articles don't."""
    said = [message.parsed() for message in body.history or ()]
    asked = Asked(
        body.question,
        [message for message in said if message],
        (body.filters or FiltersIn()).parsed(),
        body.asked_on,
        body.as_of,
        body.max_citations or DEFAULT_CITATIONS,
        body.min_confidence,
        body.mode or Mode.EXTRACT,
    )
    if body.stream:
        return streamed(answering.events(asked), NativeEvents(bool(body.debug)))
    return AnswerOut.of(await answering.answer(asked), bool(body.debug))


@router.post("/search")
async def search(body: SearchIn, models: ModelsDep) -> HitsOut:
    """Find passages; a hit's quote is the whole passage."""
    filters = (body.filters or FiltersIn()).parsed()
    asked = Asked(body.query, filters=filters, asked_on=body.asked_on, as_of=body.as_of)
    question, top_k = asked.understood(), body.top_k or DEFAULT_TOP_K
    hits = await models.ask(lambda: models.pipeline.search(question, top_k))
    return HitsOut.of(body.query, hits)
