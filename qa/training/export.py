"""Turn checkpoints into one that ships: their mean, as float16."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from index.embedding import file_sha256
from index.errors import InvalidInput

_TOKENIZER = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")


def average(checkpoints: Sequence[Path], shares: Sequence[float], out: Path) -> str:
    """Save the weighted mean of checkpoints of one architecture (Wortsman et al. 2022).

    An output that a checkpoint was not trained for ("inside", of a question-answering model) is the
    mean of the others'. Returns the SHA-256 of the weights, for `qa.reader.PACKAGED_SHA256`.

    Raises:
        InvalidInput: no checkpoints, or not one share for each.
    """
    if not checkpoints or len(checkpoints) != len(shares):
        raise InvalidInput("give one share for each checkpoint, and at least one checkpoint")
    import torch

    from qa.training.train import tagger

    models = [tagger(str(path), 0.1) for path in checkpoints]
    total = sum(shares)
    pairs = zip(models, shares, strict=True)
    telling = sum(share for model, share in pairs if model.classifier.weight[2].any())
    with torch.no_grad():
        for parameters in zip(*(model.parameters() for model in models), strict=True):
            parts = [p * (s / total) for p, s in zip(parameters, shares, strict=True)]
            parameters[0].copy_(torch.stack(parts).sum(0))
        if telling:  # zeros, of heads that were not trained, made the others' smaller
            models[0].classifier.weight[2] *= total / telling
            models[0].classifier.bias[2] *= total / telling
    out.mkdir(parents=True, exist_ok=True)
    models[0].half().save_pretrained(out)
    for name in _TOKENIZER:
        if (checkpoints[0] / name).exists():
            shutil.copy(checkpoints[0] / name, out / name)
    return file_sha256(out / "model.safetensors")
