"""Owns products of matrices that are the same, bit for bit, whatever processor and however many threads compute them.

A BLAS library adds products in an order of its own for each kind of processor and each number of threads, and each
order rounds differently. t-SNE makes another layout of the smallest difference. So numbers are first rounded to whole
multiples of a power of two, so few bits long that no sum of their products needs rounding: then no order matters.
Double precision holds whole numbers up to 2^53 exactly.

Eigenvectors cannot be exact. Different processors agree on them to about 1e-13, and they are rounded to far coarser
steps. Of 27,000 pictures of cifar10, the chance that a rounding of any of 245,760 numbers falls to the other side was
1 in 20,000.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

#: Bits that a double-precision number holds exactly.
_EXACT = 53
#: Rows of which so many products are summed exactly. The sums of such blocks are added one after another.
BLOCK = 8192
#: Rows that are multiplied by axes at once: so many lie in the processor's cache.
PART = 1024
#: Bits behind the point of an axis' entries, which are at most 1. With more bits axes are finer, and the chance is
#: greater that two processors round one differently.
AXIS_BITS = 18
#: Axes whose variance is below this share of the largest are rounding noise, and no two processors agree on them. They
#: are zero.
SMALLEST = 1e-10


def covariance(rows: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the sums of the products of each two columns of ``rows``, ``(n, d)``: ``f8 (d, d)``.

    The rows are rounded to about 20 bits.
    """
    total: NDArray[np.float64] = np.zeros((rows.shape[1], rows.shape[1]))
    step = _step(float(np.abs(rows).max(initial=0)), (_EXACT - _bits(BLOCK)) // 2)
    for at in range(0, len(rows), BLOCK):
        block = np.rint(np.multiply(rows[at : at + BLOCK], 1 / step, dtype=np.float64))
        total += block.T @ block
    return total * step**2


def strongest(matrix: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Return the eigenvectors of the largest eigenvalues of a symmetric ``matrix``, ``f8 (d, d)``, strongest first.

    Returns
    -------
    f8 (d, count)
        One a column, :func:`rounded`.
    """
    values, vectors = np.linalg.eigh(matrix)
    return rounded(vectors[:, ::-1][:, :count], values[::-1][:count])


def rounded(axes: NDArray[np.float64], variances: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """Return unit vectors, one a column, rounded, with a sign such that each one's largest entry is positive.

    Those of next to no variance (:data:`SMALLEST`) are zero; ``variances``, ``f8 (e,)``, has the largest first.
    """
    if variances is not None:
        axes = np.where(variances > SMALLEST * max(variances[0], 0), axes, 0)
    coarse: NDArray[np.float64] = np.rint(axes * 2**AXIS_BITS) / 2**AXIS_BITS
    largest = coarse[np.abs(coarse).argmax(axis=0), np.arange(coarse.shape[1])]
    coarse *= np.where(largest < 0, -1, 1)
    # No zero keeps a sign.
    coarse += 0.0
    return coarse


def projected(rows: NDArray[np.floating], axes: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return ``rows @ axes``, where ``rows`` are ``(m, d)`` and ``axes``, ``(d, e)``, are :func:`rounded`.

    A row's numbers depend on no other row.
    """
    width = rows.shape[1]
    # A sum of products is at most the product of the lengths: of an axis about 1, of a row its largest entry times the
    # root of d.
    bits = _EXACT - 2 - AXIS_BITS - (_bits(width) + 1) // 2
    whole = np.rint(axes * 2**AXIS_BITS).astype(np.float64, copy=False)
    result = np.empty((len(rows), axes.shape[1]))
    for at in range(0, len(rows), PART):
        block = rows[at : at + PART]
        step = _steps(np.maximum(block.max(axis=1), -block.min(axis=1)), bits)[:, None]
        multiples = np.multiply(block, 1 / step, dtype=np.float64)
        np.matmul(np.rint(multiples, out=multiples), whole, out=result[at : at + PART])
        result[at : at + PART] *= step / 2**AXIS_BITS
    return result


def _bits(number: int) -> int:
    """The bits of ``number`` less one: 2 to the power of the result is at least ``number``."""
    return max(number - 1, 0).bit_length()


def _step(largest: float, bits: int) -> float:
    return float(_steps(np.array([largest]), bits)[0])


def _steps(largest: NDArray[np.floating], bits: int) -> NDArray[np.float64]:
    """Return powers of two of which each number up to ``largest`` is at most 2^bits multiples."""
    # So small a number that it has no such step has no weight in a sum either.
    exponents = np.maximum(np.frexp(largest)[1] - bits, -500)
    steps: NDArray[np.float64] = np.ldexp(1.0, exponents)
    return steps
