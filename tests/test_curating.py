"""Tags changed in many files at once: all of them or none, and nothing but the tags."""

from __future__ import annotations

import dataclasses
import itertools
import re
import shutil
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import frontmatter, vocabulary
from digest.article import Origin
from digest.curating import Pair, Request, retag, similar, survey
from digest.files import changing_articles
from digest.problems import DigestError
from digest.strictyaml import read_text
from projects import TESTS, tree

FILE = "content/articles/2026/09/x.md"
ARTICLES = "content/articles/2026/09"
GLACIER, GLETSCHER = f"{ARTICLES}/glacier-retreats.md", f"{ARTICLES}/gletscher.md"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """The content of the sample site, in a folder of its own."""
    shutil.copytree(TESTS / "sample_site" / "content", tmp_path / "content")
    return tmp_path


def tags_of(root: Path, file: str) -> tuple[str, ...]:
    return frontmatter.parse(read_text((root / file).read_bytes(), file), file).tags


def write(root: Path, name: str, tags: str, language: str = "en", more: str = "") -> None:
    text = f"---\ntitle: A\ndate: 2026-09-01\nlanguage: {language}\n{tags}{more}---\nText.\n"
    (root / ARTICLES).mkdir(parents=True, exist_ok=True)
    (root / ARTICLES / f"{name}.md").write_bytes(text.encode())


def entry(root: Path, id_: str) -> vocabulary.Tag:
    return vocabulary.load(root / vocabulary.FILE).tags[id_]


def complaint(root: Path, request: Request) -> str:
    before = tree(root / "content")
    with pytest.raises(DigestError) as caught:
        retag(root, request)
    assert tree(root / "content") == before
    return str(caught.value)


# Nothing but the tags of an article file changes.

ids = st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
seen = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Zs", "Zl", "Zp", "Cf"])
names = st.text(seen, min_size=1)
quotes = st.sampled_from(["", "'", '"'])
COMMENT = re.compile(r"# note \d")
OTHER_LINES = (
    "source: 'alpine-post'   # a paper",
    "summary: >-\n  It was cold,\n  they said.\n",
    "authors:\n- Ada Blok\n- \"Bo Cid\" # she, too",
    "note:  No. 1 # 2",
    "status: draft",
    "# a line of its own",
)  # fmt: skip


@st.composite
def headers(draw: st.DrawFn, tag: st.SearchStrategy[str]) -> tuple[str, str, str, list[str]]:
    """What stands before a file's tags, they themselves, what stands behind them, and they
    as a list. Comments within are numbered."""
    others = ["title: 'A, b' # c", "date: 2026-09-01", "language: en"]
    others = draw(st.permutations([*others, *draw(st.sets(st.sampled_from(OTHER_LINES)))]))
    place = draw(st.integers(0, len(others)))
    head = "---\n" + "".join(f"{line}\n" for line in others[:place])
    rest = "".join(f"{line}\n" for line in others[place:]) + "---\n\nText, tags: [a]\n"
    found = draw(st.lists(tag, max_size=4))
    comments = (f" # note {number}" for number in itertools.count())
    written = [quoted(each, draw(quotes)) for each in found]
    block = draw(st.sampled_from([one_line, flow_lines, block_lines, none]))
    text = block(written, [next(comments) if draw(st.booleans()) else "" for _ in range(9)])
    return (head, text, rest, found if text else [])


def quoted(text: str, quote: str) -> str:
    if quote == '"':
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    plain = all(c.isalnum() or c == "-" for c in text) and text[0] != "-"
    return text if plain and not quote else "'" + text.replace("'", "''") + "'"


def one_line(tags: list[str], comments: list[str]) -> str:
    return f"tags: [{', '.join(tags)}]{comments[0]}\n"


def flow_lines(tags: list[str], comments: list[str]) -> str:
    lines = [f"  {tag},{comment}\n" for tag, comment in zip(tags, comments[1:], strict=False)]
    if lines and comments[0]:
        lines[-1] = f"  {tags[-1]}{comments[-1] or ' '}\n"
    return f"tags: [{comments[0]}\n{''.join(lines)}]\n"


