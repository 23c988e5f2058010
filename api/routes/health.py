"""`GET /healthz`, `GET /readyz` and `GET /metrics`."""

from fastapi import APIRouter, Response

from api.deps import ModelsDep
from api.metrics import MEDIA_TYPE, MetricsDep
from index.errors import NotReady, StoreError

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process is alive."""
    return {"status": "alive"}


@router.get("/readyz")
def readyz(models: ModelsDep) -> dict[str, str | int]:
    """Models are loaded and the index is in step with the database; else 503 says what is not."""
    try:
        models.pipeline.index.sync()
        articles, passages = models.pipeline.index.store.counts()
    except StoreError as error:
        raise NotReady(f"the index is not in step with the database: {error}") from error
    return {"status": "ready", "articles": articles, "passages": passages}


@router.get("/metrics", response_class=Response)
def metrics(counted: MetricsDep) -> Response:
    """Counts and times of this process, in Prometheus' text format."""
    return Response(counted.text(), media_type=MEDIA_TYPE)
