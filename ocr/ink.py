"""Ink on a page: which pixels are dark, how large the writing is. Masks are uint8 images, 255 where there is ink."""

from typing import Final

import cv2
import numpy as np

from ocr.engines.contract import GreyImage

_DARKEST_THRESHOLD: Final = 110
_LIGHTEST_THRESHOLD: Final = 205
"""Otsu's threshold is held between these: on an empty page it would cut through the paper's own grain."""
_SMALLEST_LETTER_PX: Final = 5
_LEAST_OF_TOLD: Final = 0.6
_LARGEST_LETTER_SHARE: Final = 0.04
"""A component higher than this share of the page is no body text."""
_SOLID: Final = 0.6
"""Share of its box that a dot fills; a round one fills 0.79, an x or an o at most half."""
_LOWER_PEAK: Final = 0.52
"""A letter x has at least this share of the height of a capital with its marks."""
_PEAK_SHARE: Final = 0.35


def ink_of(page: GreyImage) -> GreyImage:
    """The mask of dark pixels, by Otsu's threshold (1979) on a page whose background is white already."""
    # Every second pixel is enough for a histogram.
    threshold, _ = cv2.threshold(np.ascontiguousarray(page[::2, ::2]), 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    held = min(max(threshold, _DARKEST_THRESHOLD), _LIGHTEST_THRESHOLD)
    return cv2.threshold(page, held, 255, cv2.THRESH_BINARY_INV)[1].astype(np.uint8, copy=False)


def x_height(ink: GreyImage, about: float | None = None) -> float | None:
    """Height in pixels of a lower-case x of the body text; None when there is too little ink to tell.

    `about`: what a smaller copy told, in the pixels of this one; the grain of a patterned ground is smaller than letters can be then.

    The histogram of component heights, each weighted by its square root so that specks do not win, has a peak for x-high letters and one
    for capitals and letters with marks; the lower of the two is meant. Solid square blobs are left out: the leader dots of one form
    outnumber its letters.
    """
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    heights, widths, areas = stats[1:, cv2.CC_STAT_HEIGHT], stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_AREA]
    limit = max(ink.shape[0] * _LARGEST_LETTER_SHARE, 4 * _SMALLEST_LETTER_PX)
    least = max(_SMALLEST_LETTER_PX, _LEAST_OF_TOLD * (about or 0.0))
    of_size = (heights >= least) & (heights <= limit) & (widths <= 3 * heights) & (heights <= 4 * widths)
    solid = (areas >= _SOLID * widths * heights) & (widths <= 1.7 * heights) & (heights <= 1.7 * widths)
    letters = heights[of_size & ~solid]
    if len(letters) < 20:
        return None
    counts = np.bincount(letters).astype(np.float64)
    weighted = counts * np.sqrt(np.arange(len(counts)))
    # Neighbouring heights are the same size of type cut differently by the pixel grid.
    smooth = np.convolve(weighted, [0.5, 1.0, 0.5], mode="same")
    highest = int(np.argmax(smooth))
    peaks = [
        height
        for height in range(round(_LOWER_PEAK * highest), highest + 1)
        if smooth[height] == smooth[height - 1 : height + 2].max() and smooth[height] >= _PEAK_SHARE * smooth[highest]
    ]
    return float(peaks[0])


def ink_share(ink: GreyImage) -> float:
    """Share of pixels with ink, 0..1; 0 for an empty mask."""
    return float(np.count_nonzero(ink)) / ink.size if ink.size else 0.0
