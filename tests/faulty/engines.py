"""Recognition engines that crash, hang, lie and tell: named to the pool as `tests.faulty.engines:<factory>`, through the official door.

Most of them misbehave on small pages alone, so that the page after shows whether the pool goes on.
"""

import ctypes
import itertools
import os
import time
from pathlib import Path

import cv2
import numpy as np

from ocr.engines.contract import CropText, Orientation, Word
from ocr.engines.null import NullEngine
from station.domain.errors import StationError
from station.domain.geometry import Box

SMALL_PX = 400


class _OnSmallPages(NullEngine):
    def read_page(self, image, *, sparse=False):
        if image.shape[1] < SMALL_PX:
            self.misbehave()
        return []

    def misbehave(self):
        raise NotImplementedError


class Crashing(_OnSmallPages):
    """Dies without a word, as a native library does on a broken image."""

    def misbehave(self):
        os._exit(139)


class Hanging(_OnSmallPages):
    """Waits for what never comes."""

    def misbehave(self):
        time.sleep(3600)


class Spinning(_OnSmallPages):
    """Never done, in native code that lets no other thread of Python in."""

    def misbehave(self):
        sum(itertools.repeat(0, 10**15))


class Raising(_OnSmallPages):
    """Breaks its contract: raises what no engine may raise."""

    def misbehave(self):
        raise ValueError("Nguyễn Văn A, 099216435286")


class Greedy(_OnSmallPages):
    def misbehave(self):
        np.ones((200_000, 200_000), np.uint8).sum()


class Failing(_OnSmallPages):
    def misbehave(self):
        raise StationError("reading.engine-failed", engine="faulty", reason="status 7")


class Telling(NullEngine):
    """Says in what surroundings it works."""

    def read_page(self, image, *, sparse=False):
        (blas,) = Path(np.__file__).parents[1].glob("numpy.libs/*openblas*")
        matrices = ctypes.CDLL(str(blas)).scipy_openblas_get_num_threads64_()
        threads = f"threads {os.environ.get('OMP_THREAD_LIMIT')} opencv {cv2.getNumThreads()} numpy {matrices}"
        surroundings = f"{threads} process {os.getpid()}"
        raise StationError("reading.engine-failed", engine="telling", reason=surroundings)


class Lying(NullEngine):
    """Words off the page, of no size, without text, surer than sure, with control signs; every crop says something else."""

    def read_page(self, image, *, sparse=False):
        height, width = image.shape
        return [
            Word("Số", Box(-50, -50, 10, 10), 7.0, 0),
            Word("đăng\x00ký:", Box(0, 0, width * 9, height * 9), float("nan"), -4),
            Word("", Box(10, 10, 10, 10), 0.5, 0),
            Word("12/2018", Box(width + 10, 10, 0, -5), -1.0, 10**9),
            Word("Tên thuyền:", Box(40, 60, 150, 20), float("inf"), 1),
            Word("\ud800\x1b[2J", Box(200, 60, 90, 20), 0.9, 1),
        ]

    def read_crops(self, images, alphabet):
        return [CropText("\x00\ufffd'; DROP TABLE entry; --", 42.0) for _ in images]

    def orientation(self, image):
        return Orientation(90, 99.0)


class Miscounting(NullEngine):
    """Sees a label at the left end of the darkest line, and returns fewer texts than crops."""

    def read_page(self, image, *, sparse=False):
        row = int(np.argmin(image.mean(axis=1)))
        far = Word("rìa", Box(image.shape[1] - 60, (row + 300) % image.shape[0], 40, 20), 0.9, 1)
        return [Word("Tên thuyền:", Box(0, max(row - 10, 0), 60, 20), 0.9, 0), far]

    def read_crops(self, images, alphabet):
        return [CropText("một", 0.9)] * (len(images) - 1)


def crashing():
    return Crashing()


def hanging():
    return Hanging()


def spinning():
    return Spinning()


def raising():
    return Raising()


def greedy():
    return Greedy()


def failing():
    return Failing()


def telling():
    return Telling()


def lying():
    return Lying()


def missing():
    raise StationError("reading.engine-missing", engine="faulty")
