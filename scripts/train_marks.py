"""Train the network of ocr/seen_marks.py on the words that scripts/draw_marks.py drew, and write it as ONNX.

    python scripts/train_marks.py WORDS resources/marks/marks.onnx --minutes 12

Needs PyTorch and onnx (2.13, CPU, and 1.23 were used), which the station never has: give them a place of their own by `python -m venv` and
`pip install torch==2.13.0 onnx numpy opencv-python-headless`. Nothing of the station is imported. One core. Sheets whose number is
divisible by ten are not trained on; what is printed is measured on them.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional

HEADS: Final = (6, 3, 2, 3, 2, 2)
"""As many marks as ocr.seen_marks.HEADS tells apart."""
HEIGHT_PX: Final = 48
STEP_PX: Final = 32
WIDEST_PX: Final = 224
BORDER_PX: Final = 10
"""Around what ocr.pieces cuts out."""
DARKEST: Final = 50
PALEST: Final = 0.15
"""Ink is brought to 1 by the darkest fiftieth of a word's pixels, but never by more than this divides; as ocr.seen_marks does."""
BATCH: Final = 64
RATE: Final = 3e-3
EASY: Final = 0.02
OF_EASY: Final = 0.3
"""Words of less loss than that were understood the last time: of these only such a share comes again in the next turn."""
CHANNELS: Final = (24, 48, 64, 64, 96)


class Marks(nn.Module):
    """Two pictures of a word, ink 1 on paper 0 → for each head, what the columns that it looks at say.

    Shapes: N × 2 × 48 × W → N × 18; W a multiple of 4.
    """

    def __init__(self, *, folded: bool = False) -> None:
        """`folded`: without the normalisations, which an exported model has in its weights."""
        super().__init__()
        one, two, three, four, five = CHANNELS
        self.strokes = nn.Sequential(
            *_layer(2, one, (5, 5), (2, 2), folded=folded),
            *_layer(one, two, (3, 3), (2, 2), folded=folded),
            *_layer(two, three, (3, 3), (2, 1), folded=folded),
            *_layer(three, four, (3, 3), (1, 1), folded=folded),
            *_layer(four, five, (6, 1), (1, 1), folded=folded),
            *_layer(five, five, (1, 5), (1, 1), folded=folded),
        )
        self.told = nn.Conv2d(five, sum(HEADS), 1)
        self.looked_at = nn.Conv2d(five, len(HEADS), 1)
        spread = torch.zeros(sum(HEADS), len(HEADS))
        for at, head in enumerate(np.repeat(np.arange(len(HEADS)), HEADS)):
            spread[at, int(head)] = 1
        self.register_buffer("spread", spread[:, :, None, None])

    def forward(self, words: Tensor) -> Tensor:
        """Logits; within a head they are compared by softmax."""
        found = self.strokes(words)
        shares = torch.softmax(self.looked_at(found), dim=3)
        return torch.sum(self.told(found) * functional.conv2d(shares, self.spread), dim=3)[:, :, 0]


