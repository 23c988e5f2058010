"""`stream: true` on the native route: events as they happen, the whole answer at the end."""

from collections.abc import Iterator
from http import HTTPStatus

from sse_starlette import ServerSentEvent

from api.answering import Draft, Event, Reading, Searching
from api.chat.stream import frame
from api.problems import problem_document
from api.responses import AnswerOut
from qa.question import Question

# Of the answer's fields those that `citation` events carry one by one, or only the end knows.
_LATER = {"citations", "timing_ms"}


class NativeEvents:
    """Events `search`, `reading`, `sentence`, `answer`, `citation` and `done`, or `error`."""

    def __init__(self, debug: bool) -> None:
        self._debug = debug

    def write(self, event: Event) -> Iterator[ServerSentEvent]:
        """What is sent when this happens."""
        if isinstance(event, Searching):
            yield frame(_search(event.question), "search")
        elif isinstance(event, Reading):
            articles = [
                {"article_id": a.id, "title": a.title, "source": a.source}
                for a in {hit.article.id: hit.article for hit in event.hits}.values()
            ]
            yield frame({"passages": len(event.hits), "articles": articles}, "reading")
        elif isinstance(event, Draft):
            item = event.answer.items[-1]
            yield frame({"text": item.text, "citation_ids": item.citations}, "sentence")
        else:
            answer = AnswerOut.of(event, self._debug).model_dump(mode="json")
            yield frame({k: v for k, v in answer.items() if k not in _LATER}, "answer")
            for citation in answer["citations"]:
                yield frame(citation, "citation")
            yield frame(answer, "done")

    def failed(self, status: HTTPStatus, detail: str) -> Iterator[ServerSentEvent]:
        """A problem document."""
        yield frame(problem_document(status, detail), "error")


def _search(question: Question) -> dict[str, str]:
    return {"question": question.original, "resolved_question": question.text}
