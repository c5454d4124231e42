"""The news digest: raw articles in (`intake`), pages out (`pages`), the site online (`delivery`).

The three wings never import each other; they meet in files. What all of them need
to know about articles, tags and sources stands in the modules beside this one.
"""

import os

# NumPy's products here are many and small: on several threads they take twenty times as long,
# for the threads wait for each other. It must stand before NumPy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
