"""Cleaning a folder: nothing is lost, nothing overwritten, one bad file harms no other."""

from __future__ import annotations

import gzip
import html
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest import frontmatter, holdings
from digest.article import Article
from digest.files import changing_articles
from digest.intake import CleanReport, clean_folder, explain, pending, rawfiles
from digest.pages.building import build
from digest.problems import DigestError
from projects import ROOT, tree

HEADLINE = "The lamps of Brindle go solar and the fishermen notice"
BODY = (
    "The lamps along the quay of Brindle were switched to solar power on Monday, the town said. "
    "It was the last of nine harbours on this coast to do so."
)
TEXT = f"[ad_1]\n{HEADLINE}\n{BODY}\n{BODY.replace('lamps', 'buoys')}\n[ad_2]\n"


def put(project: Path, name: str, data: str | bytes = TEXT) -> Path:
    path = project / "content/raw" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    day = datetime(2026, 9, 1, 12, tzinfo=UTC).timestamp()
    os.utime(path, (day, day))
    return path


def only(report: CleanReport) -> str:
    """The one problem of a run, as a person reads it."""
    assert not report.written
    assert len(report.problems) == 1, report.problems
    message = str(report.problems[0])
    assert message.startswith("content/raw/")
    assert "; " in message
    return message


def article(project: Path, report: CleanReport) -> Article:
    (written,) = report.written
    return frontmatter.parse((project / written.path).read_text("utf-8"), written.path)


def test_a_scrape_becomes_an_article_that_says_what_was_guessed(project: Path) -> None:
    put(project, "lamps.txt")
    found = article(project, clean_folder(project))
    assert (found.title, found.language, found.status) == (HEADLINE, "en", "published")
    assert found.inferred == ("date",)
    assert "ad_" not in found.body
    assert found.raw is not None
    assert found.raw.file == "lamps.txt"


def test_cleaning_twice_equals_cleaning_once(project: Path) -> None:
    put(project, "lamps.txt")
    clean_folder(project)
    before = {p: p.stat().st_mtime_ns for p in project.rglob("*") if p.is_file()}
    report = clean_folder(project)
    assert (report.written, report.unchanged, report.problems) == ((), 1, ())
    assert {p: p.stat().st_mtime_ns for p in project.rglob("*") if p.is_file()} == before


def test_cleaning_again_changes_nothing_without_a_reason(project: Path) -> None:
    put(project, "lamps.txt")
    clean_folder(project)
    before = tree(project / "content")
    report = clean_folder(project, again=True)
    assert (report.written, report.unchanged) == ((), 1)
    assert tree(project / "content") == before


def test_raw_files_are_never_changed(project: Path) -> None:
    raw = put(project, "lamps.txt")
    put(project, "empty.txt", "")
    before = tree(project / "content/raw"), raw.stat().st_mtime_ns
    clean_folder(project)
    clean_folder(project, again=True)
    assert (tree(project / "content/raw"), raw.stat().st_mtime_ns) == before


@pytest.mark.parametrize("again", [False, True])
def test_what_a_person_has_edited_is_never_overwritten(project: Path, again: bool) -> None:
    put(project, "lamps.txt")
    (written,) = clean_folder(project).written
    path = project / written.path
    edited = path.read_text("utf-8").replace("Monday", "a Monday")
    path.write_text(edited, "utf-8")
    put(project, "lamps.txt", TEXT.replace("nine", "ten"))
    report = clean_folder(project, again=again)
    assert report.kept == (written.path,)
    assert not report.written
    assert path.read_text("utf-8") == edited


def test_an_edited_file_that_is_broken_is_kept_and_reported(project: Path) -> None:
    put(project, "lamps.txt")
    (written,) = clean_folder(project).written
    path = project / written.path
    broken = path.read_text("utf-8").replace("title:", "titel:")
    path.write_text(broken, "utf-8")
    report = clean_folder(project)
    assert not report.written
    assert "unknown key 'titel'" in str(report.problems[0])
    assert path.read_text("utf-8") == broken
    assert len(list((project / "content/articles").rglob("*.md"))) == 1


