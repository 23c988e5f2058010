"""`GET /healthz` and `GET /readyz`."""

from fastapi import APIRouter

from api.deps import ModelsDep

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
