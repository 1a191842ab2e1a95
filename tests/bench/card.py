"""What reading a card costs the station: python -m tests.bench.card [--rounds N] [--pace-ms N]

For each kind of card: the station's own time for a whole reading (all of it less what the simulated chip takes; bar 150 ms), and its
commands beside the fewest that could do it with this chip's buffers (bar: within 10 %). Peer in the same run: multiplication of a curve's
points in Python, which PACE would else need. --pace-ms lets the chip take its time.
"""

import argparse
import statistics
import time
from dataclasses import dataclass, replace

from station.domain.identification import Access, CardReading, Question
from station.idcard import apdu
from station.idcard.curves import BY_PARAMETER_ID, Curve, Point, Scalar, add
from station.idcard.session import read_card
from station.idcard.simulator import SimulatedReader, practice_card, practice_trust
from station.idcard.simulator.access import Way
from station.idcard.simulator.chip import SimulatedChip
from station.idcard.simulator.interference import Slow
from station.idcard.simulator.making import Make, make
from station.idcard.suites import AES_128, AES_192, AES_256, TDES, Suite

BAR_MS, BAR_COMMANDS = 150.0, 1.10


@dataclass(frozen=True)
class Kind:
    """One card of the bench."""

    name: str
    wanted: Make


def kinds() -> list[Kind]:
    """Four parameter sets and BAC, each with short answers, and one with long ones."""
    plain = practice_card("binh").wanted
    sets: list[tuple[str, Suite, Curve]] = [
        ("PACE AES-128 brainpoolP256r1", AES_128, BY_PARAMETER_ID[13]),
        ("PACE AES-192 brainpoolP384r1", AES_192, BY_PARAMETER_ID[16]),
        ("PACE AES-256 brainpoolP512r1", AES_256, BY_PARAMETER_ID[17]),
        ("PACE 3DES P-256", TDES, BY_PARAMETER_ID[12]),
    ]
    cards = [Kind(name, replace(plain, ways=(Way(suite, curve),), chip_key=(curve, suite, 1))) for name, suite, curve in sets]
    cards.append(Kind("PACE AES-128, answers of 2 kB", replace(plain, answer_size=2048)))
    cards.append(Kind("BAC 3DES, signing RSA chip", replace(plain, ways=(), chip_key=None, active="rsa", answer_size=1024)))
    return cards


def fewest(chip: SimulatedChip, reading: CardReading) -> int:
    """The least commands for what was proven: one a file and one for each further buffer, the steps of access and of the chip's proofs."""
    profile = chip.profile
    suite = profile.pace[0].suite if reading.access is Access.PACE else TDES
    block, size = suite.block, profile.answer_size
    # A protected answer: 87 LL 01, 99 02 SW, 8E 08 MAC; the padding is at least one byte.
    room = (size - (4 if size <= apdu.SHORT_LE else 5) - 14) // block * block - 1
    wanted = (0x011D, 0x011E, 0x0101, 0x0102, 0x010D, 0x010E, 0x010F)
    files = sum(-(-len(profile.files[one]) // room) for one in wanted if one in profile.files)
    access = 1 + 5 + 1 if reading.access is Access.PACE else 1 + 1 + 2
    announced = 1 if size > apdu.SHORT_LE else 0
    renewal = (1 if suite is TDES else 2) if profile.chip_key else 0
    # New keys are proven by the next command, whatever it is: the chip's signature where there is one.
    proof = 1 if profile.active_key or profile.chip_key else 0
    return access + announced + files + renewal + proof


def multiply_in_python(curve: Curve, scalar: int, point: Point) -> Point:
    """Double and add in affine coordinates: what the station does not do."""
    result: Point | None = None
    while scalar:
        if scalar & 1:
            result = point if result is None else add(curve, result, point)
        point = add(curve, point, point)
        scalar >>= 1
    assert result is not None
    return result


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--pace-ms", type=float, default=0.0)
    given = options.parse_args()
    print(f"{'card':<34}{'own ms':>8}{'worst':>8}{'CPU ms':>8}{'chip ms':>9}{'whole ms':>10}{'APDUs':>7}{'fewest':>8}{'ratio':>7}")
    for kind in kinds():
        wanted = replace(kind.wanted, interference=Slow(given.pace_ms / 1000)) if given.pace_ms else kind.wanted
        chip = SimulatedChip(make(wanted))
        reader, trust = SimulatedReader(chip), practice_trust()
        own, cpu, inside, whole = [], [], [], []
        for _ in range(given.rounds):
            before, cpu_before = chip.seconds, chip.cpu_seconds
            started, cpu_started = time.perf_counter(), time.process_time()
            reading = read_card(reader, wanted.person.mrz_key, trust)
            took = time.perf_counter() - started
            spent = chip.seconds - before + reading.apdus * given.pace_ms / 1000
            assert all(reading.verdicts[question].ok for question in Question)
            own.append((took - spent) * 1000)
            cpu.append((time.process_time() - cpu_started - (chip.cpu_seconds - cpu_before)) * 1000)
            inside.append(spent * 1000)
            whole.append(took * 1000)
        least = fewest(chip, reading)
        ratio = reading.apdus / least
        flag = "" if statistics.median(own) <= BAR_MS and ratio <= BAR_COMMANDS else "  over the bar"
        print(
            f"{kind.name:<34}{statistics.median(own):>8.0f}{max(own):>8.0f}{statistics.median(cpu):>8.0f}"
            f"{statistics.median(inside):>9.0f}{statistics.median(whole):>10.0f}"
            f"{reading.apdus:>7}{least:>8}{ratio:>7.2f}{flag}"
        )
    _multiplication()


def _multiplication() -> None:
    """The peer: one multiplication of a mapped generator."""
    print(f"\n{'multiplying any point':<34}{'station ms':>12}{'plain ms':>12}")
    for number in (12, 13, 16, 17):
        curve = BY_PARAMETER_ID[number]
        scalar, point = curve.n // 3, add(curve, curve.base, curve.base)
        print(f"{curve.name:<34}{_took(curve, scalar, point, library=True):>12.1f}{_took(curve, scalar, point, library=False):>12.1f}")


def _took(curve: Curve, scalar: int, point: Point, *, library: bool) -> float:
    taken = []
    for _ in range(5):
        started = time.perf_counter()
        if library:
            Scalar(curve, scalar).times(point)
        else:
            multiply_in_python(curve, scalar, point)
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