def block_lines(tags: list[str], comments: list[str]) -> str:
    lines = (f"  - {tag}{comment}\n" for tag, comment in zip(tags, comments, strict=False))
    return f"tags:{comments[-1]}\n{''.join(lines)}"


def none(tags: list[str], comments: list[str]) -> str:
    return ""


@given(headers(names), st.data(), st.booleans())
def test_an_edit_of_the_tags_changes_nothing_else(
    header: tuple[str, str, str, list[str]], data: st.DataObject, crlf: bool
) -> None:
    head, tags, rest, found = header
    wanted = [data.draw(st.one_of(st.just(tag), names, st.none())) for tag in found]
    added = data.draw(st.lists(names, max_size=2))
    line_end = "\r\n" if crlf else "\n"
    head, tags, rest = (part.replace("\n", line_end) for part in (head, tags, rest))
    before = (head + tags + rest).encode()
    after = frontmatter.with_tags(before, FILE, wanted, added)
    article = frontmatter.parse(read_text(before, FILE), FILE)
    expected = dataclasses.replace(article, tags=(*(t for t in wanted if t is not None), *added))
    assert frontmatter.parse(read_text(after, FILE), FILE) == expected
    text = after.decode()
    if tags:
        assert text.startswith(head)
        assert text.endswith(rest)
        assert COMMENT.findall(tags) == COMMENT.findall(text)
    lines = text.split(line_end)
    assert "\r" not in "".join(lines)
    if not tags and added:
        del lines[next(n for n, line in enumerate(lines) if line.startswith("tags: "))]
    if not tags or (wanted == found and not added):
        assert line_end.join(lines).encode() == before


@given(headers(ids), st.data())
def test_an_id_that_is_renamed_there_and_back_leaves_the_same_bytes(
    header: tuple[str, str, str, list[str]], data: st.DataObject
) -> None:
    head, tags, rest, found = header
    old = data.draw(st.sampled_from(found) if found else ids)
    new = data.draw(ids.filter(lambda id_: id_ not in found))
    before = (head + tags + rest).encode()
    there = frontmatter.with_tags(before, FILE, [new if tag == old else tag for tag in found])
    assert frontmatter.with_tags(there, FILE, found) == before


@pytest.mark.parametrize(
    "tags",
    ["tags: &all [a, b]\nauthors: *all\n", "tags: |\n  a\n", "authors: [&t a]\ntags: [*t, b]\n"],
)
def test_what_cannot_be_changed_alone_is_said(tmp_path: Path, tags: str) -> None:
    write(tmp_path, "x", tags)
    message = complaint(tmp_path, Request(rename=("a=c",)))
    assert "cannot be changed without touching something else; write them on one" in message


def add(*tags: str, to: str = "content/articles") -> Request:
    return Request(add=tags, patterns=(to,))


# Renaming and merging.


def test_every_tag_can_be_renamed_there_and_back(content: Path) -> None:
    before = tree(content / "content/articles")
    for id_ in vocabulary.load(content / vocabulary.FILE).tags:
        done = retag(content, Request(rename=(f"{id_}=another-{id_}",)))
        assert done.inverse is not None
        assert done.inverse.rename == (f"another-{id_}={id_}",)
        retag(content, done.inverse)
        assert tree(content / "content/articles") == before
        assert entry(content, id_).former[-1] == f"another-{id_}"


def test_a_dry_run_changes_no_byte_and_tells_all_of_them(content: Path) -> None:
    before = tree(content / "content")
    request = Request(rename=("glaciers=ice", "music=climate"), add=("x",), patterns=())
    with pytest.raises(DigestError, match="of which articles is not said"):
        retag(content, request, dry=True)
    told = retag(content, dataclasses.replace(request, add=()), dry=True)
    assert tree(content / "content") == before
    done = retag(content, dataclasses.replace(request, add=()))
    assert done == told
    after = {change.file: change.after for change in told.changes}
    assert {f"content/{name}": data for name, data in tree(content / "content").items()} == {
        f"content/{name}": after.get(f"content/{name}", data) for name, data in before.items()
    }


