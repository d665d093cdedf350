"""Every screen as a whole: nothing lies outside, over something else or is cut off, everybody can use it, and the
console is silent; and the comparer of boxes itself, on small pages that have one fault each.
"""

import itertools

import pytest

from tests.browser import screens
from tests.browser.hands import frames
from tests.browser.looks import LOOKS, misplaced, seen_as, unusable

#: A4 across, without its margins, at 96 pixels an inch: what is printed is laid out for it, and for no window.
PAPER = {"paper": (1047, 718)}
ALL = [
    (name, size, look)
    for name in screens.SCREENS
    for size in (PAPER if name == "print" else screens.SIZES)
    for look in LOOKS
]


def covering():
    """Each screen once, and each size in each look; sizes and looks take turns."""
    turns = list(itertools.product(LOOKS, screens.SIZES))
    names = [name for name in screens.SCREENS if name != "print"]
    taken = [(name, *reversed(turns[place % len(turns)])) for place, name in enumerate(names)]
    return [*taken, ("print", "paper", "light")]


FEW = covering()


@pytest.mark.parametrize(
    ("name", "size", "look"),
    [pytest.param(*one, marks=() if one in FEW else pytest.mark.long) for one in ALL],
)
def test_nothing_is_misplaced_and_everybody_can_use_it(visit, claims_server, claims, name, size, look):
    width, height = (screens.SIZES | PAPER)[size]
    # The few come from screen to screen as a user does; where all are tried each page is opened at its size.
    few = (name, size, look) in FEW
    first = screens.address(claims_server.url, name, claims[1]) if few else "about:blank"
    page = visit(first, width=width, height=height, wait=few, again=few)
    try:
        with seen_as(page, look):
            screens.go(page, claims_server.url, name, claims[1], there=few)
            assert misplaced(page) == []
            assert unusable(page) == []
    finally:
        page.unroute_all(behavior="wait")


@pytest.mark.parametrize(
    "name", ["set", *(pytest.param(name, marks=pytest.mark.long) for name in ("many", "filtered", "one"))]
)
def test_nothing_is_misplaced_at_any_width(visit, claims_server, claims, name):
    page = visit("about:blank", wait=False)
    screens.go(page, claims_server.url, name, claims[1])
    told = {}
    for width in range(360, 1640, 40):
        page.set_viewport_size({"width": width, "height": 700})
        frames(page, 4)
        told[width] = misplaced(page)
    assert {width: faults for width, faults in told.items() if faults} == {}


def test_the_few_pages_have_every_screen_size_and_look():
    assert {name for name, *_ in FEW} == set(screens.SCREENS)
    assert {(size, look) for _, size, look in FEW if size != "paper"} == set(itertools.product(screens.SIZES, LOOKS))
    assert len(FEW) == len(set(FEW)) == len(screens.SCREENS)


# The comparer

FINE = '<p style="width: 9rem">A short text</p><button style="display: block">A button</button>'
AT = "position: absolute; left: {}px; top: {}px"
WIDER, NARROW = "A text that is wider", "width: 60px; overflow: hidden; white-space: nowrap"
MODAL = '<dialog aria-label="x">{}</dialog><script>document.querySelector("dialog").showModal()</script>'
#: One fault each: what is on the page, and what is said of it.
FAULTS = {
    "overlap": (
        f'<p style="{AT.format(9, 150)}">One</p><p style="{AT.format(12, 153)}">Two</p>',
        ['<p> "One" and <p> "Two" lie over one another'],
    ),
    "a picture over a text": (
        f'<p style="{AT.format(9, 200)}">One</p><canvas height="90" style="{AT.format(0, 190)}"></canvas>',
        ['<p> "One" and <canvas> lie over one another'],
    ),
    "cut off": (
        f'<div id="box" style="{NARROW}"><span>{WIDER}</span></div>',
        [f'<span> "{WIDER}" is cut off by <div#box> "{WIDER}"'],
    ),
    "cut off at its right": (f'<p style="{NARROW}">{WIDER}</p>', [f'<p> "{WIDER}" is cut off at its right']),
    "an ellipsis without the whole": (
        f'<p style="{NARROW}; text-overflow: ellipsis">{WIDER}</p>',
        [f'<p> "{WIDER}" is cut off, and nothing tells the whole'],
    ),
    "outside": (f'<p style="{AT.format(-30, 150)}">One</p>', ['<p> "One" lies outside of the window']),
    "hidden away": (
        '<div style="height: 40px; overflow: hidden"><div style="height: 50px"></div><p id="low">One</p></div>',
        ['<p#low> "One" cannot be seen: <div> "One" cuts it off'],
    ),
    "in a modal": (
        MODAL.format('<p>One</p><p style="margin-top: -1.6em">Two</p>'),
        ['<p> "One" and <p> "Two" lie over one another'],
    ),
}
#: What is no fault.
RIGHT = {
    "plain": FINE,
    "side by side": '<span style="display: inline-block">One</span><span style="display: inline-block">Two</span>',
    "an ellipsis with the whole": f'<p title="{WIDER}" style="{NARROW}; text-overflow: ellipsis">{WIDER}</p>',
    "a scroller": '<div style="height: 40px; overflow: auto"><p>One</p><p>Two</p><p>Three</p><p>Four</p></div>',
    "not shown": f'<p style="{AT.format(-90, 9)}; visibility: hidden">One</p><p hidden>Two</p>',
    "below a modal": f'<p style="{AT.format(9, 9)}">One</p><p style="{AT.format(9, 9)}">Two</p>'
    + MODAL.format("Three"),
    "an icon in a button": (
        '<button><span class="icon" style="display: inline-block; width: 1em; height: 1em"></span>Go</button>'
    ),
}


def shown(visit, html):
    page = visit("about:blank", width=400, height=300, wait=False)
    page.set_content(f'<!doctype html><html lang="en"><title>x</title><body>{html}</body></html>')
    return page


@pytest.mark.parametrize("fault", FAULTS)
def test_the_comparer_finds_each_fault(visit, fault):
    html, told = FAULTS[fault]
    assert misplaced(shown(visit, FINE + html if fault != "in a modal" else html)) == told


@pytest.mark.parametrize("right", RIGHT)
def test_the_comparer_finds_no_fault_where_there_is_none(visit, right):
    assert misplaced(shown(visit, RIGHT[right])) == []


def test_axe_finds_what_nobody_can_use(visit):
    page = shown(visit, '<main><h1>x</h1><button></button><p style="color: #aaa; background: #fff">Pale</p></main>')
    assert sorted(found.partition(":")[0] for found in unusable(page)) == ["button-name", "color-contrast"]
