"""Puts the parts together: the only place that picks concrete engines."""

from api.settings import Settings
from index.embedding import Embedder, SentenceTransformerEmbedder
from index.search import PassageIndex
from qa.decision import Decision, shipped_decision
from qa.pipeline import Pipeline
from qa.reader import TransformersReader
from qa.writer import OpenAIWriter


def open_index(settings: Settings) -> PassageIndex:
    """Open or create the index of the data directory, with its embedder.

    Raises:
        ModelError: the embedder cannot be loaded.
        StoreError: the data directory cannot be used, or was built with another embedder.
    """
    limit_threads(settings)
    return PassageIndex.open(settings.data, load_embedder(settings))


def open_pipeline(settings: Settings) -> Pipeline:
    """Open the index and load the reader.

    Raises:
        ModelError: a model cannot be loaded.
        StoreError: the data directory cannot be used, or was built with another embedder.
    """
    index = open_index(settings)
    reader = (
        TransformersReader.load(settings.reader)
        if settings.reader
        else TransformersReader.packaged()
    )
    # The shipped weights were fitted to the packaged reader; another one's logits differ.
    decision = (
        Decision.from_margin(settings.threshold or 0.0) if settings.reader else shipped_decision()
    )
    return Pipeline(index, reader, decision, min_confidence=settings.min_confidence)


def load_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name.

    Raises:
        ModelError: it cannot be loaded.
    """
    if settings.embedder:
        return SentenceTransformerEmbedder.load(settings.embedder)
    return SentenceTransformerEmbedder.packaged()


def limit_threads(settings: Settings) -> None:
    """Bound the threads of a model call, so that models never take more than the cores."""
    import faiss
    import torch

    faiss.omp_set_num_threads(settings.threads_each)
    torch.set_num_threads(settings.threads_each)


def connect_writer(settings: Settings) -> OpenAIWriter | None:
    """The language model that the settings name, if they do; it is not asked anything yet.

    Raises:
        ModelError: its client library is not installed.
    """
    if not settings.llm_base_url:
        return None
    return OpenAIWriter.connect(
        settings.llm_base_url,
        settings.llm_model,
        settings.llm_api_key.get_secret_value(),
        settings.llm_time_limit,
    )
