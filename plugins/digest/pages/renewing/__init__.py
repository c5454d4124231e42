"""What makes a build fast: what is remembered of the last one, and only what changed written."""
