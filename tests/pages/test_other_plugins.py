"""Other people's plugins have their effect after an incremental build as after a fresh one.

pelican-neighbors reads the generator's articles, pelican-seo rewrites written files,
pelican-sitemap collects them, and a plugin of the project's own changes what articles say.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

import sequences
from digest.pages.building import Built, build
from digest.problems import DigestError
from edits import Site, added, deleted
from machine import missing
from processes import forked
from projects import tree
from sequences import Bench, built, difference, make_bench, templates_compiled_once, times
from small_site import make_small_site, read_article, set_setting, write_article

PLUGINS = ("neighbors", "seo", "sitemap")
ARTICLE = "content/articles/2026/09/ferry-songs.md"
PAGE = "2026/09/ferry-songs/index.html"

NEIGHBOURS = """\
{% for article in articles %}
{{ article.url }} {{ article.title }}
 newer: {{ article.next_article.title if article.next_article }}
 older: {{ article.prev_article.url if article.prev_article }}
{% endfor %}
"""

# Marks each article by its own text and by how many there are in all.
MARKING = """\
from pelican import contents, signals

SIGN = "sign"


def sign(content):
    if isinstance(content, contents.Article) and content._content:
        content._content += f"<p>{SIGN} {len(content._content)}</p>"


def count(generator):
    for each in generator.articles:
        if each.category.slug == "courier":
            each._content += f"<p>one of {len(generator.articles)}</p>"


def register():
    signals.content_object_init.connect(sign)
    signals.article_generator_finalized.connect(count)