def test_a_renamed_tag_takes_its_children_and_its_old_name_along(content: Path) -> None:
    path = content / vocabulary.FILE
    path.write_text("# of weather\n" + path.read_text("utf-8"), "utf-8")
    retag(content, Request(rename=("climate=weather",)))
    assert path.read_text("utf-8").startswith("# of weather\nweather:\n")
    tags = vocabulary.load(path)
    assert tags.tags["glaciers"].broader == ("weather",)
    assert tags.tags["weather"].former == ("climate",)
    assert tags.find("climate") is tags.find("Klimawandel") is tags.tags["weather"]
    assert tags_of(content, GLETSCHER) == ("Gletscher", "weather", "switzerland")
    assert tags_of(content, GLACIER) == ("glaciers", "Klima", "switzerland")


def test_a_merged_tag_leaves_all_its_names(content: Path) -> None:
    path = content / vocabulary.FILE
    text = path.read_text("utf-8") + "ice:\n  labels: {en: Ice, no: Is} # cold\n  former: [frost]\n"
    path.write_text(text, "utf-8")
    write(content, "ice", "tags: [Is, glaciers]\n")
    retag(content, Request(rename=("glaciers=ice",)))
    merged = entry(content, "ice")
    assert merged.labels == {"en": "Ice", "no": "Is", "de": "Gletscher", "fr": "Glaciers (fr)"} | {
        "es": "Glaciares", "ar": "الأنهار الجليدية", "ja": "氷河"
    }  # fmt: skip
    assert merged.aliases == ("Glaciers",)
    assert merged.former == ("frost", "ice-fields", "Gletscher & Firn", "glaciers")
    assert merged.broader == ("climate",)
    assert "glaciers:" not in path.read_text("utf-8")
    assert "# cold" in path.read_text("utf-8")
    assert tags_of(content, f"{ARTICLES}/ice.md") == ("Is",)
    assert tags_of(content, GLETSCHER) == ("ice", "climate", "switzerland")
    assert tags_of(content, f"{ARTICLES}/氷河.md") == ("ice", "スイス")


WRITTEN = {
    "lists on lines of their own": """
        old:
          territory: IE
          labels:
            ga: Éire
            en: Ireland
          aliases:
          - Irish  # not Scots
          - green
          broader:
          - west
          former:
          - older
        new:  # stays
          labels:
            en: Isle
          aliases:
          - island
          former:
          # the first one
          - newer
        west:
          labels: {en: West}
        town:
          labels: {en: Town}
          broader: [old, west]
        """,
    "entries in braces": """
        old: {territory: IE, labels: {ga: Éire, en: Ireland}, aliases: [Irish, green],
          broader: west, former: older}  # not Scots
        new: {labels: {en: Isle}, aliases: [island], former: newer}  # stays
        west: {labels: {en: West}}
        town: {labels: {en: Town}, broader: [old, west]}  # the first one
        """,
    "lists over several lines": """
        old:
          territory: IE
          labels: {ga: Éire,
            en: Ireland}
          aliases: [Irish,
            green]  # not Scots
          broader: west
          former: [older]

        # stays
        new:
          labels: {en: Isle}
          aliases: [
            island,  # the first one
          ]
          former: [newer]
        west:
          labels: {en: West}
        town:
          labels: {en: Town}
          broader: [old, west]
        """,
}  # fmt: skip


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
def test_a_vocabulary_may_be_written_in_any_style(tmp_path: Path, text: str, line_end: str) -> None:
    (tmp_path / "content").mkdir()
    path = tmp_path / vocabulary.FILE
    path.write_bytes(textwrap.dedent(text).replace("\n", line_end).encode())
    retag(tmp_path, Request(rename=("old=new", "west=occident")))
    merged = entry(tmp_path, "new")
    labels = {"en": "Isle", "ga": "Éire", "fr": "Irlande", "de": "Irland"}
    assert labels.items() <= merged.labels.items()
    assert merged.aliases == ("island", "Ireland", "Irish", "green")
    assert merged.former == ("newer", "older", "old")
    assert merged.broader == ("occident",)
    assert entry(tmp_path, "town").broader == ("new", "occident")
    assert entry(tmp_path, "occident").former == ("west",)
    after = path.read_bytes().decode()
    assert all(comment in after for comment in ("# not Scots", "# stays", "# the first one"))
    assert "\n" not in after.replace(line_end, "")


