"""What is wrong fails the build with the right words, and leaves the old site alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from digest.files import exclusive
from digest.pages.building import build
from digest.problems import DigestError
from projects import TESTS, make_project, tree

ARTICLE = "---\ntitle: {title}\ndate: 2026-09-01\nlanguage: en\ntags: [{tags}]\n{more}---\nText.\n"

ALONE = "story: none\n"


def write(
    project: Path, place: str, title: str = "A title", tags: str = "", more: str = ""
) -> None:
    path = project / "content" / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(ARTICLE.format(title=title, tags=tags, more=more), "utf-8")


def complaint(project: Path) -> str:
    with pytest.raises(DigestError) as caught:
        build(project)
    return str(caught.value)


def test_every_broken_file_is_named_with_its_problem_and_remedy(tmp_path: Path) -> None:
    project = make_project(tmp_path / "broken", TESTS / "broken_site" / "content")
    message = complaint(project)
    folder = "content/articles/2026/09"
    assert f"{folder}/no-fence.md: no opening --- line; put the front matter" in message
    assert f"{folder}/unknown-key.md: unknown key 'langauge'; did you mean 'language'?" in message
    assert f"{folder}/bad-date.md: date: '2026-13-45' is no date; write" in message
    assert f"{folder}/rough.txt: not a Markdown file; name it .md or move it" in message
    assert len(message.splitlines()) == 4
    assert not (project / "output").exists()


@pytest.mark.parametrize(
    "break_it",
    [
        lambda p: (p / "content/articles/2026/09/x.md").write_text("broken"),
        lambda p: (p / "content/tags.yaml").write_text("a: {label: x}"),
        lambda p: (p / "content/sources.yaml").write_text("a: b: c"),
        lambda p: (p / "content/stories.yaml").write_text("a: {begin: 2026/09/x}"),
        lambda p: (p / "theme/words/de.yaml").write_text("home: Start"),
        lambda p: (p / "theme/templates/article.html").write_text("{{ page.nothing }}"),
        lambda p: (p / "theme/templates/front.html").write_text("{% if %}"),
        lambda p: write(p, "pages/about-us.md"),
    ],
    ids=["article", "tags", "sources", "stories", "words", "undefined", "syntax", "page"],
)
def test_a_failed_build_leaves_the_site_of_before(
    sample: Path, break_it: Callable[[Path], object]
) -> None:
    build(sample)
    before = tree(sample / "output")
    break_it(sample)
    message = complaint(sample)
    assert "; " in message
    assert ": " in message
    assert tree(sample / "output") == before
    assert not list((sample / ".cache/build").glob("new-*"))


def test_a_template_error_names_its_line(sample: Path) -> None:
    (sample / "theme/templates/article.html").write_text("one\n{{ page.nothing }}")
    assert "theme/templates/article.html:2: " in complaint(sample)


def test_two_unknown_tags_that_would_share_an_address_are_named_both(project: Path) -> None:
    write(project, "articles/2026/09/a.md", tags="C++")
    write(project, "articles/2026/09/b.md", tags="C#")
    message = complaint(project)
    assert "'C#'" in message
    assert "'C++'" in message
    assert "content/tags.yaml" in message


def test_capitals_alone_do_not_make_two_tags(project: Path) -> None:
    write(project, "articles/2026/09/a.md", tags="US, us")
    message = complaint(project)
    assert "'US'" in message
    assert "'us'" in message


def test_an_unknown_tag_never_takes_the_address_of_a_known_one(project: Path) -> None:
    (project / "content/tags.yaml").write_text("music: {labels: {en: Concerts}}")
    write(project, "articles/2026/09/a.md", tags="Music!")
    assert "'Music!' would share an address with 'Concerts'" in complaint(project)


def test_two_files_that_would_share_an_address_are_named_both(project: Path) -> None:
    write(project, "articles/2026/09/a.md")
    write(project, "articles/2026/09/A.md")
    message = complaint(project)
    assert "content/articles/2026/09/a.md" in message
    assert "content/articles/2026/09/A.md" in message


def test_an_article_cannot_take_the_address_of_a_page_of_the_site(project: Path) -> None:
    write(project, "articles/tags.md")
    assert "/tags/" in complaint(project)


@pytest.mark.parametrize("below", ["robots.txt", "404.html", "tag/topic/feed.json"])
def test_an_article_below_the_address_of_a_file_is_refused(project: Path, below: str) -> None:
    write(project, "articles/2026/09/x.md", "Ordinary.", "topic", ALONE)
    build(project)
    write(project, f"articles/{below}/deep/x.md", "Below.", "topic", ALONE)
    assert f"lies below the address /{below}" in complaint(project)
    shutil.rmtree(project / "content/articles" / below)
    build(project)


def test_two_articles_with_one_headline_live_side_by_side(project: Path) -> None:
    for name in ("a", "b"):
        write(project, f"articles/2026/09/{name}.md", title="Same headline")
    with (project / "content/articles/2026/09/b.md").open("a", encoding="utf-8") as file:
        file.write("And a text of its own.\n")
    assert build(project).articles == 2
    front = (project / "output/index.html").read_text("utf-8")
    assert front.count("Same headline") == 2


def test_without_the_file_that_says_what_may_be_shown_nothing_is_built(tmp_path: Path) -> None:
    project = make_project(tmp_path / "site")
    write(project, "articles/2026/09/a.md")
    build(project)
    before = tree(project / "output")
    (project / "content/sources.yaml").unlink()
    assert "content/sources.yaml: is not there, and it says how much" in complaint(project)
    assert tree(project / "output") == before


def test_a_site_without_articles_is_built(project: Path) -> None:
    assert build(project).articles == 0
    assert (project / "output/index.html").is_file()


def test_two_builds_at_once_do_not_harm_each_other(sample: Path) -> None:
    build(sample)
    before = tree(sample / "output")
    with (
        exclusive(sample / ".cache" / "build.lock", "another build is running"),
        pytest.raises(DigestError, match="another build is running; wait for it to end"),
    ):
        build(sample)
    assert tree(sample / "output") == before


def test_building_twice_gives_the_same_bytes(sample: Path) -> None:
    build(sample)
    before = tree(sample / "output")
    build(sample)
    assert tree(sample / "output") == before


def test_the_bytes_do_not_depend_on_the_order_of_sets(sample: Path) -> None:
    trees = []
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "invoke", "build"]
        env = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run(command, cwd=sample, env=env, check=True, capture_output=True)
        trees.append(tree(sample / "output"))
    assert trees[0] == trees[1]


@pytest.mark.parametrize("name", ["theme/style.css.md", "theme/x.md"])
def test_no_page_takes_the_place_of_the_stylesheet(project: Path, name: str) -> None:
    write(project, f"articles/{name}")
    assert "/theme/ is the stylesheet's" in complaint(project)


def test_links_out_of_the_project_are_refused(project: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    write(project, "articles/2026/09/a.md")
    (project / "content/articles/out").symlink_to(tmp_path / "outside")
    assert "content/articles/out: a link to another place" in complaint(project)


def test_an_article_without_a_source_is_the_digests_own(project: Path) -> None:
    write(project, "articles/2026/09/a.md")
    build(project)
    assert (project / "output/source/the-digest/index.html").is_file()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("DEFAULT_PAGINATION = 20", "DEFAULT_PAGINATION = -1", "no number of articles"),
        ('SITENAME = "The Digest"', "SITENAME = 42", "SITENAME: 42 is no text"),
        ('THEME = "theme"', "THEME = 5", "THEME: 5 is no text; write THEME ="),
        ('PATH = "content"', 'PATH = "data"', "PATH: 'data', and all tasks look for articles in"),
        ('"digest.pages"', "", "PLUGINS: digest.pages is not among them"),
        ('SITENAME = "The', "SITENAME = The", "cannot be used (SyntaxError"),
    ],
)
def test_wrong_settings_are_said(project: Path, old: str, new: str, words: str) -> None:
    path = project / "pelicanconf.py"
    path.write_text(path.read_text().replace(old, new))
    message = complaint(project)
    assert message.startswith("pelicanconf.py: ")
    assert words in message


def test_data_files_in_another_encoding_are_said(project: Path) -> None:
    (project / "content/tags.yaml").write_text("a: {labels: {en: Ä}}", "utf-16")
    assert "content/tags.yaml: not UTF-8 text; save it as UTF-8" in complaint(project)


def test_pages_of_removed_articles_vanish(sample: Path) -> None:
    build(sample)
    place = sample / "output/2026/08/norsk/index.html"
    assert place.is_file()
    (sample / "content/articles/2026/08/norsk.md").unlink()
    build(sample)
    assert not place.exists()


def test_a_corrected_headline_changes_neither_address_nor_feed_id(sample: Path) -> None:
    path = sample / "content/articles/2026/08/norsk.md"
    path.write_text(path.read_text("utf-8").replace("Koret sang", "Alle sang"), "utf-8")
    build(sample)
    assert "Alle sang" in (sample / "output/2026/08/norsk/index.html").read_text("utf-8")
    assert "/2026/08/norsk/</id>" in (sample / "output/atom.xml").read_text("utf-8")


def test_intrasite_link_markers_of_pelican_have_no_power(sample: Path) -> None:
    raw = sample / "content/raw/secret.txt"
    raw.parent.mkdir(exist_ok=True)
    raw.write_text("secret raw text")
    write(sample, "articles/2026/09/x.md", title="'{static}/raw/secret.txt'")
    path = sample / "content/articles/2026/09/x.md"
    links = "[a]({static}/raw/secret.txt) [b]({attach}../../../raw/secret.txt) [c](|static|/x)"
    path.write_text(path.read_text("utf-8") + links, "utf-8")
    build(sample)
    assert "secret raw text" not in "".join(
        p.read_text("utf-8") for p in (sample / "output").rglob("*.*") if p.is_file()
    )


def test_lists_are_cut_into_pages(project: Path) -> None:
    for number in range(45):
        write(project, f"articles/2026/09/a{number}.md", f"Number {number}.", "topic-3", ALONE)
    write(project, "articles/2026/09/b.md", "Alone", "topic-32", ALONE)
    build(project)
    output = project / "output"
    pages = [output / place for place in ("", "page/2", "page/3")]
    shown = [(page / "index.html").read_text("utf-8") for page in pages]
    for number in range(45):
        assert sum(f">Number {number}.<" in text for text in shown) == 1
    assert not (output / "page/4").exists()
    assert 'rel="prev"' in shown[2]
    assert 'rel="next"' not in shown[2]
    second = (output / "tag/topic-3/page/2/index.html").read_text("utf-8")
    assert "Number" in second
    assert "Alone" not in second
    assert "Alone" in (output / "tag/topic-32/index.html").read_text("utf-8")


@pytest.mark.parametrize("name", [".b.md", ".#a.md", "._a.md"])
def test_hidden_files_are_no_content(project: Path, name: str) -> None:
    write(project, f"articles/2026/09/{name}", "Hidden headline")
    write(project, "articles/2026/09/a.md")
    assert build(project).articles == 1


def test_a_file_cannot_have_the_address_of_a_folder(project: Path) -> None:
    write(project, "articles/2026/09/a.md")
    leaf = project / "content/pages/atom.xml.md"
    leaf.parent.mkdir()
    leaf.write_text("---\ntitle: A\nlanguage: en\n---\n")
    assert "rename one of them" in complaint(project)


def test_a_file_in_the_place_of_the_output_folder_is_said(project: Path) -> None:
    (project / "output").write_text("mine")
    assert complaint(project) == (
        "output: is a file, and the site's folder is to be there; move it"
    )
    assert (project / "output").read_text() == "mine"


def test_a_site_address_without_a_scheme_is_refused(project: Path) -> None:
    with pytest.raises(DigestError, match=r"SITEURL: 'news\.example' is no address of a site"):
        build(project, SITEURL="news.example")


def test_leftovers_of_killed_builds_are_cleared_away(project: Path) -> None:
    left = project / ".cache/build/new-left"
    left.mkdir(parents=True)
    build(project)
    assert not left.exists()


@pytest.mark.parametrize(
    ("header", "shown"),
    [
        ("source: kawase", False),
        ("source_url: https://www.kawase.example/x", False),
        ("source: kawasee\nsource_url: https://kawase.example/x", False),
        ("source: open\nsource_url: https://kawase.example/x", False),
        ("source_url: https://kawase.example./x", False),
        ("source_url: https://ｋawase。example/x", False),
        ('source: "Kawa\\u200bse"', False),
        ("source: open", True),
        ("source: Elsewhere", True),
    ],
)
def test_rights_hold_by_name_and_by_address(project: Path, header: str, shown: bool) -> None:
    (project / "content/sources.yaml").write_text(
        "kawase: {name: Kawase, domains: [kawase.example], republish: headline}\n"
        "open: {name: Open}\n"
    )
    path = project / "content/articles/2026/09/a.md"
    path.parent.mkdir(parents=True)
    lines = f"---\ntitle: A\ndate: 2026-09-01\nlanguage: en\n{header}\n---\nThe body itself.\n"
    path.write_text(lines)
    build(project)
    everything = "".join(p.read_text("utf-8") for p in (project / "output").rglob("*.*ml"))
    assert ("The body itself" in everything) == shown


def test_text_thousands_deep_is_shown_as_it_stands(project: Path) -> None:
    write(project, "articles/2026/09/a.md")
    path = project / "content/articles/2026/09/a.md"
    path.write_text(path.read_text() + "> " * 20_000 + "end")
    assert any("too deep" in note for note in build(project).notes)
    page = (project / "output/2026/09/a/index.html").read_text("utf-8")
    assert "&gt; end" in page


def test_without_its_content_folder_nothing_is_built(tmp_path: Path) -> None:
    project = make_project(tmp_path / "site")
    (project / "content").rename(project / "elsewhere")
    assert complaint(project) == "content: is not there; bring it back: git restore content"


def test_a_cleaned_article_without_a_source_is_told(tmp_path: Path) -> None:
    project = make_project(tmp_path / "site")
    origin = f"raw: {{file: a.txt, sha256: {'0' * 64}, cleaned: x0123456789abcdef}}\n"
    write(project, "articles/2026/09/a.md", more=origin)
    write(project, "articles/2026/09/b.md", title="Own")
    assert build(project).nameless == ("content/articles/2026/09/a.md",)


def test_an_article_names_all_its_tags(tmp_path: Path) -> None:
    project = make_project(tmp_path / "site")
    names = [f"subject-{number}" for number in range(15)]
    write(project, "articles/2026/09/a.md", tags=", ".join(names))
    build(project)
    page = (project / "output/2026/09/a/index.html").read_text("utf-8")
    assert [name for name in names if f">{name}</a>" not in page] == []
    write(project, "articles/2026/09/a.md", tags=", ".join([*names[:-1], "other"]))
    build(project)
    assert ">other</a>" in (project / "output/2026/09/a/index.html").read_text("utf-8")