def test_an_article_saved_in_another_encoding_keeps_its_raw_file(project: Path) -> None:
    put(project, "lamps.txt")
    (written,) = clean_folder(project).written
    path = project / written.path
    path.write_text(path.read_text("utf-8"), "utf-16")
    report = clean_folder(project)
    assert not report.written
    assert "not UTF-8 text; save it as UTF-8" in str(report.problems[0])


def test_two_runs_at_once_make_no_article_twice(project: Path) -> None:
    put(project, "lamps.txt")
    with changing_articles(project):
        report = clean_folder(project)
    assert not report.written
    assert "articles are being changed by another task; wait" in str(report.problems[0])


def test_a_changed_raw_file_is_cleaned_into_the_same_address(project: Path) -> None:
    put(project, "lamps.txt")
    (first,) = clean_folder(project).written
    put(project, "lamps.txt", TEXT.replace(HEADLINE, "Another headline for the very same lamps"))
    (second,) = clean_folder(project).written
    assert second.path == first.path
    assert "Another headline" in (project / second.path).read_text("utf-8")


def test_a_renamed_article_keeps_its_raw_file(project: Path) -> None:
    put(project, "lamps.txt")
    (written,) = clean_folder(project).written
    path = project / written.path
    path.rename(path.with_name("another-place.md"))
    report = clean_folder(project)
    assert (report.written, report.unchanged) == ((), 1)


def test_two_files_with_one_headline_become_two_articles(project: Path) -> None:
    put(project, "a.txt")
    put(project, "b.txt", TEXT.replace("nine", "ten"))
    names = [Path(written.path).name for written in clean_folder(project).written]
    slug = "the-lamps-of-brindle-go-solar-and-the-fishermen-notice"
    assert names == [f"{slug}.md", f"{slug}-2.md"]
    assert build(project).articles == 2


def test_the_same_bytes_twice_become_one_article(project: Path) -> None:
    put(project, "a.txt")
    put(project, "b.txt")
    report = clean_folder(project)
    assert len(report.written) == 1
    assert "content/raw/b.txt" in report.notes[0]
    assert pending(project) == ()


def test_a_renamed_raw_file_keeps_its_article(project: Path) -> None:
    raw = put(project, "a.txt")
    clean_folder(project)
    before = tree(project / "content/articles")
    raw.rename(raw.with_name("b.txt"))
    assert pending(project) == ()
    for _ in range(2):
        report = clean_folder(project)
        assert (report.written, report.unchanged, report.notes) == ((), 1, ())
    assert tree(project / "content/articles") == before
    put(project, "c.txt")
    (note,) = clean_folder(project).notes
    assert note.endswith("c.txt: the same bytes as b.txt")
    (written,) = clean_folder(project, again=True, only=("b.txt",)).written
    assert "file: b.txt" in (project / written.path).read_text("utf-8")


def test_an_edited_article_of_a_renamed_raw_file_is_left_alone(project: Path) -> None:
    raw = put(project, "a.txt")
    (written,) = clean_folder(project).written
    path = project / written.path
    path.write_text(path.read_text("utf-8").replace("Monday", "a Monday"), "utf-8")
    before = tree(project / "content/articles")
    raw.rename(raw.with_name("b.txt"))
    assert clean_folder(project).unchanged == 1
    assert clean_folder(project, again=True).kept == (written.path,)
    assert tree(project / "content/articles") == before


def test_pending_tells_what_is_not_yet_cleaned(project: Path) -> None:
    put(project, "a.txt")
    put(project, "sub/b.txt", TEXT.replace("nine", "ten"))
    assert pending(project) == ("a.txt", "sub/b.txt")
    clean_folder(project, only=("content/raw/a.txt",))
    assert pending(project) == ("sub/b.txt",)


