"""What templates get: small, finished, immutable values.

A page is an address, a template and exactly the data that template needs; rendering it
is a pure function of the page and of what all pages share (`Site`). Addresses begin with
a slash and are relative to the site's root; `addresses.href` turns them into links.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Link:
    """A link. `language` is that of its text, where it may differ from the page's."""

    text: str
    address: str
    language: str = ""
    count: int = 0
    current: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Card:
    """An article as lists and feeds show it.

    `note` is the curator's comment and `summary` plain text, both possibly empty and both
    in the article's language. `also_in` are articles of other publications, by their
    names, that have nearly the same text. `story` is there where the article stands for its
    story in a list.
    """

    address: str
    title: str
    language: str
    date: datetime
    source: Link
    tags: tuple[Link, ...]
    summary: str
    note: str
    also_in: tuple[Link, ...] = ()
    story: InStory | None = None


@dataclass(frozen=True, slots=True, eq=False)
class InStory:
    """The story that an article belongs to: its headline and page, and `extent`, how much it
    has, in the page's language. `others` are the reports that a list shows below the article."""

    link: Link
    extent: str
    others: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True)
class Related:
    """A related article with the reason to follow it, in the page's language."""

    card: Card
    reason: str


@dataclass(frozen=True, slots=True)
class Day:
    """The articles of one day, newest first (in a story, earliest first)."""

    date: date
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Pager:
    """Where a page stands in a list of several; empty addresses at the ends."""

    number: int
    total: int
    newer: str = ""
    older: str = ""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A list's feed, with its addresses in both formats; `json` is empty where there is no such."""

    title: str
    atom: str
    json: str


@dataclass(frozen=True, slots=True)
class Page:
    """What every page has.

    `language` is the language of the interface, `title` the page's own name (without the
    site's), `title_language` that of the title where it differs, `description` a plain
    text for search engines, `feeds` what can be subscribed to there.
    """

    template: ClassVar[str]

    address: str
    language: str
    title: str
    title_language: str = ""
    description: str = ""
    feeds: tuple[Subscription, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPage(Page):
    """`lead` is the article that stands above all others; only the first page has one."""

    template: ClassVar[str] = "front"

    days: tuple[Day, ...]
    lead: Card | None
    pager: Pager
    topics: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage(Page):
    """`body` is safe HTML. `excerpt` tells that `body` is not the whole text, for reasons
    of rights; it may then be empty. `story` is the one that the article belongs to."""

    template: ClassVar[str] = "article"

    card: Card
    body: str
    authors: tuple[str, ...]
    source_url: str
    excerpt: bool
    date_estimated: bool
    related: tuple[Related, ...]
    story: InStory | None


@dataclass(frozen=True, slots=True)
class Publication:
    """What a publication had of a story: its first report, and its reports by language."""

    source: Link
    first: datetime
    languages: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage(Page):
    """All that was reported of one event.

    `days` hold the reports, the earliest first; of those with nearly the same text only the
    first, while all counts are of every one. `description` says how many there are.
    `publications` come in the order in which they reported, `related` are other stories.
    """

    template: ClassVar[str] = "story"

    first: datetime
    last: datetime
    days: tuple[Day, ...]
    languages: tuple[Link, ...]
    publications: tuple[Publication, ...]
    tags: tuple[Link, ...]
    related: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage(Page):
    """The articles of a tag, a language, a source or a month.

    `kind` is one of `tag`, `language`, `source`, `month`. `count` counts the articles of
    all its pages. `narrowings` are the same list by language, the whole one first;
    `broader`, `narrower` and `together` are tags and `names` a tag's labels in other
    languages (all empty for other kinds), `website` is a source's own address.
    """

    template: ClassVar[str] = "list"

    kind: str
    count: int = 0
    days: tuple[Day, ...] = ()
    pager: Pager = Pager(1, 1)
    narrowings: tuple[Link, ...] = ()
    broader: tuple[Link, ...] = ()
    narrower: tuple[Link, ...] = ()
    together: tuple[Link, ...] = ()
    names: tuple[Link, ...] = ()
    website: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Links under a heading: a letter of the alphabet, a year, a language."""

    heading: str
    links: tuple[Link, ...]
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPage(Page):
    """An overview: all sources or the archive."""

    template: ClassVar[str] = "index"

    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class SeeAlso:
    """Names of a tag other than the one it is listed under, and the way to it."""

    names: tuple[Link, ...]
    tag: Link


@dataclass(frozen=True, slots=True)
class SeeGroup:
    """Such names under their letter."""

    heading: str
    entries: tuple[SeeAlso, ...]


@dataclass(frozen=True, slots=True)
class Alphabet:
    """Such names in one script. `language` is that of most of them, where it is not the page's."""

    heading: str
    language: str
    count: int
    groups: tuple[SeeGroup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TagIndexPage(Page):
    """All tags: `groups` by their label for the page's readers, `alphabets` by all other names."""

    template: ClassVar[str] = "tag-index"

    groups: tuple[Group, ...]
    alphabets: tuple[Alphabet, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafPage(Page):
    """A page that stands for itself; `body` is safe HTML."""

    template: ClassVar[str] = "leaf"

    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingPage(Page):
    """404.html: its links must work from any address, so they carry the base path."""

    template: ClassVar[str] = "missing"

    topics: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedPage(Page):
    """An address that a page had: `link` is the one that it has now."""

    template: ClassVar[str] = "moved"

    link: Link


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """What all pages share.

    `url` is the site's address without a slash at the end; `language` that of the
    interface where an article's own has none; `languages` lists the site's languages,
    `leaves` the pages of content/pages.
    """

    name: str
    tagline: str
    url: str
    language: str
    languages: tuple[Link, ...]
    leaves: tuple[Link, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """An article in a feed; `body` is safe HTML, empty where it may not be shown or the
    card has enough."""

    card: Card
    authors: tuple[str, ...]
    body: str
    source_url: str


@dataclass(frozen=True, slots=True, eq=False)
class Feed:
    """A feed of the page at `home`, in the Atom format."""

    address: str
    title: str
    language: str
    home: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class JsonFeed:
    """A feed once more, in the JSON Feed format."""

    address: str
    feed: Feed


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The addresses that search engines should know."""

    address: str
    listed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SitemapIndex:
    """The addresses of several sitemaps."""

    address: str
    sitemaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Robots:
    """robots.txt: where the sitemap is."""

    address: str
    sitemap: str


Document = Page | Feed | JsonFeed | Sitemap | SitemapIndex | Robots
