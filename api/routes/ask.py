"""`POST /v1/ask` and `POST /v1/search`."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from fastapi import APIRouter

from api.deps import ModelsDep
from api.metrics import MetricsDep
from api.requests import DEFAULT_CITATIONS, DEFAULT_TOP_K, AskIn, Dated, FiltersIn, SearchIn
from api.responses import AnswerOut, HitsOut
from index.errors import NotSupported
from qa.followup import Message
from qa.question import Question, understand

router = APIRouter(prefix="/v1", tags=["questions"])


@router.post("/ask")
async def ask(body: AskIn, models: ModelsDep, metrics: MetricsDep) -> AnswerOut:
    """Answer a question with exactly quoted, cited excerpts, or say that the articles don't."""
    if body.stream:
        raise NotSupported("stream is not supported yet: leave it out")
    said = [message.parsed() for message in body.history or ()]
    question = _understood(body.question, body, [message for message in said if message])
    count = body.max_citations or DEFAULT_CITATIONS
    answer = await models.ask(lambda: models.pipeline.ask(question, count, body.min_confidence))
    metrics.answered(answer)
    return AnswerOut.of(answer)


@router.post("/search")
async def search(body: SearchIn, models: ModelsDep) -> HitsOut:
    """Find passages; a hit's quote is the whole passage."""
    question = _understood(body.query, body)
    top_k = body.top_k or DEFAULT_TOP_K
    hits = await models.ask(lambda: models.pipeline.search(question, top_k))
    return HitsOut.of(body.query, hits)


def _understood(text: str, body: Dated, history: Sequence[Message] = ()) -> Question:
    return understand(
        text,
        body.asked_on or today(),
        filters=(body.filters or FiltersIn()).parsed(),
        as_of=body.as_of or body.asked_on,
        history=history,
    )


def today() -> date:
    """The day in UTC."""
    return datetime.now(UTC).date()