def test_a_file_that_is_not_there_is_said(project: Path) -> None:
    report = clean_folder(project, only=("nothing.txt",))
    assert "nothing.txt: no such raw file" in str(report.problems[0])


@pytest.mark.parametrize(
    ("junk", "named"),
    [
        ("{pattern: '.+', example: Any line}", "most by '.+'"),
        ("harbours on this coast", "most by 'harbours on this coast'"),
    ],
)
def test_junk_that_takes_the_whole_article_is_named(project: Path, junk: str, named: str) -> None:
    entry = f"{{name: Harbour Post, domains: [harbourpost.example], junk: [{junk}]}}"
    (project / "content/sources.yaml").write_text(f"harbour-post: {entry}\n", "utf-8")
    page = f'<link rel="canonical" href="https://harbourpost.example/lamps"><h1>{HEADLINE}</h1>'
    links = "".join(f"<li><a href='/{n}'>A headline of another article</a></li>" for n in range(12))
    put(project, "a.html", f"{page}<article><p>{BODY}</p><p>{BODY}</p></article><ul>{links}</ul>")
    message = only(clean_folder(project))
    assert "`junk` of harbour-post takes" in message
    assert named in message


@pytest.mark.parametrize("typed", ["lamp.txt", "content/raw/hrabour/lamps.txt", "lamps.txt"])
def test_a_misspelt_file_is_guessed(project: Path, typed: str) -> None:
    put(project, "harbour/lamps.txt")
    put(project, "weather.txt", TEXT.replace("nine", "ten"))
    (problem,) = clean_folder(project, only=(typed,)).problems
    assert problem.remedy == "did you mean harbour/lamps.txt?"
    with pytest.raises(DigestError, match=r"did you mean harbour/lamps\.txt\?"):
        list(explain(project, typed))


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.html", b" \n\n ", "empty"),
        ("page.html", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "not text but a PNG image"),
        ("noise.html", bytes(range(1, 255)) * 100, "not text but"),
        ("nothing.html", b"<html><body><nav>Home</nav></body></html>", "no article"),
        ("marks.txt", b"[ad_1]\n[ad_2]\n", "no article"),
        ("report.docx", b"x", "unknown kind of file '.docx'"),
        ("report", b"x", "a file without a suffix"),
        ("large.html", b"<p>" + b"x " * 25_000_000, "50 MB, the limit is 10 MB"),
    ],
)
def test_a_bad_file_is_reported_with_its_remedy(
    project: Path, name: str, data: bytes, words: str
) -> None:
    put(project, name, data)
    assert words in only(clean_folder(project))


def test_one_bad_file_does_not_stop_the_others(project: Path) -> None:
    put(project, "empty.txt", "")
    put(project, "picture.html", b"\xff\xd8\xff" + b"\0" * 500)
    for number in range(8):
        put(project, f"good{number}.txt", TEXT.replace("nine", f"{number}0"))
    report = clean_folder(project)
    assert len(report.written) == 8
    assert len(report.problems) == 2


def test_a_broken_vocabulary_stops_cleaning_with_its_reason(project: Path) -> None:
    put(project, "lamps.txt")
    (project / "content/tags.yaml").write_text("a: {label: x}")
    report = clean_folder(project)
    assert not report.written
    assert "content/tags.yaml: a: unknown key 'label'" in str(report.problems[0])


GERMAN = (
    "Zürichs Straßenbahnen fahren künftig häufiger. Das teilte die Stadt am Dienstag mit. "
    "Über die Höhe der Kosten wird erst im Frühjahr entschieden, hieß es."
)


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("utf-16-le", ""),
        ("cp1252", ""),
        ("cp1252", '<meta charset="utf-8">'),
        ("utf-8", '<meta charset="iso-8859-1">'),
        ("latin-1", '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">'),
    ],
)
def test_whatever_the_encoding_the_letters_are_right(
    project: Path, encoding: str, head: str
) -> None:
    page = f"<html><head>{head}<title>Zürich fährt öfter</title></head><body><article>"
    page += f"<h1>Zürich fährt öfter</h1><p>{GERMAN}</p><p>{GERMAN[::1]} Mehr folgt später.</p>"
    put(project, "page.html", f"{page}</article></body></html>".encode(encoding))
    found = article(project, clean_folder(project))
    assert found.title == "Zürich fährt öfter"
    assert "Straßenbahnen fahren künftig häufiger" in found.body
    assert found.language == "de"


