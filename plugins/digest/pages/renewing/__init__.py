"""What makes a build fast: all cores, what is remembered of the last build, and only what
changed written. Nothing else in `pages` knows of it."""
