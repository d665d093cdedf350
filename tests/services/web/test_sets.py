"""What is said of a set of rows: the share of their nearest in truth that is in it, from the table beside the map."""

import numpy as np
import pytest

from services.library import bitmap
from services.web.guard import HEADER
from tests.services.web.conftest import FILES, short

OURS = {HEADER: "1"}
N = len(FILES)


def ask(client, info, chosen, headers=OURS):
    return client.post(f"/together/{info.id}", data=bitmap.packed(np.array(chosen, bool)), headers=headers)


@pytest.fixture
def table(library, info):
    """Rows 0, 1, 2 are each other's nearest, and 3, 4, 5."""
    rows = np.array([[1, 2], [0, 2], [0, 1], [4, 5], [3, 5], [3, -1]], np.int32)
    library.beside.put(info.id, "neighbours", {"rows": rows}, {"edition": 1})


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(
    ("chosen", "share"),
    [([1, 1, 1, 0, 0, 0], 1.0), ([1, 1, 0, 1, 0, 0], 0.3333), ([1, 0, 0, 0, 0, 0], 0.0), ([0] * N, None)],
)
def test_the_share_of_the_nearest_that_is_in_the_set(client, info, chosen, share):
    answer = ask(client, info, chosen)
    assert (answer.status_code, answer.json) == (200, {"share": share, "neighbours": 2, "estimate": False})


def test_before_the_table_is_made_it_is_not_known(client, info):
    assert ask(client, info, [1] * N).json == {"share": None, "neighbours": 0, "estimate": False}


@pytest.mark.usefixtures("table")
def test_only_our_own_page_asks_and_with_a_bit_a_row(client, info):
    assert short(ask(client, info, [1] * N, headers={}), 400)
    assert short(ask(client, info, [1] * 9), 400)
    assert short(client.post(f"/together/{'0' * 16}", data=b"", headers=OURS), 404)