def test_pages_thousands_deep_and_null_bytes_do_no_harm(project: Path) -> None:
    deep = "<div>" * 5000 + f"<article><p>{BODY}</p></article>" + "</div>" * 5000
    put(project, "deep.html", f"<html><body>{deep}</body></html>")
    put(project, "null.txt", TEXT.replace("solar", "so\0lar"))
    report = clean_folder(project)
    files = {Path(p.file).name for p in report.problems} | {w.raw for w in report.written}
    assert files >= {"deep.html", "null.txt"}
    assert "\0" not in "".join(p.read_text("utf-8") for p in (project / "content").rglob("*.md"))


def test_an_interrupted_run_leaves_no_half_file(project: Path) -> None:
    put(project, "a.txt")
    put(project, "b.txt", TEXT.replace("nine", "ten"))

    def interrupt(done: int, _total: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        clean_folder(project, progress=interrupt)
    names = [p.name for p in (project / "content").rglob("*") if p.is_file()]
    assert not [name for name in names if name.endswith(".part")]
    report = clean_folder(project)
    assert (len(report.written), report.unchanged) == (1, 1)


def test_the_demo_is_cleaned_as_its_articles_stand(tmp_path: Path) -> None:
    """All raw files of the demo are done: cleaning the project itself changes nothing."""
    assert pending(ROOT) == ()
    found = holdings.read(ROOT)
    assert not found.problems
    assert len(found.held) >= 30
    assert {each.article.language for each in found.held} >= {"en", "de", "fr", "es", "ar", "ja"}


SHARED = ROOT.parent / "shared"


@pytest.fixture
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("the development data are not here")
    return SHARED


def test_the_seed_article_is_whole(project: Path, shared: Path) -> None:
    for name in ("tags.yaml", "sources.yaml"):
        (project / "content" / name).write_bytes((ROOT / "content" / name).read_bytes())
    seed = (shared / "samples/putin-besuch-peking.txt").read_text("utf-8")
    put(project, "seed.txt", seed)
    found = article(project, clean_folder(project))
    assert (found.language, found.source) == ("de", "cnn")
    assert set(found.inferred) >= {"title", "date"}
    assert {"russia", "china", "ukraine", "united-nations"} <= set(found.tags)
    paragraphs = [line for line in seed.splitlines() if len(line) > 60][1:]
    assert len(paragraphs) == 20
    cleaned = [part for part in found.body.split("\n\n") if part]
    assert len(cleaned) == 20
    for raw, clean in zip(paragraphs, cleaned, strict=True):
        assert [c for c in raw if c.isalnum()] == [c for c in clean if c.isalnum()]
    for junk in ("ad_1", "ad_2", "Newsletter", "Anmerkung der Redaktion", "CNN", "“. “", " ."):
        assert junk not in found.body


def test_every_page_of_the_corpora_becomes_an_article_or_is_reported(
    project: Path, shared: Path
) -> None:
    pages = sorted((shared / "corpora/extraction").rglob("*.html.gz"))
    assert len(pages) == 339
    for path in pages:
        put(project, f"{path.parent.parent.name}-{path.name.removesuffix('.gz')}",
            gzip.decompress(path.read_bytes()))  # fmt: skip
    report = clean_folder(project, diff=True)
    raws = {written.raw for written in report.written}
    told = {problem.file.removeprefix("content/raw/") for problem in report.problems}
    told |= {note.split(":")[0].removeprefix("content/raw/") for note in report.notes}
    assert len(raws) > 320
    assert raws | told == {p.name for p in (project / "content/raw").iterdir()}
    for change in (change for written in report.written for change in written.changes):
        if change.after and "mojibake" not in change.rule:
            before, after = html.unescape(change.before), html.unescape(change.after)
            assert [c for c in before if c.isalnum()] == [c for c in after if c.isalnum()]
    built = build(project)
    future = len(built.withheld)
    assert built.articles + future == len(report.written)


@pytest.mark.parametrize(
    "page",
    [
        "<link rel=canonical href='https://my_site.example.org/a'>{text}",
        "<link rel=canonical href='https://user@example.org/a'>{text}",
        "<meta property='article:published_time' content='2026-10-01T08:30:00+18:00'>{text}",
        "<meta property='article:published_time' content='2026-10-01T08:30:00+01:00:30'>{text}",
        "<table><tr><td>The ferry</td><td>sails at noon, and at six in the evening again.</td>"
        "</tr><tr><td>The tram</td><td>comes every ten minutes until midnight.</td></tr></table>",
    ],
)
def test_whatever_a_page_says_its_article_can_be_read_again(page: str, project: Path) -> None:
    text = "<article><h1>The pier is open</h1>" + "<p>Nobody was surprised by it at all.</p>" * 9
    (project / "content/raw/page.html").write_text(page.format(text=text), "utf-8")
    report = clean_folder(project)
    assert report.written or report.problems
    for path in (project / "content/articles").rglob("*.md"):
        assert frontmatter.parse(path.read_text("utf-8"), path.name).title


def test_what_is_hidden_is_no_article(project: Path) -> None:
    hidden = project / "content/articles/2026/.trash/a.md"
    hidden.parent.mkdir(parents=True)
    hidden.write_text("---\ntitle: A\ndate: 2026-09-01\nlanguage: en\n---\nText.\n", "utf-8")
    assert holdings.overview(project).articles == 0


def test_of_a_data_file_that_cannot_be_read_no_name_is_called_unknown(project: Path) -> None:
    article = project / "content/articles/2026/09/a.md"
    article.parent.mkdir(parents=True)
    head = "title: A\ndate: 2026-09-01\nlanguage: en\nsource: nobody\ntags: [nothing]"
    article.write_text(f"---\n{head}\n---\nText.\n", "utf-8")
    for name in ("tags.yaml", "sources.yaml"):
        (project / "content" / name).write_text("Bad Id: {}\n", "utf-8")
    seen = holdings.overview(project)
    assert {each.file for each in seen.problems} == {"content/tags.yaml", "content/sources.yaml"}
    assert (seen.unknown_tags, seen.unknown_sources) == ((), ())


def test_what_a_browser_saves_beside_a_page_is_no_raw_file(project: Path) -> None:
    for name in ("Miel.html", "Miel_files/a.js", "Miel_files/deep/frame.html", "b_files/c.txt"):
        put(project, name)
    put(project, "Seite.htm")
    put(project, "Seite-Dateien/x.png")
    assert rawfiles.files(project) == ["Miel.html", "Seite.htm", "b_files/c.txt"]


def test_what_cannot_be_cleaned_waits_until_it_is_mended(project: Path) -> None:
    put(project, "a good one.txt")
    for name, data in {"empty.txt": "", "cut.json": '{"a":', "report.docx": "x"}.items():
        put(project, name, data)
    assert pending(project) == ("a good one.txt", "cut.json", "empty.txt", "report.docx")
    for _ in range(2):
        clean_folder(project)
        assert pending(project) == ("cut.json", "empty.txt", "report.docx")
    put(project, "cut.json", '{"title": "%s", "text": "%s"}' % (HEADLINE, BODY))  # noqa: UP031
    clean_folder(project)
    assert pending(project) == ("empty.txt", "report.docx")
