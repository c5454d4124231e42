"""The news digest: raw articles in (`intake`), pages out (`pages`), the site online (`delivery`).

The three wings never import each other; they meet in files. What all of them need
to know about articles, tags and sources stands in the modules beside this one.
"""
