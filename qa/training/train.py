"""Fine-tune a checkpoint into a reader: start, end and "inside" logits, the null answer on [CLS].

Starts and ends as in Devlin et al. (2019) for SQuAD 2.0; "inside" tells of each token whether it
is part of an answer, for answers of several spans (tagging, as in Li et al. 2022, MultiSpanQA).
AdamW with linear decay, weights averaged over the steps (an exponential moving average), bfloat16
where it is asked for, on a GPU where there is one.
"""

import copy
import json
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from qa.reader import LABELS
from qa.training.examples import DESK, NEWS, OWN, Example
from qa.training.features import Drawer, Feature, Recipe
from qa.training.negatives import mine
from qa.training.synthetic import make

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedTokenizerBase

# Divides the sum over a text's words: few of them answer, so that a mean would be small.
_INSIDE_SHARE = 10


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast to train, and on how much of what.

    An epoch draws every example of the project's own news once, `newsdesk` of those, `old` of the
    other ones and `synthetic` invented ones. `tokens` bounds a batch, padding included.
    """

    epochs: int = 2
    rate: float = 1.5e-4
    newsdesk: int = 1_300
    old: int = 1_000
    synthetic: int = 300
    tokens: int = 4_096
    warmup: int = 60
    average: float = 0.995
    dropout: float = 0.1
    seed: int = 1
    bfloat16: bool = False


def train(
    base: str,
    examples: Sequence[Example],
    out: Path,
    plan: Plan,
    recipe: Recipe | None = None,
) -> None:
    """Train from `base` and save the averaged weights, the tokenizer and `training.json` in `out`.

    A line of progress is printed every 50 steps.

    Raises:
        FloatingPointError: the loss is no longer finite.
    """
    import torch
    from transformers import AutoTokenizer

    torch.manual_seed(plan.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    tokenizer = AutoTokenizer.from_pretrained(base, trust_remote_code=False)
    model: Any = tagger(base, plan.dropout)
    model.to(device)
    model.train()
    # Word vectors have seen far more text than this; leaving them saves a fifth of the time.
    for parameter in model.get_input_embeddings().parameters():
        parameter.requires_grad_(False)
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for p in trained if p.ndim > 1], "weight_decay": 0.01},
            {"params": [p for p in trained if p.ndim < 2], "weight_decay": 0.0},
        ],
        lr=plan.rate,
    )
    averaged = copy.deepcopy(model)
    batches = list(_batches(examples, tokenizer, plan, recipe or Recipe()))
    begin, losses = perf_counter(), []
    for step, batch in enumerate(batches):
        rate = plan.rate * min(1.0, (step + 1) / plan.warmup) * (1 - step / len(batches))
        for group in optimizer.param_groups:
            group["lr"] = rate
        with torch.autocast(device, dtype=torch.bfloat16, enabled=plan.bfloat16):
            loss = _loss(model, batch, tokenizer.pad_token_id or 0, device)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        losses.append(float(loss.detach()))
        if not math.isfinite(losses[-1]):
            raise FloatingPointError(f"the loss is {losses[-1]} at step {step}: lower the rate")
        kept = min(plan.average, (step + 1) / (step + 10))
        with torch.no_grad():
            for old, new in zip(averaged.parameters(), model.parameters(), strict=True):
                old.lerp_(new, 1 - kept)
        if step % 50 == 49:
            spent = perf_counter() - begin
            print(
                f"step {step + 1}/{len(batches)} loss {np.mean(losses[-200:]):.3f} {spent:.0f} s",
                flush=True,
            )
    out.mkdir(parents=True, exist_ok=True)
    averaged.half().save_pretrained(out)
    tokenizer.save_pretrained(out)
    made = {"plan": asdict(plan), "recipe": asdict(recipe or Recipe()), "steps": len(batches)}
    (out / "training.json").write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")


def tagger(base: str, dropout: float) -> Any:
    """A checkpoint with a third output, "inside"; a question-answering one gets it untrained."""
    import torch
    from transformers import (
        AutoConfig,
        AutoModelForQuestionAnswering,
        AutoModelForTokenClassification,
    )

    shared: dict[str, Any] = {
        "dtype": torch.float32,  # float16 weights trained as such turn into NaN
        "attn_implementation": "sdpa",
        "hidden_dropout_prob": dropout,
        "attention_probs_dropout_prob": 0.0,  # would take a third of the time on a CPU
        "trust_remote_code": False,
        "use_safetensors": True,
    }
    labels = dict(enumerate(LABELS))
    if AutoConfig.from_pretrained(base, trust_remote_code=False).id2label == labels:
        return AutoModelForTokenClassification.from_pretrained(base, **shared)
    asked = AutoModelForQuestionAnswering.from_pretrained(base, **shared)
    asked.config.id2label = labels
    asked.config.label2id = {label: number for number, label in labels.items()}
    classes: Any = AutoModelForTokenClassification
    model = classes.from_config(asked.config, attn_implementation="sdpa")
    model.base_model.load_state_dict(asked.base_model.state_dict())
    with torch.no_grad():
        model.classifier.weight.zero_()
        model.classifier.bias.zero_()
        model.classifier.weight[:2] = asked.qa_outputs.weight
        model.classifier.bias[:2] = asked.qa_outputs.bias
    return model


def _batches(
    examples: Sequence[Example], tokenizer: "PreTrainedTokenizerBase", plan: Plan, recipe: Recipe
) -> Iterator[list[Feature]]:
    rng = random.Random(plan.seed)
    drawer = Drawer(tokenizer, examples, mine(examples), recipe)
    own = [n for n, e in enumerate(examples) if e.source == OWN]
    desk = [n for n, e in enumerate(examples) if e.source == DESK]
    others = [n for n, e in enumerate(examples) if e.source not in NEWS]
    for _ in range(plan.epochs):
        chosen = own + rng.sample(desk, min(plan.newsdesk, len(desk)))
        chosen += rng.sample(others, min(plan.old, len(others)))
        features = [feature for n in chosen for feature in drawer.draw(n, rng)]
        invented: list[Example] = []
        while len(invented) < plan.synthetic:
            invented += make(rng)
        inventor = Drawer(tokenizer, invented, [()] * len(invented), recipe)
        features += [f for n in range(len(invented)) for f in inventor.draw(n, rng)]
        rng.shuffle(features)
        yield from _grouped(features, plan.tokens, rng)


def _grouped(
    features: Sequence[Feature], tokens: int, rng: random.Random
) -> Iterator[list[Feature]]:
    """Batches of like length, so that little is padded, in no order of length."""
    batches: list[list[Feature]] = []
    for first in range(0, len(features), 2_000):
        batch: list[Feature] = []
        for feature in sorted(features[first : first + 2_000], key=lambda f: len(f.ids)):
            if batch and len(feature.ids) * (len(batch) + 1) > tokens:
                batches.append(batch)
                batch = []
            batch.append(feature)
        batches.append(batch)
    rng.shuffle(batches)
    yield from batches


def _loss(
    model: "torch.nn.Module", batch: Sequence[Feature], padding: int, device: str
) -> "torch.Tensor":
    """Cross entropy of starts and of ends, and of "inside" over the words of the text.

    Several answers share the target of starts and ends evenly.
    """
    import torch

    length = max(len(feature.ids) for feature in batch)
    ids = np.full((len(batch), length), padding, dtype=np.int64)
    kinds = np.zeros_like(ids)
    attended = np.zeros_like(ids)
    wanted = np.zeros((3, len(batch), length), dtype=np.float32)
    words = np.zeros((len(batch), length), dtype=np.float32)
    for row, feature in enumerate(batch):
        size = len(feature.ids)
        ids[row, :size] = feature.ids
        kinds[row, feature.question_end : size] = 1
        attended[row, :size] = 1
        words[row, feature.body : size - 1] = 1
        for side, targets in enumerate((feature.starts, feature.ends)):
            wanted[side, row, list(targets)] = 1 / len(targets)
        for start, end in zip(feature.starts, feature.ends, strict=True):
            wanted[2, row, start : end + 1] = words[row, start : end + 1]

    def on(array: NDArray[Any]) -> torch.Tensor:
        return torch.from_numpy(array).to(device)

    logits = model(
        input_ids=on(ids), token_type_ids=on(kinds), attention_mask=on(attended)
    ).logits.float()
    hidden = on(attended) == 0
    starts, ends = (
        torch.nn.functional.cross_entropy(
            logits[..., side].masked_fill(hidden, -1e4), on(wanted[side])
        )
        for side in (0, 1)
    )
    inside = torch.nn.functional.binary_cross_entropy_with_logits(
        logits[..., 2], on(wanted[2]), weight=on(words), reduction="sum"
    )
    return (starts + ends) / 2 + inside / (_INSIDE_SHARE * len(batch))