def _layer(into: int, out: int, sides: tuple[int, int], stride: tuple[int, int], *, folded: bool) -> list[nn.Module]:
    padding = tuple(side // 2 if side % 2 else 0 for side in sides)
    filters = nn.Conv2d(into, out, sides, stride, padding=padding, bias=folded)
    return [filters, nn.ReLU()] if folded else [filters, nn.BatchNorm2d(out), nn.ReLU()]


def taken_up(path: Path) -> Marks:
    """A model as it was exported, to be trained on."""
    model, graph = Marks(folded=True), onnx.load(str(path)).graph
    weights = {each.name: torch.from_numpy(numpy_helper.to_array(each).copy()) for each in graph.initializer}
    filters = [[weights[name] for name in node.input[1:]] for node in graph.node if node.op_type == "Conv"]
    own = [module for module in (*model.strokes, model.told, model.looked_at) if isinstance(module, nn.Conv2d)]
    for module in own:
        weight, bias = next(pair for pair in filters if len(pair) > 1 and pair[0].shape == module.weight.shape)
        filters = [pair for pair in filters if pair[0] is not weight]
        module.weight.data, module.bias.data = weight, bias
    return model


@dataclass(frozen=True)
class Words:
    """Pictures of one width to start from, and what they bear."""

    pixels: list[np.ndarray]
    bears: np.ndarray


def load(paths: Sequence[Path]) -> Words:
    """All words of the sheets, without the white border above and below."""
    pixels: list[np.ndarray] = []
    bears = []
    for path in paths:
        kept = np.load(path)
        for picture, width, height in zip(kept["pixels"], kept["widths"], kept["heights"], strict=True):
            pixels.append(picture[:, BORDER_PX : height - BORDER_PX, :width].copy())
        bears.append(kept["bears"])
    return Words(pixels, np.concatenate(bears).astype(np.int64))


def batches(words: Words, chance: np.random.Generator, which: np.ndarray, *, worn: bool) -> Iterator[tuple[Tensor, Tensor, np.ndarray]]:
    """The chosen words once, those of about one width together; `worn`: each cut, lit and grained a little otherwise."""
    widths = np.array([words.pixels[at].shape[2] for at in which]) + chance.integers(-8, 9, len(which)) * worn
    order = which[np.argsort(widths, kind="stable")]
    parts = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    for part in (parts[at] for at in chance.permutation(len(parts))):
        cut = [_cut(words.pixels[at], chance, worn=worn) for at in part]
        width = min(-(-max(picture.shape[2] for picture in cut) // STEP_PX) * STEP_PX, WIDEST_PX)
        shown = np.zeros((len(cut), 2, HEIGHT_PX, width), np.float32)
        for at, picture in enumerate(cut):
            high, wide = picture.shape[1], min(picture.shape[2], width)
            free = HEIGHT_PX - high
            top = int(chance.integers(0, free + 1)) if worn else free // 2
            shown[at, :, top : top + high, :wide] = picture[:, :, :wide]
        if worn:
            shown = _worn(shown, chance)
        yield torch.from_numpy(shown).contiguous(memory_format=torch.channels_last), torch.from_numpy(words.bears[part]), part


def _cut(picture: np.ndarray, chance: np.random.Generator, *, worn: bool) -> np.ndarray:
    """Ink 0..1, at most 48 high, with a few pixels beside the word."""
    left, right = chance.integers(2, 13, 2) if worn else (7, 7)
    shown = picture[:, :, left : picture.shape[2] - right]
    factor = min(float(chance.uniform(0.86, 1.16)) if worn else 1.0, HEIGHT_PX / shown.shape[1])
    if factor != 1.0:
        way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
        shown = np.stack([cv2.resize(each, None, fx=factor, fy=factor, interpolation=way) for each in shown])
    ink = (255 - shown[:, :HEIGHT_PX]).astype(np.float32) / 255
    darkest = max(ink[0].size // DARKEST, 1)
    return np.minimum(ink / max(float(np.partition(ink[0].ravel(), -darkest)[-darkest]), PALEST), 1)


def _worn(shown: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    count = len(shown)
    strength = chance.uniform(0.9, 1.15, (count, 1, 1, 1)).astype(np.float32)
    grain = chance.standard_normal(shown.shape, np.float32) * chance.uniform(0, 0.04, (count, 1, 1, 1)).astype(np.float32)
    worn = shown ** chance.uniform(0.85, 1.2, (count, 1, 1, 1)).astype(np.float32) * strength + grain * (shown > 0)
    for at in np.flatnonzero(chance.random(count) < 0.08):
        side = int(chance.integers(1, 4))
        y, x = int(chance.integers(0, HEIGHT_PX - side)), int(chance.integers(0, shown.shape[3] - side))
        worn[at, :, y : y + side, x : x + side] = chance.uniform(0.4, 0.9)
    return np.clip(worn, 0, 1)


def losses_of(told: Tensor, bears: Tensor) -> Tensor:
    """Cross-entropy of each word over the heads that it has letters for."""
    parts = told.split(HEADS, dim=1)
    each = [functional.cross_entropy(part, bears[:, at], ignore_index=-1, reduction="none") for at, part in enumerate(parts)]
    return torch.stack(each).sum(0)


def measure(model: Marks, words: Words) -> None:
    """Words wrong in any head, and the loss, on sheets that were not trained on."""
    wrong = np.zeros(len(HEADS), int)
    any_wrong, total, loss = 0, 0, 0.0
    model.eval()
    with torch.no_grad():
        for shown, bears, _ in batches(words, np.random.default_rng(0), np.arange(len(words.pixels)), worn=False):
            told = model(shown)
            loss += float(losses_of(told, bears).sum())
            off = torch.stack([(part.argmax(1) != bears[:, at]) & (bears[:, at] >= 0) for at, part in enumerate(told.split(HEADS, dim=1))])
            wrong += off.sum(1).numpy()
            any_wrong += int(off.any(0).sum())
            total += len(bears)
    model.train()
    print(f"  held out {total}: wrong {100 * any_wrong / total:.2f} %, by head {wrong.tolist()}, loss {loss / total:.4f}", flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--minutes", type=float, default=12)
    parser.add_argument("--start", type=Path, help="a model of this script to go on from, at a third of the rate")
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(1)
    torch.manual_seed(1)
    paths = sorted(chosen.words.glob("*.npz"), key=lambda path: int(path.stem))
    train, held = (load([path for path in paths if (int(path.stem) % 10 == 0) is out]) for out in (False, True))
    print(f"{len(train.pixels)} words to train on, {len(held.pixels)} held out", flush=True)
    model = (taken_up(chosen.start) if chosen.start else Marks()).to(memory_format=torch.channels_last)
    rate = RATE / 3 if chosen.start else RATE
    chance, begun = np.random.default_rng(2 if chosen.start else 1), time.monotonic()
    tuner = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=1e-3)
    share, turn, last = 0.0, 0, np.full(len(train.pixels), np.inf)
    while share < 1:
        turn += 1
        seen = []
        which = np.flatnonzero((last > EASY) | (chance.random(len(last)) < OF_EASY))
        for shown, bears, part in batches(train, chance, which, worn=True):
            share = (time.monotonic() - begun) / (60 * chosen.minutes)
            if share >= 1:
                break
            for group in tuner.param_groups:
                group["lr"] = rate * min(1.0, share / 0.05 + 0.02) * (0.5 + 0.5 * np.cos(np.pi * min(share, 1.0)))
            tuner.zero_grad()
            losses = losses_of(model(shown), bears)
            losses.mean().backward()
            tuner.step()
            last[part] = losses.detach().numpy()
            seen.append(float(losses.detach().mean()))
        print(f"turn {turn}, {len(which)} words, {100 * share:.0f} % of the time, loss {np.mean(seen[-200:]):.4f}", flush=True)
        if held.pixels and (turn % 3 == 0 or share >= 1):
            measure(model, held)
    model.eval()
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        model, (torch.zeros(1, 2, HEIGHT_PX, 96),), str(chosen.out), input_names=["words"], output_names=["told"], opset_version=17,
        dynamic_axes={"words": {0: "count", 3: "width"}, "told": {0: "count"}}, dynamo=False,
    )  # fmt: skip
    print(f"{chosen.out}: {chosen.out.stat().st_size} bytes, {sum(weights.numel() for weights in model.parameters())} weights")
    return 0


if __name__ == "__main__":
    sys.exit(main())
