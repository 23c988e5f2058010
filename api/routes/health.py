"""`GET /healthz`, `GET /readyz` and `GET /metrics`."""

from fastapi import APIRouter, Response

from api.deps import ModelsDep
from api.metrics import MEDIA_TYPE, MetricsDep

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process is alive."""
    return {"status": "alive"}


@router.get("/readyz")
def readyz(models: ModelsDep) -> dict[str, str | int]:
    """Models are loaded and the index is in step with the database."""
    models.pipeline.index.sync()
    articles, passages = models.pipeline.index.store.counts()
    return {"status": "ready", "articles": articles, "passages": passages}


@router.get("/metrics", response_class=Response)
def metrics(counted: MetricsDep) -> Response:
    """Counts and times of this process, in Prometheus' text format."""
    return Response(counted.text(), media_type=MEDIA_TYPE)
