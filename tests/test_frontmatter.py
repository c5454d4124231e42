"""The article file: strict both ways, and honest about who wrote it."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import frontmatter
from digest.article import Article, Origin
from digest.problems import DigestError
from digest.strictyaml import read_text

FILE = "content/articles/2026/09/x.md"
ARTICLE = Article(
    title="Nein: „so“ nicht — oder?",
    date=datetime(2026, 9, 1, 8, tzinfo=timezone(timedelta(hours=2))),
    language="no",
    body="Body.\n\n---\n\nMore.",
    source="alpine-post",
    tags=("a", "no", "C++", "2026"),
    raw=Origin("x y.txt", "ab" * 32),
)


def parse(**changes: str) -> Article:
    lines = {"title": "A", "date": "2026-09-01", "language": "en"} | changes
    header = "\n".join(f"{key}: {value}" for key, value in lines.items())
    return frontmatter.parse(f"---\n{header}\n---\nBody", FILE)


def complaint(**changes: str) -> str:
    with pytest.raises(DigestError) as caught:
        parse(**changes)
    return str(caught.value)


def test_what_is_written_is_read_again() -> None:
    article = frontmatter.parse(frontmatter.dump(ARTICLE), FILE)
    assert article.raw is not None
    assert dataclasses.replace(article, raw=ARTICLE.raw) == ARTICLE


words = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1).filter(
    lambda text: text.strip() == text and text.isprintable()
)


@given(title=words, note=words, tags=st.lists(words, max_size=4), body=words)
def test_any_text_survives_writing_and_reading(
    title: str, note: str, tags: list[str], body: str
) -> None:
    article = dataclasses.replace(ARTICLE, title=title, note=note, tags=tuple(tags), body=body)
    again = frontmatter.parse(frontmatter.dump(article), FILE)
    assert (again.title, again.note, again.tags) == (title, note, tuple(tags))
    assert again.body == body


@given(file=words, part=words)
def test_any_name_of_a_part_survives_and_hides_no_edit(file: str, part: str) -> None:
    text = frontmatter.dump(dataclasses.replace(ARTICLE, raw=Origin(file, "ab" * 32, part)))
    again = frontmatter.parse(text, FILE)
    assert again.raw is not None
    assert (again.raw.file, again.raw.part) == (file, part)
    assert not frontmatter.is_edited(text)
    assert frontmatter.is_edited(text.replace("More.", "Less."))


def test_an_article_of_a_whole_file_names_no_part() -> None:
    assert "part" not in frontmatter.dump(ARTICLE)


def test_a_file_as_written_counts_as_not_edited() -> None:
    text = frontmatter.dump(ARTICLE)
    assert not frontmatter.is_edited(text)
    assert not frontmatter.is_edited(text.replace("\n", "\r\n"))


@pytest.mark.parametrize(
    ("old", "new"),
    [("Body.", "Body!"), ("title: ", "title:  "), ("---\n\n", "# kept\n---\n\n"), ("C++", "C")],
)
def test_any_change_by_a_person_is_seen(old: str, new: str) -> None:
    text = frontmatter.dump(ARTICLE)
    assert old in text
    assert frontmatter.is_edited(text.replace(old, new, 1))


def test_a_file_written_by_hand_counts_as_edited() -> None:
    assert frontmatter.is_edited("---\ntitle: A\n---\nBody")


def test_strings_stay_strings() -> None:
    article = parse(title="2026", language="no", tags="[yes, 1.10, null, 1e3]", source="on")
    assert article.title == "2026"
    assert article.language == "no"
    assert article.tags == ("yes", "1.10", "null", "1e3")
    assert article.source == "on"


@pytest.mark.parametrize("story", ["night-train", "none", "東京-2026"])
def test_a_story_is_a_name_of_any_script(story: str) -> None:
    assert parse(story=story).story == story


def test_a_story_counts_as_edited_so_that_cleaning_again_keeps_it() -> None:
    text = frontmatter.dump(ARTICLE)
    pinned = text.replace("raw:", "story: night-train\nraw:", 1)
    assert frontmatter.parse(pinned, FILE).story == "night-train"
    assert frontmatter.is_edited(pinned)


def test_a_day_is_midnight_in_utc() -> None:
    assert parse(date="2026-09-01").date == datetime(2026, 9, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "words_"),
    [
        ({"titel": "A"}, "unknown key 'titel'; did you mean 'title'?"),
        ({"save_as": "../x"}, "unknown key 'save_as'"),
        ({"url": "x"}, "unknown key 'url'"),
        ({"template": "x"}, "unknown key 'template'"),
        ({"date": "yesterday"}, "date: 'yesterday' is no date; write 2026-"),
        ({"date": "2026-02-30"}, "is no date"),
        ({"date": "0001-01-01T00:00:00+14:00"}, "is no date"),
        ({"date": ""}, "date: missing; add a line `date: ...`"),
        ({"title": "''"}, "title: missing"),
        ({"language": "german"}, "language: 'german' is no language tag"),
        ({"language": "''"}, "language: missing"),
        ({"status": "live"}, "choose one of: published, draft"),
        ({"tags": "{a: b}"}, "tags: not a list of texts"),
        ({"tags": "sea, boats"}, "tags: 'sea, boats' is one text; write `tags: [sea, boats]`"),
        ({"source_url": "javascript:alert(1)"}, "begin it with https://"),
        ({"source_url": "https://[x"}, "is no web address"),
        ({"title": "a: b"}, "line 2: not valid YAML"),
        ({"title": "[a"}, "not valid YAML"),
        ({"tags": "[" * 40_000}, "lists within lists without end"),
        ({"title": '"\\u200b"'}, "title: missing"),
        ({"source_url": '"https://x.example\\\\@y.example/1"'}, "is no web address"),
        ({"source_url": "https://u:p@x.example/"}, "is no web address"),
        ({"date": "2026-09-01T00:00:00+23:00"}, "is no date"),
        ({"story": "Night train"}, "story: 'Night train' is no id; write night-train, or none"),
        ({"story": "NONE"}, "story: 'NONE' is no id; write none"),
        ({"raw": "x"}, "raw: not `{file"),
        ({"raw": "{file: x, sha: y}"}, "raw: unknown key 'sha'"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_remedy(changes: dict[str, str], words_: str) -> None:
    message = complaint(**changes)
    assert message.startswith(f"{FILE}: ")
    assert words_ in message


def test_all_problems_of_a_file_are_told_at_once() -> None:
    message = complaint(titel="A", date="x", language="y!")
    assert len(message.splitlines()) == 3


@pytest.mark.parametrize(
    ("text", "words_"),
    [
        ("Just text", "no opening --- line"),
        ("---\ntitle: A\n", "no closing --- line"),
        ("---\na: 1\na: 2\n---\n", "stands here twice"),
        ("---\n- a\n---\n", "not a list of"),
        ("---\n? [a]\n: b\n---\n", "a key is not text"),
    ],
)
def test_a_broken_frame_is_said(text: str, words_: str) -> None:
    with pytest.raises(DigestError, match=words_):
        frontmatter.parse(text, FILE)


def test_other_encodings_are_said() -> None:
    with pytest.raises(DigestError, match="not UTF-8 text; save it as UTF-8"):
        read_text("---\ntitle: Zürich".encode("latin-1"), FILE)


def test_a_page_of_its_own_knows_fewer_keys() -> None:
    leaf = frontmatter.parse_leaf("---\ntitle: About\nlanguage: en\n---\nHello.", "f")
    assert (leaf.title, leaf.body) == ("About", "Hello.")
    with pytest.raises(DigestError, match="unknown key 'tags'"):
        frontmatter.parse_leaf("---\ntitle: About\nlanguage: en\ntags: [a]\n---\n", "f")


def test_a_line_of_the_body_that_looks_like_an_origin_stays_as_it_is() -> None:
    body = "raw: {file: a.txt, cleaned: x0123456789abcdef}"
    article = dataclasses.replace(ARTICLE, body=body)
    written = frontmatter.dump(article)
    assert frontmatter.parse(written, "x.md").body == body
    assert not frontmatter.is_edited(written)
    assert frontmatter.is_edited(written.replace("x0123456789abcdef", "x0123456789abcdee"))
