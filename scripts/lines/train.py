"""Train the network of ocr/line_network.py on the lines that scripts/lines/draw_lines.py drew.

    python scripts/lines/train.py LINES JUDGING vie.traineddata OUT [--rows 72] [--minutes 50] [--start PT] [--beside PT --share 0.4]

It begins as Tesseract's own network for Vietnamese lines ([1,36,0,1 Ct3,3,16 Mp3,3 Lfys48 Lfx96 Lrx96 Lfx192 O1c1], Apache-2.0), read
out of Debian's vie.traineddata, and is shown lines of more rows than 36. Of 72 at once it would make nothing: it was trained first with
48, then with 60. OUT gets weights.npz and signs.txt, and OUT.pt the weights, from which `--start` goes on; with
those of `--beside` the new ones are averaged. JUDGING: lines in faces that are in none of LINES; what is printed is measured on them.
Weights are kept in 32 bits and multiplied in 16 (bfloat16), which takes two thirds of the time where the processor knows them.
Needs PyTorch (2.13, CPU, was used), which the station never has: give it a place of its own by `python -m venv` and
`pip install torch==2.13.0 numpy opencv-python-headless`. Nothing of the station is imported. Two processes, one a core.
"""

import argparse
import random
import struct
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, distributed, multiprocessing, nn
from torch.nn import functional

PROCESSES: Final = 2
BATCH: Final = 32
CHUNK: Final = 256
"""Lines that are sorted by width before they are parted into batches."""
GONE: Final = 8
"""Features of what cleaning took away, beside the 16 of what is left."""
MORE: Final = 16
"""Features of a column beside Tesseract's 48, which tell marks apart."""
WARM_STEPS: Final = 200
SMALLEST_RATE: Final = 0.02
REPORT_S: Final = 240.0
AROUND: Final = ".,;:()'\"-"
LSTM, UNICHARSET, RECODER = 17, 21, 22
"""Parts of a traineddata file."""
INT8, LAYER_RATES = 1, 64
Grey = NDArray[np.uint8]
Item = tuple[NDArray[np.float32], str]
Told, Made = TypeVar("Told"), TypeVar("Made")
"""What stands in a line, and a batch of lines."""


class Bytes:
    """Reads little-endian numbers one behind the other."""

    def __init__(self, content: bytes) -> None:
        self.content, self.at = content, 0

    def number(self, kind: str) -> Any:
        """One number, by its letter of `struct`."""
        (value,) = struct.unpack_from("<" + kind, self.content, self.at)
        self.at += struct.calcsize("<" + kind)
        return value

    def array(self, kind: str, count: int) -> NDArray[Any]:
        """So many numbers of a kind of NumPy's."""
        found = np.frombuffer(self.content, kind, count, self.at)
        self.at += found.nbytes
        return found


def parts_of(path: Path) -> dict[int, bytes]:
    """Number → content of the parts of a traineddata file."""
    read = Bytes(path.read_bytes())
    starts = [read.number("q") for _ in range(read.number("I"))]
    ends = sorted([*(start for start in starts if start >= 0), len(read.content)])
    return {number: read.content[start : ends[ends.index(start) + 1]] for number, start in enumerate(starts) if start >= 0}


def weights_of(read: Bytes) -> Iterator[NDArray[np.float64]]:
    """The matrices of a network, rows of outputs, the last column the bias; layer by layer."""
    read.number("b")
    kind = read.array("u1", read.number("I")).tobytes().decode()
    read.array("i1", 2)
    flags, *_ = read.array("<i4", 4)
    read.array("u1", read.number("I"))
    if kind == "Input":
        read.array("<i4", 5)
    elif kind in ("Convolve", "Maxpool"):
        read.array("<i4", 2)
    elif kind in ("Series", "RTLReversed", "XYTranspose"):
        for _ in range(read.number("I")):
            yield from weights_of(read)
        if flags & LAYER_RATES:
            read.array("<f4", read.number("I"))
    elif kind in ("LSTM", "SummLSTM"):
        read.number("i")
        for _ in range(4):
            yield _matrix(read)
    else:
        yield _matrix(read)


def _matrix(read: Bytes) -> NDArray[np.float64]:
    mode, rows, columns = read.number("B"), read.number("I"), read.number("I")
    if not mode & INT8:
        read.number("d")
        return read.array("<f8", rows * columns).reshape(rows, columns).copy()
    read.number("b")
    whole = read.array("i1", rows * columns).reshape(rows, columns).astype(np.float64)
    return whole * read.array("<f8", read.number("I"))[:rows, None]


