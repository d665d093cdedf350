"""Owns the ramp: the colours of what is a number, low to high, dark to light.

It is *inferno* of matplotlib, by Nathaniel Smith and Stefan van der Walt (2015, https://bids.github.io/colormap, given
to the public domain by CC0), made to be even to eyes and to stay in order for any of them. In the light it ends, and in
the dark it begins, where it would have less than 3 to 1 of contrast to the ground; tests/services/facts/made_ramp.py
cut it into steps that are evenly far apart in OKLab. Of matplotlib's four such tables, cut like this, it is the longest
for all eyes (.46 and more in OKLab, against .32 for viridis), and the farthest from the grey of what is not known.
"""

from __future__ import annotations

_LIGHT = (
    "#150b37 #170c3b #1a0c3f #1c0c43 #1f0c47 #220c4b #250c4f #280b53 #2b0b57 #2e0a5a #320a5d #350a60 "
    "#390963 #3d0965 #410a67 #440a69 #480b6a #4c0c6b #500d6c #540f6d #58106e #5c126e #60136e #64156e "
    "#68166e #6c186e #70196e #741a6e #781c6d #7b1d6d #801f6c #83206b #87216b #8b236a #8f2469 #932567 "
    "#962766 #9a2865 #9d2964 #a12b62 #a52c60 #a92e5f #ac2f5d #b0315b #b33359 #b73457 #ba3655 #bd3853 "
    "#c13a50 #c53c4e #c83f4c #cb4149 #ce4347 #d14644 #d54941 #d74b3f #da4f3c #dd5139 #e05436 #e25833 "
    "#e55b31 #e75f2d #e9622b #eb6628 "
)
_DARK = (
    "#bf3952 #c23b50 #c53d4e #c83f4c #cb4149 #ce4347 #d14545 #d44842 #d64a40 #d94d3d #db4f3b #de5239 "
    "#e05536 #e25833 #e55b31 #e75e2e #e9612b #eb6529 #ed6826 #ee6b23 #f06f21 #f1721e #f3751b #f47918 "
    "#f57c16 #f68013 #f78311 #f8870e #f98a0b #fa8e09 #fa9207 #fb9506 #fb9906 #fb9d06 #fca008 #fca40a "
    "#fca80d #fcac10 #fcaf13 #fcb317 #fbb61b #fbba1f #fbbd23 #fac127 #fac52c #f9c931 #f8cd36 #f8d03b "
    "#f7d440 #f6d746 #f5db4c #f4de51 #f3e258 #f3e55e #f2e966 #f1ec6c #f1ef74 #f2f17c #f2f482 #f4f78b "
    "#f5f991 #f7fb98 #fafd9f #fcffa4 "
)
#: The colour of each step in the light, and what the browser shows instead in the dark.
LIGHT, DARK = tuple(_LIGHT.split()), tuple(_DARK.split())


def steps(count: int) -> tuple[str, ...]:
    """So many of the light colours, at most all 64, evenly spaced from the first to the last; one is the middle."""
    last = len(LIGHT) - 1
    return tuple(LIGHT[round(at * last / (count - 1)) if count > 1 else last // 2] for at in range(count))
