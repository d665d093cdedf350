"""What a dispatch needs of a connection: Dask's has it."""

import inspect

from services.embedding.remote import connection, link


def test_the_connection_of_dask_has_what_a_dispatch_asks_for():
    for name in ("threads", "submit"):
        wanted = inspect.signature(getattr(connection.Link, name)).parameters
        assert list(inspect.signature(getattr(link.Link, name)).parameters) == list(wanted)


def test_a_death_and_a_loss_are_two_things():
    assert not issubclass(connection.Died, connection.Lost)
    assert not issubclass(connection.Lost, connection.Died)
