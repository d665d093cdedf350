"""What cannot be decoded says why, in words and as a code, in another process too."""

import pickle

from services.decoding.unreadable import TOO_MUCH_MEMORY, Unreadable
from services.schema import Reason


def test_it_survives_the_way_to_another_process():
    again = pickle.loads(pickle.dumps(Unreadable("words", Reason.KIND)))
    assert (str(again), again.code) == ("words", Reason.KIND)


def test_the_limit_of_memory_names_its_setting():
    assert "IMAGESCAPE_DECODE_MEMORY_MB" in TOO_MUCH_MEMORY
