"""Cleaning shows its work: what it dropped and repaired, and why; any line can be brought back."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from digest import frontmatter
from digest.intake import Explanation, clean_folder, explain, pending
from digest.intake.report import Change, Written
from digest.intake.showing import differing, print_changes
from digest.problems import DigestError, Problem
from projects import tree

HEADLINE = "Harbour lights go solar and the gulls approve"
BODY = (
    "The lamps along the quay of Brindle were switched to solar power on Monday, the town said. "
    "It was the last of nine harbours on this coast to do so ."
)
NOTE = "Read more: How the gulls of Brindle learned to read the tide tables"
TEXT = f"[ad_1]\n{HEADLINE}\n{BODY}\n{NOTE}\n{BODY.replace('lamps', 'buoys')}\n[ad_2]\n"


def put(project: Path, name: str = "lamps.txt", text: str = TEXT) -> None:
    (project / "content/raw" / name).write_text(text, "utf-8")


def clean(project: Path, dry: bool = False) -> Written:
    report = clean_folder(project, dry=dry, diff=True)
    assert report.problems == ()
    (written,) = report.written
    return written


def keep(project: Path, written: Written, phrase: str) -> Path:
    """Do as a curator does: one more line in the front matter."""
    path = project / written.path
    text = path.read_text("utf-8").replace("raw: ", f"keep: [{phrase}]\nraw: ", 1)
    path.write_text(text, "utf-8")
    return path


def test_every_dropped_and_repaired_line_comes_with_the_name_of_its_rule(project: Path) -> None:
    put(project)
    changes = clean(project).changes
    assert [(change.rule, change.before[:12], bool(change.after)) for change in changes] == [
        ("ad-marker", "[ad_1]", False),
        ("space-before-stop", "The lamps al", True),
        ("read-more", "Read more: H", False),
        ("space-before-stop", "The buoys al", True),
        ("ad-marker", "[ad_2]", False),
    ]
    assert changes[1].after == BODY.replace(" .", ".")


def test_a_dry_run_tells_and_writes_nothing(project: Path) -> None:
    put(project)
    before = tree(project / "content")
    written = clean(project, dry=True)
    assert written.changes
    assert tree(project / "content") == before
    assert clean(project).path == written.path


def test_two_articles_of_one_headline_get_two_places_in_a_dry_run_as_well(project: Path) -> None:
    put(project, "a.txt")
    put(project, "b.txt", TEXT.replace("on Monday", "on Tuesday"))
    planned = [written.path for written in clean_folder(project, dry=True).written]
    assert planned == [written.path for written in clean_folder(project).written]
    assert len(set(planned)) == 2


def test_one_entry_in_the_front_matter_brings_a_line_back_and_it_stays(project: Path) -> None:
    put(project)
    path = keep(project, clean(project), "gulls of BRINDLE learned")
    assert NOTE not in path.read_text("utf-8")
    written = clean(project)
    assert project / written.path == path
    text = path.read_text("utf-8")
    assert f"\n\n{NOTE}\n\n" in text
    assert text.index("The lamps") < text.index(NOTE) < text.index("The buoys")
    assert "read-more" not in {change.rule for change in written.changes}
    for again in (False, True):
        assert clean_folder(project, again=again).written == ()
    assert path.read_text("utf-8") == text
    assert not frontmatter.is_edited(text)


def test_a_phrase_brings_a_line_back_although_it_stands_in_the_text_as_well(project: Path) -> None:
    put(project)
    path = keep(project, clean(project), "of Brindle")
    assert "of Brindle" in path.read_text("utf-8").partition("\n---\n")[2]
    assert pending(project) == ("lamps.txt",)
    assert NOTE in (project / clean(project).path).read_text("utf-8")
    assert pending(project) == ()
    assert clean_folder(project).written == ()


def test_a_line_goes_again_when_its_phrase_is_taken_away(project: Path) -> None:
    put(project)
    written = clean(project)
    path = project / written.path
    before = path.read_text("utf-8")
    keep(project, written, "gulls of Brindle")
    clean(project)
    text = path.read_text("utf-8")
    assert NOTE in text
    path.write_text(text.replace("keep: [gulls of Brindle]\n", ""), "utf-8")
    assert pending(project) == ("lamps.txt",)
    clean(project)
    assert path.read_text("utf-8") == before
    assert pending(project) == ()


def test_other_blanks_and_capitals_are_the_same_phrase(project: Path) -> None:
    put(project)
    keep(project, clean(project), "gulls of Brindle")
    path = project / clean(project).path
    text = path.read_text("utf-8").replace("[gulls of Brindle]", "[GULLS  of brindle]")
    path.write_text(text, "utf-8")
    assert pending(project) == ()


def test_a_phrase_that_stands_nowhere_is_said_to_and_changes_nothing_else(project: Path) -> None:
    put(project)
    path = keep(project, clean(project), "no such words")
    text = path.read_text("utf-8")
    report = clean_folder(project)
    assert (report.written, report.problems) == ((), ())
    assert path.read_text("utf-8") == text
    assert any("'no such words' stands nowhere" in note for note in report.notes)


def test_keep_does_not_open_an_edited_article_to_cleaning(project: Path) -> None:
    put(project)
    path = keep(project, clean(project), "gulls of Brindle learned")
    path.write_text(path.read_text("utf-8") + "\nkeep: this line, which a person wrote.\n", "utf-8")
    text = path.read_text("utf-8")
    report = clean_folder(project)
    assert (report.written, len(report.kept)) == ((), 1)
    assert path.read_text("utf-8") == text


def test_an_entry_in_sources_yaml_brings_a_line_back_in_all_articles(project: Path) -> None:
    text = "{name: Harbour Post, keep: [gulls of Brindle learned]}"
    (project / "content/sources.yaml").write_text(f"harbour-post: {text}\n", "utf-8")
    put(project, text=TEXT.replace(BODY, f"HARBOUR POST\n—\n{BODY}", 1))
    assert NOTE in (project / clean(project).path).read_text("utf-8")


def test_what_cleaning_makes_of_a_named_file_is_shown_whatever_its_state(project: Path) -> None:
    put(project)
    first = clean(project)
    path = project / first.path
    for edited in (False, True):
        if edited:
            path.write_text(path.read_text("utf-8").replace("town", "whole town"), "utf-8")
        before = tree(project / "content")
        assert clean_folder(project, diff=True).shown == ()
        report = clean_folder(project, diff=True, only=("lamps.txt",))
        (shown,) = report.shown
        assert (shown.name, shown.changes) == (first.shown, first.changes)
        assert (report.written, report.unchanged) == ((), 1)
        assert tree(project / "content") == before
    put(project, "copy.txt")
    report = clean_folder(project, diff=True, only=("copy.txt",))
    assert (report.written, report.shown[0].changes) == ((), first.changes)


def test_captions_that_were_never_taken_for_text_are_shown_as_well(project: Path) -> None:
    text = "".join(f"<p>{BODY.replace('nine', f'{n}')} Nobody asked the gulls.</p>" for n in "689")
    page = f"<article><h1>{HEADLINE}</h1><figure><img src='x.png'><figcaption>The quay</figcaption>"
    page = f"<html><body>{page}</figure>{text}</article><ul><li>Weather</li></ul></body></html>"
    put(project, "lamps.html", page)
    shown = {change.before: change.rule for change in clean(project).changes}
    assert "The quay" in shown
    assert "Weather" not in shown


def test_an_explanation_says_where_each_fact_comes_from(project: Path) -> None:
    (project / "content/tags.yaml").write_text("gulls: {labels: {en: Gulls}}\n", "utf-8")
    put(project)
    before = tree(project)
    (found,) = explain(project, "lamps.txt")
    assert isinstance(found, Explanation)
    rows = {name: (value, origin) for name, value, origin in found.rows}
    assert rows["title"] == (HEADLINE, "the first line")
    assert rows["language"] == ("en", "the text")
    assert rows["date"][1] == "the raw file's time stamp (guessed)"
    assert rows["tag"] == ("gulls", "in the title")
    assert rows["lines"][0] == "2 kept, 3 dropped, 2 repaired"
    assert tree(project) == before


def test_the_articles_of_a_file_of_many_are_explained_one_by_one(project: Path) -> None:
    lines = (f'{{"id": "a", "title": "{HEADLINE}", "text": "{BODY}"}}', '{"id": "b", "title": "x"}')
    put(project, "many.jsonl", "\n".join(lines))
    first, second = explain(project, "many.jsonl")
    assert isinstance(first, Explanation)
    assert isinstance(second, Problem)
    assert first.shown.startswith("content/raw/many.jsonl (")


def test_what_is_no_raw_file_cannot_be_explained(project: Path) -> None:
    with pytest.raises(DigestError, match="no such raw file"):
        list(explain(project, "lamps.txt"))


def test_changes_are_in_colour_on_a_terminal_and_plain_elsewhere() -> None:
    changes = (Change("share", "Share this"), Change("space-before-stop", "Gulls .", "Gulls."))
    plain, coloured = io.StringIO(), io.StringIO()
    name = "content/raw/a.txt"
    print_changes(name, changes, Console(file=plain, soft_wrap=True))
    print_changes(name, changes, Console(file=coloured, force_terminal=True, soft_wrap=True))
    assert plain.getvalue().splitlines() == [
        "  content/raw/a.txt",
        "               share  - Share this",
        "   space-before-stop  - Gulls .",
        "                      + Gulls.",
    ]
    assert "\x1b[31m- Share this" in coloured.getvalue()
    assert "\x1b[32m+ Gulls." in coloured.getvalue()


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("a .", "a.", ("a .", "a.")),
        ("aa", "a", ("aa", "a")),
        (f"{'x' * 60} .", f"{'x' * 60}.", (f"…{'x' * 50} .", f"…{'x' * 50}.")),
        (f". {'x' * 60}", f"{'x' * 60}", (f". {'x' * 50}…", f"{'x' * 50}…")),
    ],
)
def test_of_a_long_line_only_what_changed_is_shown(
    before: str, after: str, shown: tuple[str, str]
) -> None:
    assert differing(before, after) == shown


def test_a_block_list_at_the_end_of_the_front_matter_does_as_well(project: Path) -> None:
    put(project)
    path = project / clean(project).path
    text = path.read_text("utf-8")
    head, _, body = text.partition("\n---\n")
    path.write_text(f"{head}\nkeep:\n- gulls of\u00a0Brindle  learned\n---\n{body}", "utf-8")
    assert pending(project) == ("lamps.txt",)
    assert NOTE in (project / clean(project).path).read_text("utf-8")
    assert pending(project) == ()


def test_an_edit_made_while_cleaning_runs_is_not_overwritten(project: Path) -> None:
    put(project, "a.txt")
    put(project, "b.txt", TEXT.replace("on Monday", "on Tuesday"))
    first, second = (project / w.path for w in clean_folder(project).written)
    put(project, "a.txt", TEXT.replace("nine harbours", "ten harbours"))
    put(project, "b.txt", TEXT.replace("nine harbours", "six harbours"))
    edited = second.read_text("utf-8") + "\nA line of mine.\n"

    def edit(done: int, total: int) -> None:
        second.write_text(edited, "utf-8")

    report = clean_folder(project, progress=edit)
    assert [project / written.path for written in report.written] == [first]
    assert second.read_text("utf-8") == edited
    assert [project / path for path in report.kept] == [second]