def signs_of(unicharset: bytes, recoder: bytes) -> list[str]:
    """What the outputs of the network stand for, in their order; the blank of CTC, the last one, is not among them."""
    names = [line.split(" ")[0] for line in unicharset.decode("utf-8").split("\n")[1:]]
    names[0] = " "
    read, found = Bytes(recoder), dict[int, str]()
    for number in range(read.number("I")):
        read.number("b")
        codes = read.array("<i4", read.number("I"))
        found.setdefault(int(codes[0]), names[number])
    return [found[code] for code in range(max(found))]


class Network(nn.Module):
    """Lines, an edge of one pixel around each, and what cleaning took away from them → logarithms of shares.

    Shapes: N × 2 × (rows + 2) × (width + 2) → (width // 3) × N × signs. In the first of the two paper is 1 and ink -1, in the second what
    is gone is above 0. Tesseract's network knows the first alone: from the second nothing is heard to begin with, nor from features of
    columns that it lacks.
    """

    def __init__(self, weights: Sequence[NDArray[np.float64]]) -> None:
        super().__init__()
        conv, *gates, out = weights
        self.conv, self.gone = nn.Conv2d(1, len(conv), 3), nn.Conv2d(1, GONE, 3)
        heard = [_wider(np.insert(gate, [len(conv)] * GONE, 0.0, axis=1)) for gate in gates[:4]]
        gates = [*heard, *(np.insert(gate, [len(gates[0])] * MORE, 0.0, axis=1) for gate in gates[4:8]), *gates[8:]]
        self.lstms = nn.ModuleList(nn.LSTM(w.shape[1] - 1 - len(w), len(w)) for w in gates[::4])
        self.out = nn.Linear(out.shape[1] - 1, len(out))
        with torch.no_grad():
            # Tesseract's windows go column by column
            self.conv.weight.copy_(torch.tensor(conv[:, :9]).reshape(-1, 3, 3).transpose(1, 2).unsqueeze(1))
            self.conv.bias.copy_(torch.tensor(conv[:, 9]))
            self.out.weight.copy_(torch.tensor(out[:, :-1]))
            self.out.bias.copy_(torch.tensor(out[:, -1]))
            for number, lstm in enumerate(self.lstms):
                new, enter, keep, show = (torch.tensor(gate) for gate in gates[4 * number : 4 * number + 4])
                all_gates, inputs = torch.cat([enter, keep, new, show]), lstm.input_size
                lstm.weight_ih_l0.copy_(all_gates[:, :inputs])
                lstm.weight_hh_l0.copy_(all_gates[:, inputs:-1])
                lstm.bias_ih_l0.copy_(all_gates[:, -1])
                lstm.bias_hh_l0.zero_()
                lstm.bias_hh_l0.requires_grad_(False)

    def forward(self, lines: Tensor, steps: Tensor | None = None) -> Tensor:
        """`steps`: how many of each line are its own; all of them when it is not told."""
        features = torch.cat([self.conv(lines[:, :1]), self.gone(lines[:, 1:])], 1)
        seen = torch.tanh(functional.max_pool2d(features, 3))
        down, along, back, again = self.lstms
        columns = down(seen.permute(2, 0, 3, 1).reshape(seen.shape[2], -1, seen.shape[1]))[0][-1]
        ahead = along(columns.reshape(lines.shape[0], -1, columns.shape[1]).transpose(0, 1))[0]
        told = torch.flip(back(torch.flip(ahead, [0]))[0], [0]) if steps is None else _back(back, ahead, steps)
        return self.out(again(told)[0]).log_softmax(-1)


def _wider(gate: NDArray[np.float64]) -> NDArray[np.float64]:
    """With rows of small weights for more features, of which those that were there hear nothing; the bias stays the last column."""
    gate = np.insert(gate, [gate.shape[1] - 1] * MORE, 0.0, axis=1)
    return np.concatenate([gate, np.random.default_rng(len(gate)).uniform(-0.1, 0.1, (MORE, gate.shape[1]))])


def _begin(network: Network, kept: Mapping[str, Tensor]) -> None:
    """With the weights of another training, which may have had fewer features of columns."""
    for name, own in network.state_dict().items():
        gates = 4 if name.startswith("lstms") else 1
        parts = kept[name].reshape(gates, -1, *own.shape[1:-1], kept[name].shape[-1]) if own.dim() > 1 else kept[name].reshape(gates, -1)
        own.reshape(gates, -1, *own.shape[1:])[tuple(slice(count) for count in parts.shape)] = parts


