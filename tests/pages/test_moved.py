"""Addresses that tags had: each leads to the tag of today, and no search engine hears of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.pages.building import build
from digest.problems import DigestError

OLD = ("ice-fields", "gletscher-firn")


def article(project: Path, name: str, tags: str) -> None:
    path = project / f"content/articles/2026/09/{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = f"---\ntitle: A\ndate: 2026-09-01\nlanguage: en\ntags: {tags}\n---\nText.\n"
    path.write_text(text, "utf-8")


def vocabulary(project: Path, text: str) -> None:
    (project / "content/tags.yaml").write_text(text, "utf-8")


@pytest.mark.parametrize("old", OLD)
@pytest.mark.parametrize("code", ["", "de/", "en/", "fr/", "ja/"])
def test_a_former_address_leads_to_the_tag_of_today(output: Path, old: str, code: str) -> None:
    page = (output / f"tag/{old}/{code}index.html").read_text("utf-8")
    way = "../../../" if code else "../../"
    target = f"tag/glaciers/{code}"
    assert f'<meta http-equiv="refresh" content="0; url={way}{target}">' in page
    assert f'href="https://readers.example/repository/{target}"' in page
    assert f'<a href="{way}{target}"' in page
    assert "<script" not in page
    assert (output / target / "index.html").is_file()


@pytest.mark.parametrize("old", OLD)
def test_former_addresses_are_no_business_of_search_engines(output: Path, old: str) -> None:
    assert '<meta name="robots" content="noindex">' in (output / f"tag/{old}/index.html").read_text(
        "utf-8"
    )
    assert old not in (output / "sitemap.xml").read_text("utf-8")
    assert old not in (output / "tags/index.html").read_text("utf-8")


def test_the_words_are_those_of_the_list(output: Path) -> None:
    page = (output / "tag/ice-fields/de/index.html").read_text("utf-8")
    assert '<html lang="de"' in page
    assert "Diese Seite ist umgezogen" in page
    assert ">Gletscher</a>" in page


def test_of_a_tag_that_no_article_carries_the_way_leads_to_all_tags(project: Path) -> None:
    vocabulary(project, "a: {labels: {en: A}, former: [b, A]}\n")
    build(project)
    page = (project / "output/tag/b/index.html").read_text("utf-8")
    assert '<meta http-equiv="refresh" content="0; url=../../tags/">' in page
    assert not (project / "output/tag/a").exists()


def test_an_unknown_tag_at_a_former_address_is_an_error_that_names_both(project: Path) -> None:
    vocabulary(project, "a: {labels: {en: A}, former: [C++]}\n")
    article(project, "x", "[C#]")
    with pytest.raises(DigestError) as caught:
        build(project)
    assert "wants the address /tag/c/ that" in str(caught.value)
    assert "content/tags.yaml (former: c)" in str(caught.value)


def test_articles_that_say_a_former_name_are_under_the_tag_of_today(project: Path) -> None:
    vocabulary(project, "a: {labels: {en: A}, former: [b]}\n")
    article(project, "x", "[b]")
    assert not build(project).unknown_tags
    assert "/2026/09/x/" in (project / "output/tag/a/index.html").read_text("utf-8")
