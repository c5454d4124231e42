"""What the site consists of: from articles to the values of all its pages.

Nothing is rendered or written here. `plan` names every page once; two that would share
an address are an error that names both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from digest import languages
from digest.article import Article, Leaf
from digest.pages import addresses, lists, moved, telling
from digest.pages.addresses import output_path
from digest.pages.catalogue import Catalogue, Item, card, catalogue
from digest.pages.library import Library
from digest.pages.telling import Stories
from digest.pages.values import (
    ArticlePage,
    Document,
    LeafPage,
    Link,
    MissingPage,
    MovedPage,
    Page,
    Related,
    Robots,
    Site,
    Sitemap,
    SitemapIndex,
)
from digest.problems import DigestError, Problem
from digest.relations import features, nearest
from digest.relations.pairs import pairs
from digest.relations.stories import grouped

SITEMAP_LIMIT = 50_000


def plan(
    articles: Iterable[tuple[str, Article, str]],
    leaves: Iterable[tuple[str, Leaf, str]],
    library: Library,
) -> tuple[Site, dict[str, Document]]:
    """Plan all documents, by the path of their file below output/.

    Articles and leaves come as address, value and HTML that may be shown. Raises
    DigestError where two documents would share an address.
    """
    all_items = catalogue(articles, library)
    items = all_items.items
    leaf_pages = [_leaf(*leaf, library) for leaf in leaves]
    compared = [_document(item, library) for item in items]
    originals = _originals(items)
    matches, groups = _near(compared, originals)
    told = telling.tell(items, groups, originals, library)
    near = telling.near(items, matches, told)
    documents: list[Document] = [
        *_articles(items, matches, told, library),
        *lists.plan_lists(all_items, told, library),
        *telling.plan_stories(told, near, all_items, library),
        *leaf_pages,
        *moved.plan_moved_tags(all_items, library),
        *moved.plan_moved_stories(told, library),
        _missing(all_items, library),
    ]
    documents += _sitemaps([d.address for d in documents if isinstance(d, Page) and d.listed])
    return _site(all_items, leaf_pages, library), _by_path(documents)


def _by_path(documents: Iterable[Document]) -> dict[str, Document]:
    planned: dict[str, Document] = {}
    owners: dict[str, Document] = {}
    problems = []
    for document in documents:
        path = output_path(document.address)
        # Some file systems, and some people, do not tell capitals apart.
        owner = owners.setdefault(path.casefold(), document)
        if owner is not document:
            what = f"wants the address {document.address} that {_origin(owner)} has"
            problems.append(Problem(_origin(document), what, "rename one of them"))
        planned[path] = document
    for path, document in owners.items():
        if path.startswith("theme/"):
            what = f"wants the address {document.address}, and /theme/ is the stylesheet's"
            problems.append(Problem(_origin(document), what, "rename its folder"))
        above = owners.get(path.rpartition("/")[0])
        if above:
            what = f"lies below the address {above.address} that {_origin(above)} has"
            problems.append(Problem(_origin(document), what, "rename one of them"))
    if problems:
        raise DigestError(*problems)
    return planned


def _origin(document: Document) -> str:
    place = document.address.rstrip("/")
    if isinstance(document, ArticlePage):
        return f"content/articles{place}.md"
    if isinstance(document, MovedPage) and place.startswith("/story/"):
        return f"content/stories.yaml (formerly {place.rpartition('/')[2]})"
    if isinstance(document, MovedPage):
        return f"content/tags.yaml (former: {place.rpartition('/')[2]})"
    return f"content/pages{place}.md" if isinstance(document, LeafPage) else f"the page {place}"


def _site(all_items: Catalogue, leaves: Sequence[LeafPage], library: Library) -> Site:
    codes = sorted(all_items.by_language, key=lambda code: languages.own_name(code).casefold())
    return Site(
        name=library.name,
        tagline=library.tagline,
        url=library.url,
        language=library.language,
        languages=tuple(
            Link(languages.own_name(code), addresses.language(code), code) for code in codes
        ),
        leaves=tuple(Link(leaf.title, leaf.address, leaf.title_language) for leaf in leaves),
    )


def _originals(items: Sequence[Item]) -> list[int]:
    """For each article the place of the earliest with nearly the same text."""
    places = {item.address: index for index, item in enumerate(items)}
    return [places[item.original] for item in items]


def _articles(
    items: Sequence[Item],
    matches: Sequence[Sequence[nearest.Match]],
    told: Stories,
    library: Library,
) -> Iterator[ArticlePage]:
    for item, found in zip(items, matches, strict=True):
        article = item.article
        language = library.interface(article.language)
        shown = card(item, language)
        story = told.by_article.get(item.address)
        yield ArticlePage(
            address=item.address,
            language=language,
            title=article.title,
            title_language=article.language,
            description=shown.summary,
            card=shown,
            body=item.body,
            authors=article.authors,
            source_url=article.source_url,
            excerpt=item.source.republish != "full",
            date_estimated="date" in article.inferred,
            related=tuple(
                Related(
                    card(items[match.index], language),
                    _reason(match, item, items[match.index], told, language, library),
                )
                for match in found
            ),
            story=telling.in_story(story, language, library) if story else None,
        )


def _near(
    compared: Sequence[features.Document], originals: Sequence[int]
) -> tuple[list[tuple[nearest.Match, ...]], list[tuple[int, ...]]]:
    """For each article its nearest others, and the groups that report one event."""
    found = pairs(compared, originals)
    return nearest.among(found, compared, originals), grouped(compared, originals, found)


def _document(item: Item, library: Library) -> features.Document:
    return features.document(item.article, (tag.id for tag in item.tags), library.vectors)


def _reason(
    match: nearest.Match, item: Item, other: Item, told: Stories, language: str, library: Library
) -> str:
    """Why to read on, in the reader's language: the same event, or else the same day, and the
    rarest shared tags."""
    words = library.words[language]
    story = told.by_article.get(item.address)
    same_event = story is not None and story is told.by_article.get(other.address)
    reasons = [words["same_event"]] if same_event else []
    if match.tags:
        labels = {tag.id: tag.label(language) for tag in item.tags}
        names = languages.joined([labels[id_] for id_ in match.tags[:2]], language)
        reasons.append(words["also_about"].format(tags=names))
    if match.same_day and not same_event:
        reasons.append(words["same_day"])
    return " · ".join(reasons) or words["similar"]


def _leaf(address: str, leaf: Leaf, body: str, library: Library) -> LeafPage:
    return LeafPage(
        address=address,
        language=library.interface(leaf.language),
        title=leaf.title,
        title_language=leaf.language,
        description=leaf.summary,
        body=body,
    )


def _missing(all_items: Catalogue, library: Library) -> MissingPage:
    words = library.words[library.language]
    return MissingPage(
        address=addresses.MISSING,
        language=library.language,
        title=words["missing_title"],
        listed=False,
        topics=lists.topics(all_items, library.language),
    )


def _sitemaps(listed: Sequence[str]) -> Iterator[Sitemap | SitemapIndex | Robots]:
    yield Robots(addresses.ROBOTS, addresses.SITEMAP)
    parts = [listed[i : i + SITEMAP_LIMIT] for i in range(0, len(listed), SITEMAP_LIMIT)]
    if len(parts) < 2:
        yield Sitemap(addresses.SITEMAP, tuple(listed))
        return
    names = tuple(addresses.sitemap_part(number) for number in range(1, len(parts) + 1))
    yield SitemapIndex(addresses.SITEMAP, names)
    for name, part in zip(names, parts, strict=True):
        yield Sitemap(name, tuple(part))