def _lean_back(network: Network, earlier: Network, share: float) -> None:
    """The mean of these weights, which have this share, and those of an earlier training (Wortsman et al. 2022, WiSE-FT)."""
    before = earlier.state_dict()
    for name, own in network.state_dict().items():
        own.mul_(share).add_(before[name], alpha=1 - share)


def _back(lstm: nn.Module, ahead: Tensor, steps: Tensor) -> Tensor:
    """From the end of each line to its beginning."""
    order = torch.arange(len(ahead)).unsqueeze(1).expand(ahead.shape[:2])
    turned = torch.where(order < steps, steps - 1 - order, order).unsqueeze(2).expand(ahead.shape)
    return lstm(ahead.gather(0, turned))[0].gather(0, turned)


def scaled(both: Grey, rows: int) -> NDArray[np.float32]:
    """As ocr.line_network does it."""
    factor = rows / both.shape[0]
    way, window, share = (cv2.INTER_AREA, 3, 0.2) if factor < 0.7 else (cv2.INTER_LINEAR, 5, 0.4)
    lines = cv2.resize(both, (max(round(both.shape[1] * factor), 9), rows), interpolation=way)
    blurred = cv2.blur(lines, (window, window)).astype(np.float32)
    sharp: NDArray[np.float32] = np.clip(lines + share * (lines.astype(np.float32) - blurred), 0, 255)
    return sharp


