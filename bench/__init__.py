"""Measurements of size and speed, as ratios within one run: `make bench`, `python -m bench`.

Nothing of the product and none of its tests imports it: a measurement beside other work says
nothing.
"""

import sys

if "pytest" in sys.modules:
    raise ImportError("bench is run by itself (make bench), never by tests")