def test_two_countries_can_be_merged(content: Path) -> None:
    path = content / vocabulary.FILE
    path.write_text(path.read_text("utf-8") + "austria:\n  territory: AT\n", "utf-8")
    retag(content, Request(rename=("switzerland=austria",)))
    known = vocabulary.load(path)
    assert known.find("スイス") is known.find("switzerland") is known.find("Austria")
    assert entry(content, "austria").broader == ("europe",)
    assert entry(content, "austria").label("fr") == "Autriche"


def test_a_merge_that_leaves_a_circle_is_refused(content: Path) -> None:
    path = content / vocabulary.FILE
    more = "ice: {labels: {en: Ice}, broader: frost}\nfrost: {labels: {en: Frost}, broader: snow}\n"
    path.write_text(path.read_text("utf-8") + more + "snow: {labels: {en: Snow}}\n", "utf-8")
    assert "leads back to 'ice' itself" in complaint(content, Request(rename=("snow=ice",)))


def test_what_the_vocabulary_does_not_know_gets_an_entry_that_leads_on(content: Path) -> None:
    request = Request(rename=("C++=cpp", "🎻=Violin music", "جديد=news", "Musik=music"))
    retag(content, request)
    assert tags_of(content, "content/articles/2026/08/choir.md") == ("music", "cpp", "violin-music")
    assert entry(content, "cpp").labels == {"en": "C++"}
    assert entry(content, "cpp").former == ("C++",)
    assert entry(content, "violin-music").labels == {"en": "Violin music"}
    assert entry(content, "news").labels == {"ar": "جديد"}
    assert tags_of(content, "content/articles/2026/08/norsk.md") == ("music",)


def test_of_two_tags_at_one_address_the_last_to_go_leaves_it(content: Path) -> None:
    write(content, "languages", "tags: [C++, C#, Music!]\n")
    request = Request(rename=("C++=cpp", "C#=c-sharp", "Music!=music-box"))
    done = retag(content, request)
    assert entry(content, "cpp").former == ()
    assert entry(content, "c-sharp").former == ("C#",)
    assert entry(content, "music-box").former == ()
    assert "/tag/music/ is another tag's: nothing leads on from there" in done.notes


def test_an_unknown_tag_becomes_a_known_one(content: Path) -> None:
    retag(content, Request(rename=("🎻=music",)))
    assert tags_of(content, "content/articles/2026/08/choir.md") == ("music", "C++")
    assert entry(content, "music").former == ("🎻",)


def test_renames_follow_each_other(content: Path) -> None:
    retag(content, Request(rename=("climate=weather", "weather=sky")))
    assert entry(content, "sky").former == ("climate", "weather")
    assert tags_of(content, GLETSCHER) == ("Gletscher", "sky", "switzerland")
    again = retag(content, Request(rename=("sky=weather", "weather=sky")))
    assert [change.file for change in again.changes] == []


def test_the_same_command_goes_on_where_a_crash_left_off(content: Path) -> None:
    article = (content / GLETSCHER).read_bytes()
    retag(content, Request(rename=("climate=weather",)))
    (content / GLETSCHER).write_bytes(article)
    done = retag(content, Request(rename=("climate=weather",)))
    assert [change.file for change in done.changes] == [GLETSCHER]
    assert tags_of(content, GLETSCHER) == ("Gletscher", "weather", "switzerland")


