"""Train the network of ocr/mark_network.py on the lines that scripts/lines/draw_lines.py drew.

    python scripts/lines/train_marks.py LINES... --judging LINES --out marks.npz [--minutes 45] [--start PT]

LINES: folders with drawn lines in which scripts/lines/place_letters.py has told where the letters stand; those for judging are in faces
that are in none of the others. It begins from nothing. Lines are worn a little otherwise each time, as for the network for lines.
OUT gets the weights, in halves of 32 bits, and OUT with .pt the weights from which `--start` goes on.
Needs PyTorch, as scripts/lines/train.py does. Two processes, one a core.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, distributed, multiprocessing, nn
from torch.nn import functional
from train import BATCH, PROCESSES, REPORT_S, SMALLEST_RATE, WARM_STEPS, Grey, batches, normal, scaled, share_gradients

ROWS: Final = 72
LETTERS, SHAPES, TONES = 14, 5, 6
"""How many of each ocr/mark_network.py has."""
AROUND: Final = 4
"""Columns to each side of a letter that are looked at."""
COLUMN_PX, STEP_PX = 4, 3
"""A column of features, and a step of the network for lines by which letters were placed."""
FEATURES: Final = (24, 32, 48, 64, 96)
HEARD: Final = 128
LEAST_DENSE_PX: Final = 75
"""Lines with fewer letters than one in so many pixels cost more than they teach."""
SMOOTHED: Final = 0.01
Letters = NDArray[np.float32]
"""As place_letters.py writes them."""


class Network(nn.Module):
    """Lines of 72 rows, cleaned and what cleaning took away → for each letter asked about what marks it bears.

    Shapes: N × 2 × 72 × width, letters × (line, column, which letter) → letters × (SHAPES + TONES), not yet shares.
    """

    def __init__(self) -> None:
        super().__init__()
        first, second, third, fourth, fifth = FEATURES
        self.eye = nn.Conv2d(2, first, 5, stride=2, padding=2, bias=False)
        self.near = nn.Conv2d(first, second, 3, padding=1, bias=False)
        self.middle = nn.Conv2d(second, third, 3, padding=1, bias=False)
        self.far = nn.Conv2d(third, fourth, 3, padding=1, bias=False)
        self.column = nn.Conv2d(fourth, fifth, 3, padding=(0, 1), bias=False)
        self.evened = nn.ModuleList(nn.BatchNorm2d(count) for count in FEATURES)
        self.letter = nn.Linear(fifth * (2 * AROUND + 1) + LETTERS, HEARD)
        self.out = nn.Linear(HEARD, SHAPES + TONES)

    def forward(self, lines: Tensor, asked: Tensor) -> Tensor:
        """`asked`: letters × (line, column, which letter)."""
        features = lines
        for layer, evened, pooled in zip(self.looks(), self.evened, ((1, 1), (2, 2), (2, 1), (3, 1), (1, 1)), strict=True):
            features = functional.relu(evened(functional.max_pool2d(layer(features), pooled)))
        line, column, letter = asked.T
        around = torch.stack([features[line, :, 0, column + at] for at in range(-AROUND, AROUND + 1)], 1).flatten(1)
        known = functional.one_hot(letter, LETTERS).to(around.dtype)
        told: Tensor = self.out(functional.relu(self.letter(torch.cat([around, known], 1))))
        return told

    def looks(self) -> tuple[nn.Conv2d, ...]:
        """Its layers of windows, in their order."""
        return self.eye, self.near, self.middle, self.far, self.column

    def kept(self) -> Mapping[str, NDArray[np.float16]]:
        """As ocr/mark_network.py knows them."""
        found = {}
        for (name, layer), evened in zip(self.named_children(), self.evened, strict=False):
            scale = evened.weight / torch.sqrt(evened.running_var + evened.eps)
            # rows of windows × (columns × inputs) × outputs
            found[name] = layer.weight.permute(2, 3, 1, 0).flatten(1, 2)
            found[f"{name}_scale"], found[f"{name}_bias"] = scale, evened.bias - evened.running_mean * scale
        found |= {"letter": self.letter.weight.T, "letter_bias": self.letter.bias, "out": self.out.weight.T, "out_bias": self.out.bias}
        return {name: weights.detach().numpy().astype(np.float16) for name, weights in found.items()}


@dataclass(frozen=True)
class Batch:
    """Lines of about one width, white around them, and the letters in them."""

    lines: Tensor
    asked: Tensor
    shapes: Tensor
    tones: Tensor

    @classmethod
    def of(cls, items: Sequence[tuple[NDArray[np.float32], Letters]]) -> "Batch":
        """`items`: 2 × rows × columns and letters."""
        white = AROUND * COLUMN_PX
        widest = max(line.shape[2] for line, _ in items) + 2 * white
        lines = np.zeros((len(items), 2, ROWS, widest + -widest % COLUMN_PX), np.float32)
        lines[:, 0] = 1.0
        found = []
        for number, (line, letters) in enumerate(items):
            width = line.shape[2]
            lines[number, :, :, white : white + width] = line
            middle = letters[0] * (width // STEP_PX) * STEP_PX / COLUMN_PX - 0.5
            columns = np.clip(np.rint(middle), 0, width // COLUMN_PX) + AROUND
            found.append(np.stack([np.full(len(columns), number), columns, *letters[1:]], axis=1))
        told = torch.tensor(np.concatenate(found), dtype=torch.long)
        return cls(torch.tensor(lines).contiguous(memory_format=torch.channels_last), told[:, :3], told[:, 3], told[:, 4])


def lines_in(folder: Path) -> list[tuple[Grey, Letters]]:
    """Rows × columns × (cleaned, uncleaned) of lines in which letters stand close enough, and these."""
    found = []
    for path in sorted((folder / "places").glob("*.npz")):
        with np.load(path) as placed, np.load(folder / path.name) as kept:
            for name in placed.files:
                line = np.ascontiguousarray(np.moveaxis(kept[name.replace("place", "cut")], 0, 2))
                if placed[name].shape[1] * LEAST_DENSE_PX > line.shape[1] * ROWS / line.shape[0]:
                    found.append((line, placed[name]))
    return found


def judged(network: Network, lines: Sequence[tuple[Grey, Letters]]) -> str:
    """How many letters get a wrong mark."""
    network.eval()
    letters = wrong = shapes = tones = 0
    for start in range(0, len(lines), BATCH):
        batch = Batch.of([(normal(scaled(line[4:-4], ROWS)), letters) for line, letters in lines[start : start + BATCH]])
        with torch.no_grad():
            told = network(batch.lines, batch.asked)
        shape, tone = told[:, :SHAPES].argmax(1) != batch.shapes, told[:, SHAPES:].argmax(1) != batch.tones
        letters, wrong = letters + len(shape), wrong + int((shape | tone).sum())
        shapes, tones = shapes + int(shape.sum()), tones + int(tone.sum())
    network.train()
    return f"{wrong} of {letters} letters wrong ({100 * wrong / letters:.2f} %), {shapes} in what is above them, {tones} in their tones"


def train(rank: int, chosen: argparse.Namespace, meeting: str) -> None:
    """One of the processes: each has its part of the lines, all have the same weights."""
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    torch.manual_seed(0)
    distributed.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=PROCESSES)
    lines = [line for folder in chosen.lines for line in lines_in(folder)[rank::PROCESSES]]
    judging = lines_in(chosen.judging) if rank == 0 else []
    network = Network().to(memory_format=torch.channels_last)
    if chosen.start:
        network.load_state_dict(torch.load(chosen.start))
    learning = list(network.parameters())
    optimiser = torch.optim.AdamW(learning, lr=chosen.rate, weight_decay=0.01)
    seed = rank + time.time_ns() % 1_000_000
    np.random.seed(seed)
    distributed.barrier()
    began = reported = time.monotonic()
    for taken, batch in enumerate(batches(lines, random.Random(seed), ROWS, Batch.of)):
        share = torch.tensor((time.monotonic() - began) / 60 / chosen.minutes)
        distributed.broadcast(share, 0)
        if share > 1:
            break
        rate = max((1 + np.cos(np.pi * float(share))) / 2, SMALLEST_RATE) * min((taken + 1) / WARM_STEPS, 1)
        optimiser.param_groups[0]["lr"] = chosen.rate * rate
        with torch.autocast("cpu", torch.bfloat16):
            told = network(batch.lines, batch.asked).float()
        loss = functional.cross_entropy(told[:, :SHAPES], batch.shapes, label_smoothing=SMOOTHED)
        loss = loss + functional.cross_entropy(told[:, SHAPES:], batch.tones, label_smoothing=SMOOTHED)
        optimiser.zero_grad()
        loss.backward()
        share_gradients(learning)
        optimiser.step()
        if rank == 0 and time.monotonic() - reported > REPORT_S:
            reported = time.monotonic()
            print(f"{float(share):.0%}, loss {float(loss.detach()):.3f}: {judged(network, judging)}", flush=True)
    if rank == 0:
        print(judged(network, judging))
        torch.save(network.state_dict(), chosen.out.with_suffix(".pt"))
        np.savez(chosen.out, **network.kept())


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lines", type=Path, nargs="+")
    parser.add_argument("--judging", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=45.0)
    parser.add_argument("--rate", type=float, default=0.003)
    parser.add_argument("--start", type=Path)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        multiprocessing.spawn(train, (chosen, f"{folder}/meeting"), nprocs=PROCESSES)
    return 0


if __name__ == "__main__":
    sys.exit(main())
