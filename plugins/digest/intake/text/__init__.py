"""An article's text: found in its page or scrape, parted from what is none of it, repaired."""