"""


@pytest.fixture(scope="module", autouse=True)
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    for name in PLUGINS:
        if not find_spec("pelican.plugins") or not find_spec(f"pelican.plugins.{name}"):
            missing(f"pelican-{name}")
    with templates_compiled_once():
        build(make_small_site(tmp_path_factory.mktemp("compiled") / "site"))
        yield


def with_neighbors(root: Path) -> None:
    set_setting(root, "PLUGINS", ["neighbors", "digest.pages"])
    set_setting(root, "DIRECT_TEMPLATES", ["neighbours"])
    (root / "theme/templates/neighbours.html").write_text(NEIGHBOURS)


def with_seo(root: Path) -> None:
    set_setting(root, "PLUGINS", ["seo", "digest.pages"])
    # It fails where an article has no author, or a page no category.
    set_setting(root, "AUTHOR", "The Editors")
    set_setting(root, "DEFAULT_METADATA", {"category": "Pages"})
    set_setting(root, "SEO_REPORT", False)
    set_setting(root, "SEO_ENHANCER", True)


def with_sitemap(root: Path) -> None:
    set_setting(root, "PLUGINS", ["sitemap", "digest.pages"])
    # Its other format says of each page that it was changed when the plugin was loaded.
    set_setting(root, "SITEMAP", {"format": "txt"})


def with_marking(root: Path) -> None:
    set_setting(root, "PLUGINS", ["marking", "digest.pages"])
    (root / "plugins/marking.py").write_text(MARKING)


ALL = {
    "neighbors": with_neighbors,
    "seo": with_seo,
    "sitemap": with_sitemap,
    "marking": with_marking,
}


@pytest.fixture(scope="module", params=ALL)
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return make_bench(tmp_path_factory.mktemp(request.param), ALL[request.param])


def renewed(root: Path) -> Built:
    ended = forked(lambda: build(root), root)
    built(ended)
    assert isinstance(ended.value, Built)
    return ended.value


def site(folder: Path, *plugins: str) -> Path:
    root = make_small_site(folder / "site")
    for name in plugins:
        ALL[name](root)
    renewed(root)
    return root


def edit(root: Path) -> None:
    fields, body = read_article(root / ARTICLE)
    write_article(root / ARTICLE, fields | {"title": "Changed"}, f"{body}\nOne word more.\n")


def text(root: Path, place: str) -> str:
    return (root / "output" / place).read_text("utf-8")


@pytest.mark.parametrize("seed", range(3))
def test_sequences_of_edits_give_what_a_fresh_build_gives(bench: Bench, seed: int) -> None:
    sequences.run(bench, seed)


def test_a_plugin_that_reads_articles_sees_all_of_them(tmp_path: Path) -> None:
    root = site(tmp_path, "neighbors")
    before, before_times = text(root, "neighbours.html"), times(root / "output")
    assert before.count("older:") == 14
    edit(root)
    done = renewed(root)
    after = text(root, "neighbours.html")
    assert after.count("newer: Changed") == 1
    assert after != before
    # Only what shows the edited article is made again.
    assert done.written < done.files / 2
    unchanged = "2026/08/brand-am-kai/index.html"
    assert times(root / "output")[unchanged] == before_times[unchanged]
    (root / ARTICLE).unlink()
    renewed(root)
    assert text(root, "neighbours.html").count("older:") == 13
    assert "Changed" not in text(root, "neighbours.html")


def test_a_plugin_that_rewrites_files_rewrites_all_of_them(tmp_path: Path) -> None:
    root = site(tmp_path, "seo")
    unchanged = "2026/08/brand-am-kai/index.html"
    for _ in range(2):
        assert text(root, unchanged).count('type="application/ld+json"') == 2
        assert text(root, PAGE).count('type="application/ld+json"') == 2
        edit(root)
        done = renewed(root)
        assert any("seo" in note and "every page was made anew" in note for note in done.notes)
    assert '"headline": "Changed"' in text(root, PAGE)
    assert done.written < done.files / 2, "the same bytes are not written"


def test_a_plugin_that_collects_files_hears_of_all_of_them(tmp_path: Path) -> None:
    root = site(tmp_path, "sitemap")
    pages = {name for name in tree(root / "output") if name.endswith("index.html")}
    edit(root)
    done = renewed(root)
    assert any("sitemap" in note and "every page was made anew" in note for note in done.notes)
    listed = text(root, "sitemap.txt").splitlines()
    assert len(listed) == len(set(listed))
    assert sum(each.endswith("/") for each in listed) == len(pages)
    assert sum("/2026/09/ferry-songs/" in each for each in listed) == 1


def test_a_plugin_that_changes_articles_changes_all_of_them(tmp_path: Path) -> None:
    root = site(tmp_path, "marking")
    assert "<p>sign " in text(root, PAGE)
    unchanged = "2026/08/line-reopens/index.html"
    assert "<p>one of 14</p>" in text(root, unchanged)
    before = times(root / "output")
    edit(root)
    renewed(root)
    assert "One word more." in text(root, PAGE)
    assert "<p>sign " in text(root, PAGE)
    assert times(root / "output")[unchanged] == before[unchanged]
    # An article less is told on other articles' pages, too.
    (root / "content/articles/2026/09/alone.md").unlink()
    renewed(root)
    assert "<p>one of 13</p>" in text(root, unchanged)


def test_a_plugins_own_code_counts(tmp_path: Path) -> None:
    root = site(tmp_path, "marking")
    (root / "plugins/marking.py").write_text(MARKING.replace('"sign"', '"seal"'))
    renewed(root)
    assert "<p>seal " in text(root, PAGE)
    assert not any(b"<p>sign " in data for data in tree(root / "output").values())


def test_several_plugins_and_none_again(tmp_path: Path) -> None:
    plain = tree(site(tmp_path / "plain") / "output")
    root = site(tmp_path, *ALL)
    names = ["neighbors", "seo", "sitemap", "marking", "digest.pages"]
    set_setting(root, "PLUGINS", names)
    project, chance = Site(root, tmp_path / "older"), random.Random(2)
    for each in (added, deleted, added):
        each(project, chance)
        renewed(root)
    fresh = make_small_site(tmp_path / "fresh")
    sequences.mirror(root, fresh, without=sequences.BUILT)
    renewed(fresh)
    assert not difference(tree(root / "output"), tree(fresh / "output"))
    # Back to the site without any.
    sequences.mirror(tmp_path / "plain/site", root, without=sequences.BUILT)
    renewed(root)
    assert not difference(tree(root / "output"), plain)


def test_static_files_are_copied_and_those_that_vanish_are_removed(tmp_path: Path) -> None:
    project = make_small_site(tmp_path / "site")
    set_setting(project, "STATIC_PATHS", ["images"])
    images = project / "content/images"
    images.mkdir()
    (images / "one.svg").write_text("<svg/>")
    (images / "two.svg").write_text("<svg/>")
    build(project)
    assert (project / "output/images/one.svg").read_text() == "<svg/>"
    (images / "one.svg").write_text("<svg></svg>")
    (images / "two.svg").unlink()
    again = build(project)
    assert (again.written, again.removed) == (1, 1)
    assert (project / "output/images/one.svg").read_text() == "<svg></svg>"
    assert not (project / "output/images/two.svg").exists()


@pytest.mark.parametrize("path", ["", ".", "raw", "./Raw/", "articles/2026", "../content", "/raw"])
def test_nothing_is_published_by_static_paths_that_must_not_be(path: str, tmp_path: Path) -> None:
    project = make_small_site(tmp_path / "site")
    set_setting(project, "STATIC_PATHS", [path])
    with pytest.raises(DigestError, match=r"STATIC_PATHS: .* would publish more"):
        build(project)
