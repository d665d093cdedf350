"""The demo is offered to an empty library once, and is a job like any other."""

from services.jobs import demo
from services.sources.demo import NAME, folder, is_demo


class Started:
    def __init__(self, library):
        self.library = library

    def start(self, source, *, recipe, name):
        return self.library.jobs.add(source, recipe=recipe, name=name)


def test_an_empty_library_is_offered_the_demo_and_one_that_works_is_not(library):
    demo.offer(library, Started(library))
    (job,) = library.jobs.unfinished()
    assert (job.source, job.name) == (str(folder(library)), NAME)
    assert is_demo(library, job.source)
    demo.offer(library, Started(library))
    assert len(library.jobs.unfinished()) == 1


def test_a_library_with_a_map_is_not(library, built):
    built(3)
    demo.offer(library, Started(library))
    assert library.jobs.unfinished() == []


def test_it_can_be_asked_for(library):
    assert library.jobs.get(demo.start(library, Started(library))).name == NAME
