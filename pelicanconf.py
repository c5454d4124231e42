"""Pelican's settings; each odd one with its reason."""

import os

# The site. Change these.
SITENAME = "The Digest"
SITESUBTITLE = "One day's news in many languages, each story with the others that tell it"
# Feeds, the sitemap and 404.html need the site's own address; all other links are
# relative, so that the pages work at any address. `invoke publish` finds the address of
# GitHub Pages by itself; a domain of your own is named here.
SITEURL = os.environ.get("SITE_URL") or "http://localhost:8000"
# The language of the front page, and of the interface where an article's has no words.
DEFAULT_LANG = "en"
TIMEZONE = "UTC"
# Articles on each page of a list.
DEFAULT_PAGINATION = 20

# Hidden files and copies, such as editors leave, are no content.
IGNORE_FILES = [".*", "*~", "#*#"]

# Where things are. Only these two folders are read, and no file of content/ is copied:
# raw files are never published.
PATH = "content"
ARTICLE_PATHS = ["articles"]
PAGE_PATHS = ["pages"]
STATIC_PATHS: list[str] = []
THEME = "theme"
OUTPUT_PATH = "output"

# Our plugin comes last, so that it plans pages from what others have made of the articles.
PLUGIN_PATHS = ["plugins"]
PLUGINS = ["digest.pages"]

# Files may be rewritten in the same second, and Pelican's cache ignores changed settings.
CACHE_CONTENT = False
LOAD_CONTENT_CACHE = False

# Templates of other plugins get the escaping that ours have.
JINJA_ENVIRONMENT = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}

# Titles, dates and categories come from the front matter and from nothing else.
FILENAME_METADATA = ""
USE_FOLDER_AS_CATEGORY = False
# Scraped text may hold {static}../raw/x: this expression matches nothing.
INTRASITE_LINK_REGEX = "(?P<what>(?!))"
# By default two articles with one slug become translations, and one leaves all lists.
ARTICLE_TRANSLATION_ID = None
PAGE_TRANSLATION_ID = None
# The reader says what is a draft, and drafts have no page.
WITH_FUTURE_DATES = True
DRAFT_SAVE_AS = DRAFT_LANG_SAVE_AS = DRAFT_PAGE_SAVE_AS = DRAFT_PAGE_LANG_SAVE_AS = ""

# Pelican's own lists and feeds are off: the plugin plans all pages (docs/architecture.md).
DIRECT_TEMPLATES: list[str] = []
TAG_SAVE_AS = CATEGORY_SAVE_AS = AUTHOR_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
TRANSLATION_FEED_ATOM = None