def test_windows_line_ends_and_byte_order_marks_stay(content: Path) -> None:
    for path in [content / vocabulary.FILE, content / GLETSCHER]:
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    before = (content / GLETSCHER).read_bytes()
    retag(content, Request(rename=("climate=weather", "🎻=violins")))
    assert (content / GLETSCHER).read_bytes() == before.replace(b"climate", b"weather")
    data = (content / vocabulary.FILE).read_bytes()
    assert data.startswith(b"\xef\xbb\xbfweather:\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_with_paths_only_those_articles_change(content: Path) -> None:
    before = (content / vocabulary.FILE).read_bytes()
    retag(content, Request(rename=("glaciers=ice cream",), patterns=(GLACIER,)))
    assert tags_of(content, GLACIER) == ("ice cream", "Klima", "switzerland")
    assert tags_of(content, GLETSCHER) == ("Gletscher", "climate", "switzerland")
    assert (content / vocabulary.FILE).read_bytes() == before


@pytest.mark.parametrize(
    ("rename", "words"),
    [
        ("climate", "not two names; write OLD=NEW"),
        ("climate=climate", "that is 'climate' already"),
        ("climate=Big Weather!", "'Big Weather!' is no id; write climate=big-weather"),
        ("climate=طقس", "'طقس' is no id; an id has"),
        ("جديد=خبر", "'خبر' is no id; an id has"),
        ("klimate=x", "is in no article and not in content/tags.yaml; did you mean 'climate'?"),
        ("Klima=x", "'Klima' is a name of 'climate'; write climate=x"),
        ("C++=Music!", "'Music!' would have the address of 'music'; write C++=music"),
        ("C++=u1f3bb", "tag '🎻' would share an address with 'u1f3bb'; rename that one, too"),
    ],
)
def test_a_rename_that_cannot_be_is_said(content: Path, rename: str, words: str) -> None:
    assert words in complaint(content, Request(rename=(rename,)))


def test_articles_that_cannot_be_read_stop_everything(content: Path) -> None:
    (content / ARTICLES / "y.md").write_bytes(b"---\ntitle: \xff\n---\n")
    (content / ARTICLES / "z.md").write_text("broken")
    message = complaint(content, Request(rename=("climate=weather",)))
    assert f"{ARTICLES}/y.md: not UTF-8 text" in message
    assert f"{ARTICLES}/z.md: no opening --- line" in message


# Adding and removing.


def test_tags_are_added_by_their_ids_and_removed_by_any_name(content: Path) -> None:
    done = retag(content, Request((), ("Glaciers", "europe"), ("Musik", "New"), (ARTICLES,)))
    assert tags_of(content, GLETSCHER) == ("climate", "switzerland", "music", "New")
    assert tags_of(content, f"{ARTICLES}/氷河.md") == ("スイス", "music", "New")
    assert done.notes == (
        "none of these articles carries 'europe'; it is implied by switzerland",
        "'New' is not in content/tags.yaml",
    )
    assert not retag(content, add("music", to=ARTICLES)).changes


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        (GLACIER, 1),
        ("2026/09/glacier-retreats.md", 1),
        (f"./{ARTICLES}/", 5),
        ("content/articles/*/08", 4),
        ("content/articles/**/g*.md", 3),
        ("2026/*/*-fr.md", 1),
        ("2026/09/النهر.md", 1),
    ],
)
def test_articles_are_chosen_by_file_folder_or_pattern(
    content: Path, pattern: str, number: int
) -> None:
    assert len(retag(content, add("x", to=pattern)).changes) == number
    everywhere = str(content / "content")
    assert len(retag(content, Request(remove=("x",), patterns=(everywhere,))).changes) == number


def test_a_pattern_that_matches_nothing_is_said(content: Path) -> None:
    message = complaint(content, add("x", to=f"{ARTICLES}/gletsher.md"))
    assert f"gletsher.md: no article file is there; did you mean {GLETSCHER}?" in message


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(content: Path) -> None:
    write(content, "a[1]", "")
    write(content, "a1", "")
    retag(content, add("x", to=f"{ARTICLES}/a[1].md"))
    assert tags_of(content, f"{ARTICLES}/a[1].md") == ("x",)
    assert tags_of(content, f"{ARTICLES}/a1.md") == ()