def normal(both: NDArray[np.float32]) -> NDArray[np.float32]:
    """As ocr.line_network does it: 2 × rows × columns."""
    line, uncleaned = both[..., 0], both[..., 1]
    row = line[line.shape[0] // 2]
    before, here, behind = row[:-2], row[1:-1], row[2:]
    dark = here[((here < before) & (here <= behind)) | ((here <= before) & (here < behind))]
    pale = here[((here > before) & (here >= behind)) | ((here >= before) & (here > behind))]
    black, white = np.percentile(dark, 25) if len(dark) else 0.0, np.percentile(pale, 75) if len(pale) else 255.0
    black = min(black, white - 0.75 * (white - np.percentile(line, 2)))
    half = (white - black) / 2 if white > black else 1.0
    return np.stack([np.clip((line - black) / half - 1, -1, 1), np.clip((line - uncleaned) / half, -2, 2)]).astype(np.float32)


def worn(crop: Grey, draw: random.Random) -> Grey:
    """Cleaned and uncleaned line (rows × columns × 2) a little otherwise each time: blurred, coarse, noisy, thick, pale, wide, aslant."""
    height, width = crop.shape[:2]
    if draw.random() < 0.3:
        crop = cv2.GaussianBlur(crop, (0, 0), draw.uniform(0.3, 0.8))
    if draw.random() < 0.3:
        factor = draw.uniform(0.65, 0.95)
        small = cv2.resize(crop, (max(round(width * factor), 8), max(round(height * factor), 8)), interpolation=cv2.INTER_AREA)
        crop = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    if draw.random() < 0.3:
        crop = np.clip(crop + np.random.normal(0, draw.uniform(2, 12), (height, width, 1)), 0, 255).astype(np.uint8)
    if draw.random() < 0.15:
        crop = draw.choice((cv2.erode, cv2.dilate))(crop, np.ones(draw.choice(((2, 2), (1, 2), (2, 1))), np.uint8))
    if draw.random() < 0.3:
        crop = (255 - np.clip((255.0 - crop) * draw.uniform(0.5, 1.3), 0, 255)).astype(np.uint8)
    if draw.random() < 0.3:
        crop = cv2.resize(crop, None, fx=draw.uniform(0.85, 1.15), fy=1)
    if draw.random() < 0.2:
        slanted = np.float32([[1, draw.uniform(-0.12, 0.12), 0], [draw.uniform(-0.006, 0.006), 1, 0]])
        crop = cv2.warpAffine(crop, slanted, crop.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)
    return crop


def cut(crop: Grey, draw: random.Random) -> Grey:
    """With more or less white above and below."""
    if draw.random() < 0.6:
        return crop[draw.randrange(3) : len(crop) - draw.randrange(3)]
    line = np.ascontiguousarray(crop[..., 0])
    darkness, _ = cv2.threshold(line, 0, 1, cv2.THRESH_OTSU)
    inked = np.flatnonzero((line < darkness).any(axis=1))
    first, last = (int(inked[0]), int(inked[-1]) + 1) if len(inked) else (0, len(crop))
    first, last, least = first - draw.randrange(5), last + draw.randrange(5), draw.uniform(0.6, 0.9) * len(crop)
    more = max(round((least - last + first) / 2), 0)
    return crop[max(first - more, 0) : last + more]


@dataclass(frozen=True)
class Batch:
    """Lines of about one width."""

    lines: Tensor
    steps: Tensor
    texts: Sequence[str]

    @classmethod
    def of(cls, items: Sequence[Item]) -> "Batch":
        """Beside and around the lines is noise, as Tesseract has it, from which nothing was taken away."""
        widest, rows = max(line.shape[2] for line, _ in items), items[0][0].shape[1]
        lines = np.zeros((len(items), 2, rows + 2, widest + (-widest) % 3 + 2), np.float32)
        lines[:, 0] = np.random.uniform(-1, 1, lines[:, 0].shape)
        for number, (line, _) in enumerate(items):
            lines[number, :, 1:-1, 1 : line.shape[2] + 1] = line
        return cls(torch.tensor(lines), torch.tensor([line.shape[2] // 3 for line, _ in items]), [text for _, text in items])


def lines_in(folder: Path, signs: Sequence[str]) -> list[tuple[Grey, str]]:
    """Cleaned and uncleaned lines of which every sign is one that the network has: rows × columns × 2."""
    found = []
    for path in sorted(folder.glob("*.npz")):
        with np.load(path) as kept:
            known = [(at, str(text)) for at, text in enumerate(kept["texts"]) if set(text) <= set(signs)]
            found += [(np.ascontiguousarray(np.moveaxis(kept[f"cut{at}"], 0, 2)), text) for at, text in known]
    return found


def judged(network: Network, lines: Sequence[tuple[Grey, str]], signs: Sequence[str], rows: int) -> str:
    """How many words are read exactly, how many have the right letters and figures, and of these how many a wrong mark."""
    words = exact = letters = wrong = 0
    network.eval()
    for start in range(0, len(lines), BATCH):
        batch = Batch.of([(normal(scaled(crop, rows)), text) for crop, text in lines[start : start + BATCH]])
        with torch.no_grad():
            likely = network(batch.lines, batch.steps).argmax(-1)
        for number, text in enumerate(batch.texts):
            read, told = _decoded(likely[: int(batch.steps[number]), number].tolist(), signs).split(), text.split()
            words += len(told)
            for one, other in zip(read, told, strict=True) if len(read) == len(told) else ():
                exact += one == other
                letters += _bare(one) == _bare(other)
                wrong += _bare(one) == _bare(other) and one.strip(AROUND) != other.strip(AROUND)
    network.train()
    share = 100 * wrong / max(letters, 1)
    return f"{exact} of {words} words read exactly, {letters} with the right letters, of these {share:.2f} % with a wrong mark"


def _decoded(likely: Sequence[int], signs: Sequence[str]) -> str:
    return "".join(signs[now] for before, now in zip([-1, *likely], likely, strict=False) if now != before and now < len(signs))


def _bare(text: str) -> str:
    parted = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(sign for sign in parted if sign.isalnum())


def train(rank: int, chosen: argparse.Namespace, meeting: str) -> None:
    """One of the processes: its own lines, the mean of all gradients."""
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    distributed.init_process_group("gloo", init_method=f"file://{meeting}", world_size=PROCESSES, rank=rank)
    parts = parts_of(chosen.tesseract)
    signs = signs_of(parts[UNICHARSET], parts[RECODER])
    network = Network(list(weights_of(Bytes(parts[LSTM]))))
    if chosen.start:
        _begin(network, torch.load(chosen.start))
    judging = random.Random(3).sample(lines := lines_in(chosen.judging, signs), min(len(lines), 600)) if rank == 0 else []
    draw, learning = random.Random(rank), [each for each in network.parameters() if each.requires_grad]
    optimiser = torch.optim.Adam(learning, lr=chosen.rate, betas=(0.9, 0.98))
    loss_of = nn.CTCLoss(blank=len(signs), zero_infinity=True, reduction="none")
    index, lines = {sign: number for number, sign in enumerate(signs)}, lines_in(chosen.lines, signs)
    began = reported = time.monotonic()
    for taken, batch in enumerate(batches(lines, draw, chosen.rows, Batch.of)):
        share = torch.tensor((time.monotonic() - began) / 60 / chosen.minutes)
        distributed.broadcast(share, 0)
        if share > 1:
            break
        rate = max((1 + np.cos(np.pi * float(share))) / 2, SMALLEST_RATE) * min((taken + 1) / WARM_STEPS, 1)
        optimiser.param_groups[0]["lr"] = chosen.rate * rate
        counts = torch.tensor([len(text) for text in batch.texts])
        targets = torch.tensor([index[sign] for text in batch.texts for sign in text])
        with torch.autocast("cpu", torch.bfloat16):
            likely = network(batch.lines, batch.steps)
        loss = (loss_of(likely.float(), targets, batch.steps, counts) / counts).mean()
        optimiser.zero_grad()
        loss.backward()
        share_gradients(learning)
        optimiser.step()
        if rank == 0 and time.monotonic() - reported > REPORT_S:
            reported = time.monotonic()
            print(f"{float(share):.0%}, loss {float(loss):.3f}: {judged(network, judging, signs, chosen.rows)}", flush=True)
    if rank == 0:
        if chosen.beside:
            earlier = Network(list(weights_of(Bytes(parts[LSTM]))))
            _begin(earlier, torch.load(chosen.beside))
            _lean_back(network, earlier, chosen.share)
        print(judged(network, judging, signs, chosen.rows))
        _write(network, signs, chosen)


def batches(
    lines: Sequence[tuple[Grey, Told]],
    draw: random.Random,
    rows: int,
    together: Callable[[Sequence[tuple[NDArray[np.float32], Told]]], Made],
) -> Iterator[Made]:
    """Without end; batches of one turn have about the same widths in all processes, so that none waits for another."""
    chunk = 0
    while True:
        order = draw.sample(range(len(lines)), len(lines))
        for start in range(0, len(order) - CHUNK, CHUNK):
            drawn = sorted((lines[at] for at in order[start : start + CHUNK]), key=lambda line: line[0].shape[1])
            items = [(normal(scaled(cut(worn(crop, draw), draw), rows)), told) for crop, told in drawn]
            starts = list(range(0, CHUNK, BATCH))
            random.Random(chunk).shuffle(starts)
            chunk += 1
            yield from (together(items[at : at + BATCH]) for at in starts)


def share_gradients(learning: Sequence[nn.Parameter]) -> None:
    """Give all processes the mean of their gradients, none too long."""
    gradients = torch.cat([each.grad.contiguous().flatten() for each in learning if each.grad is not None])
    distributed.all_reduce(gradients)
    for each, own in zip(learning, gradients.split([each.numel() for each in learning]), strict=True):
        each.grad = own.view(each.shape) / PROCESSES
    nn.utils.clip_grad_norm_(learning, 2.0)


def _write(network: Network, signs: Sequence[str], chosen: argparse.Namespace) -> None:
    out: Path = chosen.out
    out.mkdir(parents=True, exist_ok=True)
    torch.save(network.state_dict(), out.with_suffix(".pt"))
    (out / "signs.txt").write_text("\n".join(signs) + "\n", "utf-8")
    windows = {"conv": network.conv, "gone": network.gone}
    kept = {name: _layer(each.weight.flatten(1), each.bias) for name, each in windows.items()}
    kept["out"] = _layer(network.out.weight, network.out.bias)
    for number, lstm in enumerate(network.lstms):
        kept[f"lstm{number}"] = _layer(torch.cat([lstm.weight_ih_l0, lstm.weight_hh_l0], 1), lstm.bias_ih_l0 + lstm.bias_hh_l0)
    np.savez(out / "weights.npz", **kept)


def _layer(weights: Tensor, bias: Tensor) -> NDArray[np.float32]:
    """Inputs and a bias × outputs."""
    return np.ascontiguousarray(torch.cat([weights, bias.unsqueeze(1)], 1).detach().numpy().T)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lines", type=Path)
    parser.add_argument("judging", type=Path)
    parser.add_argument("tesseract", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--rows", type=int, default=72)
    parser.add_argument("--minutes", type=float, default=50.0)
    parser.add_argument("--rate", type=float, default=0.0015)
    parser.add_argument("--start", type=Path)
    parser.add_argument("--beside", type=Path)
    parser.add_argument("--share", type=float, default=0.4)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        multiprocessing.spawn(train, (chosen, f"{folder}/meeting"), nprocs=PROCESSES)
    return 0


if __name__ == "__main__":
    sys.exit(main())