# All or nothing.


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Lets the third file that is replaced fail."""
    replace, calls = Path.replace, itertools.count(1)

    def with_error(error: BaseException) -> None:
        def fails(self: Path, target: Path) -> Path:
            if next(calls) == 3:
                raise error
            return replace(self, target)

        monkeypatch.setattr(Path, "replace", fails)

    return with_error


def test_a_failure_half_way_puts_everything_back(
    content: Path, failing: Callable[[BaseException], None]
) -> None:
    failing(OSError(28, "No space left on device", str(content / GLETSCHER)))
    message = complaint(content, Request(rename=("glaciers=ice",)))
    assert f"{GLETSCHER}: cannot be written (No space left on device)" in message
    assert not list(content.rglob("*.part"))


def test_so_does_a_person_who_stops_it(
    content: Path, failing: Callable[[BaseException], None]
) -> None:
    failing(KeyboardInterrupt())
    before = tree(content / "content")
    with pytest.raises(KeyboardInterrupt):
        retag(content, Request(rename=("glaciers=ice",)))
    assert tree(content / "content") == before


def test_a_file_that_was_saved_meanwhile_keeps_what_was_saved(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit = frontmatter.with_tags

    def slow(data: bytes, file: str, *changes: Any) -> bytes:
        (content / GLETSCHER).write_bytes((content / GLETSCHER).read_bytes() + b"More.\n")
        return edit(data, file, *changes)

    monkeypatch.setattr(frontmatter, "with_tags", slow)
    before = (content / vocabulary.FILE).read_bytes()
    with pytest.raises(DigestError, match=r"gletscher\.md: was changed in the same moment"):
        retag(content, Request(rename=("climate=weather",)))
    assert (content / vocabulary.FILE).read_bytes() == before
    assert (content / GLETSCHER).read_bytes().endswith(b"More.\n")


def test_nothing_is_tagged_while_articles_are_cleaned(content: Path) -> None:
    with changing_articles(content):
        assert "clean.lock: articles are" in complaint(content, Request(rename=("climate=x",)))


# Former names.


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: {labels: {en: A}, former: [b]}\nb: {labels: {en: B}}\n", "'b' is claimed by both"),
        ("a: {labels: {en: A}, former: [c]}\nb: {labels: {en: C}}\n", "'C' is claimed by both"),
        (
            "a: {labels: {en: A}, former: [C++]}\nb: {labels: {en: B}, former: ['C#']}\n",
            "b: former: 'C#' has the address of 'C++' of 'a'",
        ),
        (
            "c: {labels: {en: See}}\nb: {labels: {en: B}, former: ['C#']}\n",
            "b: former: 'C#' has the address of 'c' of 'c'",
        ),
    ],
)
def test_a_former_name_is_of_one_tag_only(text: str, words: str) -> None:
    with pytest.raises(DigestError) as caught:
        vocabulary.parse(text)
    assert words in str(caught.value)


# What there is.


def test_the_survey_counts_a_tag_under_all_its_names(content: Path) -> None:
    found = {count.tag.name: count for count in survey(content).counts}
    assert found["Glaciers"].languages == (("de", 1), ("en", 1), ("fr", 1), ("ja", 1))
    assert found["C++"].articles == 1
    assert not found["C++"].tag.known
    assert "Europe" not in found


def test_tags_that_no_article_carries_are_by_what_they_belong_to(content: Path) -> None:
    path = content / vocabulary.FILE
    more = "bern: {labels: {en: Bern}, broader: switzerland}\nsport: {labels: {en: Sport}}\n"
    path.write_text(path.read_text("utf-8") + more, "utf-8")
    unused = survey(content).unused()
    assert {key: [tag.id for tag in tags] for key, tags in unused.items()} == {
        "": ["sport"],
        "switzerland": ["bern"],
    }


def test_tags_without_a_label_in_a_language_of_the_site(content: Path) -> None:
    missing = survey(content).without_labels()
    assert ("music", ("ar", "fr", "ja", "no")) in [(tag.id, codes) for tag, codes in missing]
    assert all("en" not in codes for _, codes in missing)


@pytest.fixture
def pairs(tmp_path: Path) -> Callable[..., list[tuple[str, str]]]:
    """The similar pairs among known tags and those of articles."""
    known = {
        "ocean": "{en: Ocean, fr: Océan}",
        "turkiye": "{en: Türkiye}",
        "austria": "{en: Austria}",
        "australia": "{en: Australia}",
        "oceania": "{en: Oceania}",
    }

    def found(*tags: str) -> list[tuple[str, str]]:
        (tmp_path / "content").mkdir(exist_ok=True)
        text = "".join(f"{id_}: {{labels: {labels}}}\n" for id_, labels in known.items())
        (tmp_path / vocabulary.FILE).write_text(text, "utf-8")
        for number, tag in enumerate(tags):
            write(tmp_path, str(number), f"tags: ['{tag}']\n", "fr" if "é" in tag else "en")
        return [(pair.old, pair.new) for pair in similar(survey(tmp_path))]

    return found


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (["Turkiye"], []),
        (["TÜRKİYE"], [("TÜRKİYE", "turkiye")]),
        (["Oceans"], [("Oceans", "ocean")]),
        (["océans"], [("océans", "ocean")]),
        (["Gaza-Strip", "Gaza Strip", "Gaza Strip"], [("Gaza-Strip", "Gaza Strip")]),
        (["Vaccination", "Vacination"], [("Vaccination", "Vacination")]),
        (["Vacination", "Vaccinations", "Vaccinations"], [("Vacination", "Vaccinations")]),
        (["Covid-2025", "Covid-2026"], []),
        (["austria", "australia", "oceania", "ocean"], []),
        (["C++", "C#", "C"], []),
        (["Iran", "Iraq"], []),
        (["🎻", "🎺"], []),
    ],
)
def test_tags_that_may_be_one(
    pairs: Callable[..., list[tuple[str, str]]], tags: list[str], expected: list[tuple[str, str]]
) -> None:
    assert pairs(*tags) == expected


def test_each_similar_pair_can_be_merged_as_it_is_named(content: Path) -> None:
    write(content, "a", "tags: [Glacier, Gletschers, 'Alpine Pass']\n")
    write(content, "b", "tags: [Alpine-Pass]\n")
    found = similar(survey(content))
    assert found[0] == Pair("Glacier", "glaciers", (1, 4), "the same word with another ending")
    for pair in found:
        retag(content, Request(rename=(f"{pair.old}={pair.new}",)))
    assert similar(survey(content)) == []
    assert tags_of(content, f"{ARTICLES}/a.md")[0] == "glaciers"


def test_the_survey_names_what_it_could_not_read(content: Path) -> None:
    (content / ARTICLES / "z.md").write_text("broken")
    assert [problem.file for problem in survey(content).problems] == [f"{ARTICLES}/z.md"]


def test_a_project_without_a_vocabulary_gets_one(tmp_path: Path) -> None:
    write(tmp_path, "x", "tags: [Gaza-Strip, Gaza Strip]\n")
    retag(tmp_path, Request(rename=("Gaza-Strip=Gaza Strip",)))
    text = "gaza-strip:\n  labels: {en: Gaza Strip}\n  former: [Gaza-Strip]\n"
    assert (tmp_path / vocabulary.FILE).read_text("utf-8") == text
    assert tags_of(tmp_path, f"{ARTICLES}/x.md") == ("Gaza Strip",)


def test_articles_that_nobody_has_edited_do_not_count_as_edited_by_a_renamed_tag(
    content: Path,
) -> None:
    path = content / GLETSCHER
    article = frontmatter.parse(path.read_text("utf-8"), GLETSCHER)
    for mark, eol in (("", "\n"), ("", "\r\n"), ("\ufeff", "\n")):
        made = frontmatter.dump(dataclasses.replace(article, raw=Origin("g.txt", "0" * 64)))
        path.write_bytes((mark + made.replace("\n", eol)).encode())
        retag(content, Request(rename=("climate=weather",)))
        assert not frontmatter.is_edited(path.read_bytes().decode())
        assert "weather" in path.read_text("utf-8")
        retag(content, Request(rename=("weather=climate",)))
    retag(content, Request(add=("chess",), patterns=(GLETSCHER,)))
    assert frontmatter.is_edited(path.read_text("utf-8"))
