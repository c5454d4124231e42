"""Files of many articles: each is cleaned once, by a name of its own, and harms no other."""

from __future__ import annotations

import gzip
import io
import json
import os
from collections.abc import Iterable, Sequence
from email.message import EmailMessage
from pathlib import Path

import pytest

from digest import frontmatter, holdings
from digest.article import Article
from digest.intake import CleanReport, clean_folder, formats, pending
from projects import tree

SITE = "https://lanternpost.example"
BODY = (
    "Harbour number {n} keeps its lamps on until noon, the board said on Tuesday evening. "
    "The boats of pier {n} come home with the second tide, and somebody has to see them. "
    "Nobody asked the {n} herons, which have taken to sleeping on the wall of the fish hall."
)


def item(number: int, **more: object) -> dict[str, object]:
    return {
        "id": f"n{number}",
        "title": f"The lamps of harbour {number}",
        "text": BODY.format(n=number),
        "date": "2026-09-01T08:00:00+02:00",
    } | more


def put(project: Path, name: str, data: bytes | str) -> Path:
    path = project / "content/raw" / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def lines(items: Iterable[object]) -> str:
    return "".join(json.dumps(each) + "\n" for each in items)


def page(number: int) -> bytes:
    html = f"<html><head><title>The lamps of harbour {number}</title></head><body><article>"
    html += f"<h1>The lamps of harbour {number}</h1><p>{BODY.format(n=number)}</p>"
    return f"{html}<p>{BODY.format(n=number + 1000)}</p></article></body></html>".encode()


def warc(
    answers: Sequence[tuple[str, bytes]],
    packed: bool = True,
    status: str = "200 OK",
    more: str = "",
) -> bytes:
    """An archive of a server's answers, each record packed by itself."""
    records: list[bytes] = []
    for url, body in answers:
        http = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n{more}\r\n"
        block = http.encode() + body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n"
            "WARC-Date: 2026-09-01T08:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{len(records):012}>\r\n"
            "Content-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(block)}\r\n\r\n"
        )
        record = head.encode() + block + b"\r\n\r\n"
        records.append(gzip.compress(record) if packed else record)
    return b"".join(records)


def pages(*numbers: int) -> list[tuple[str, bytes]]:
    return [(f"{SITE}/{number}", page(number)) for number in numbers]


def titles(project: Path) -> list[str]:
    return sorted(each.article.title for each in holdings.read(project).held)


def articles(project: Path) -> dict[str, Article]:
    """All articles by the name of their part."""
    return {
        each.article.raw.part: each.article
        for each in holdings.read(project).held
        if each.article.raw
    }


def told(report: CleanReport) -> list[str]:
    return [str(problem) for problem in report.problems]


def test_each_line_of_a_file_becomes_an_article_known_by_its_id(project: Path) -> None:
    put(project, "many.jsonl", lines(item(n) for n in range(9)))
    report = clean_folder(project)
    assert not report.problems
    assert len(report.written) == 9
    assert sorted(articles(project)) == [f"n{n}" for n in range(9)]
    assert len({a.raw.sha256 for a in articles(project).values() if a.raw}) == 9


def test_the_part_is_in_the_front_matter_and_survives_writing(project: Path) -> None:
    put(
        project,
        "many.jsonl",
        lines([item(1, id="a: {b\U0001fffe}, cleaned: x0123456789abcdef}\n--- ")]),
    )
    (written,) = clean_folder(project).written
    text = (project / written.path).read_text("utf-8")
    found = frontmatter.parse(text, written.path)
    assert found.raw is not None
    assert found.raw.part == "a: {b}, cleaned: x0123456789abcdef} ---"
    assert not frontmatter.is_edited(text)
    assert frontmatter.is_edited(text.replace("herons", "geese"))
    assert clean_folder(project).unchanged == 1


def test_what_has_no_name_is_known_by_its_content_wherever_it_stands(project: Path) -> None:
    nameless = [{"text": BODY.format(n=n)} for n in range(3)]
    put(project, "many.jsonl", lines(nameless))
    assert len(clean_folder(project).written) == 3
    before = tree(project / "content/articles")
    put(project, "many.jsonl", lines([{"text": BODY.format(n=77)}, *nameless]))
    report = clean_folder(project)
    assert (len(report.written), report.unchanged) == (1, 3)
    after = tree(project / "content/articles")
    assert {name: after[name] for name in before} == before


def test_appended_articles_are_new_changed_ones_again_edited_ones_kept(project: Path) -> None:
    put(project, "many.jsonl", lines(item(n) for n in range(4)))
    clean_folder(project)
    places = {a.raw.part: h.file for h in holdings.read(project).held if (a := h.article).raw}
    edited = project / places["n0"]
    edited.write_text(edited.read_text("utf-8").replace("herons", "geese"), "utf-8")
    changed = [item(0, text=BODY.format(n=50)), item(1, text=BODY.format(n=51))]
    put(project, "many.jsonl", lines([*changed, item(2), item(3), item(4)]))
    for again in range(2):
        report = clean_folder(project)
        assert report.kept == (places["n0"],)
        assert [w.path for w in report.written if w.path == places["n1"]] == (
            [places["n1"]] if not again else []
        )
        assert (len(report.written), report.unchanged) == ((0, 4) if again else (2, 2))
    assert "geese" in edited.read_text("utf-8")
    assert "pier 51" in articles(project)["n1"].body


@pytest.mark.parametrize("cache_lost", [False, True])
def test_a_second_run_changes_nothing_and_says_the_same(project: Path, cache_lost: bool) -> None:
    put(
        project, "many.jsonl", lines([*(item(n) for n in range(9)), "no object", item(3, text="x")])
    )
    first = clean_folder(project)
    before = tree(project / "content")
    if cache_lost:
        (project / ".cache/cleaned.json").unlink()
    second = clean_folder(project)
    assert (second.written, second.unchanged) == ((), len(first.written))
    assert (second.problems, second.notes) == (first.problems, first.notes)
    assert tree(project / "content") == before


def test_a_file_that_is_done_is_not_read_again(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(project, "many.jsonl", lines(item(n) for n in range(3)))
    clean_folder(project)
    monkeypatch.setattr("digest.intake.formats.parts", lambda path, kind: 1 / 0)
    assert clean_folder(project).unchanged == 3
    assert pending(project) == ()


@pytest.mark.parametrize("memory", ["", "{", "[]", '{"version": 1, "files": {"a": 3}}'])
def test_a_damaged_memory_only_costs_time(project: Path, memory: str) -> None:
    put(project, "many.jsonl", lines(item(n) for n in range(3)))
    clean_folder(project)
    (project / ".cache/cleaned.json").write_text(memory)
    report = clean_folder(project)
    assert (report.written, report.unchanged, report.problems) == ((), 3, ())


def test_an_article_that_was_deleted_comes_back(project: Path) -> None:
    put(project, "many.jsonl", lines(item(n) for n in range(3)))
    (project / clean_folder(project).written[1].path).unlink()
    assert pending(project) == ("many.jsonl",)
    report = clean_folder(project)
    assert (len(report.written), report.unchanged) == (1, 2)


def test_an_interrupted_run_goes_on_where_it_stopped(project: Path) -> None:
    put(project, "many.jsonl", lines(item(n) for n in range(5)))

    def interrupt(done: int, _total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        clean_folder(project, progress=interrupt)
    assert pending(project) == ("many.jsonl",)
    report = clean_folder(project)
    assert (len(report.written), report.unchanged) == (3, 2)


def test_pending_sees_what_was_appended(project: Path) -> None:
    put(project, "many.jsonl", lines(item(n) for n in range(2)))
    clean_folder(project)
    assert pending(project) == ()
    put(project, "many.jsonl", lines(item(n) for n in range(3)))
    assert pending(project) == ("many.jsonl",)


@pytest.mark.parametrize(
    ("text", "said"), [(BODY.format(n=2), "another version of it"), (BODY.format(n=1), "it")]
)
def test_one_name_twice_in_a_file_is_one_article(project: Path, text: str, said: str) -> None:
    nameless = {"text": BODY.format(n=3)}
    put(project, "many.jsonl", lines([item(1), item(1, text=text), nameless, nameless]))
    for written, unchanged in ((2, 0), (0, 2)):
        report = clean_folder(project)
        assert (len(report.written), report.unchanged) == (written, unchanged)
        (note,) = report.notes
        begun = f"content/raw/many.jsonl (n1): {said} stands above, in many.jsonl"
        assert note == f"{begun} (and 1 more like it)"


def test_an_article_at_a_known_address_is_not_made_twice(project: Path) -> None:
    put(project, "a.jsonl", lines([item(1, url=f"{SITE}/lamps/")]))
    put(
        project,
        "b.jsonl",
        lines([item(2, url="http://www.lanternpost.example/lamps?utm_source=x")]),
    )
    for _ in range(2):
        report = clean_folder(project)
        assert titles(project) == ["The lamps of harbour 1"]
        (note,) = report.notes
        assert note.startswith("content/raw/b.jsonl (n2): the same address as content/articles/")


LAMPS = f"{SITE}/lamps"
TEASER = "Harbour number 1 keeps its lamps on until noon, the board said on Tuesday evening."
TEASER_FEED = (
    '<rss version="2.0"><channel><title>Lantern Post</title><item><title>Lamps until noon</title>'
    f"<link>{LAMPS}?utm_source=feed</link><guid>n1</guid>"
    "<pubDate>Tue, 01 Sep 2026 08:00:00 +0200</pubDate>"
    f"<description>{TEASER}</description></item></channel></rss>"
)
WHOLE = page(1).replace(b"<head>", f'<head><link rel="canonical" href="{LAMPS}">'.encode())


@pytest.mark.parametrize(("feed", "saved"), [("a.xml", "b.html"), ("b.xml", "a.html")])
@pytest.mark.parametrize("at_once", [False, True])
def test_a_saved_page_takes_the_place_of_the_feeds_sentence(
    project: Path, feed: str, saved: str, at_once: bool
) -> None:
    put(project, feed, TEASER_FEED)
    if not at_once:
        (teaser,) = clean_folder(project).written
    put(project, saved, WHOLE)
    (planned,) = clean_folder(project, dry=True).written
    report = clean_folder(project)
    (written,) = report.written
    assert (written.path, written.raw) == (planned.path, saved)
    if not at_once:
        assert written.path == teaser.path
    if not at_once or feed < saved:
        assert f"in place of content/raw/{feed} (n1)" in written.notes[0]
    assert "herons" in (project / written.path).read_text("utf-8")
    before = tree(project / "content/articles")
    assert list(before) == [written.path.removeprefix("content/articles/")]
    for again in (False, True):
        report = clean_folder(project, again=again)
        assert (report.written, report.unchanged) == ((), 1)
        assert report.notes == (f"content/raw/{feed} (n1): the same address as {written.path}",)
        assert tree(project / "content/articles") == before
    assert pending(project) == ()


@pytest.mark.parametrize(("headline", "written"), [("The lamps of harbour 1", 1), ("Herons", 0)])
def test_a_long_text_gives_way_to_its_own_headline_only(
    project: Path, headline: str, written: int
) -> None:
    begun, whole = (" ".join([BODY.format(n=1)] * times) for times in (5, 9))
    put(project, "a.jsonl", lines([item(1, text=begun, url=LAMPS)]))
    clean_folder(project)
    put(project, "b.jsonl", lines([item(2, text=whole, url=LAMPS, title=headline)]))
    report = clean_folder(project)
    assert (len(report.written), len(report.notes)) == (written, 1 - written)
    assert len(articles(project)) == 1


@pytest.mark.parametrize("change", ["\nA line of mine.\n", ""])
def test_a_feeds_sentence_that_a_person_has_edited_stays(project: Path, change: str) -> None:
    put(project, "a.xml", TEASER_FEED)
    (written,) = clean_folder(project).written
    path = project / written.path
    text = path.read_text("utf-8") + change
    path.write_text(text if change else text.replace("\nraw:", "\nkeep: [lamps on]\nraw:"), "utf-8")
    clean_folder(project)
    before = tree(project / "content/articles")
    put(project, "b.html", WHOLE)
    for _ in range(2):
        report = clean_folder(project)
        assert report.written == ()
        assert any("which has less text but is edited by hand" in note for note in report.notes)
    assert tree(project / "content/articles") == before


def test_pages_that_give_their_sites_address_are_not_one(project: Path) -> None:
    put(project, "a.jsonl", lines([item(1, url=SITE), item(2, url=f"{SITE}/")]))
    assert len(clean_folder(project).written) == 2


def test_the_same_entries_in_the_next_days_file_are_one_note(project: Path) -> None:
    put(project, "1.jsonl", lines(item(n) for n in range(3)))
    put(project, "2.jsonl", lines(item(n) for n in range(4)))
    for written in (4, 0):
        report = clean_folder(project)
        assert len(report.written) == written
        (note,) = report.notes
        assert (
            note == "content/raw/2.jsonl (n0): the same bytes as 1.jsonl (n0) (and 2 more like it)"
        )


def test_a_renamed_file_of_many_keeps_its_articles(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = put(project, "a.jsonl", lines(item(n) for n in range(3)))
    clean_folder(project)
    before = tree(project / "content/articles")
    raw.rename(raw.with_name("b.jsonl"))
    report = clean_folder(project)
    assert (report.written, report.unchanged, report.notes) == ((), 3, ())
    monkeypatch.setattr(formats, "parts", None)  # what is remembered is not read again
    report = clean_folder(project)
    assert (report.written, report.unchanged, report.notes) == ((), 3, ())
    assert tree(project / "content/articles") == before


def test_copies_of_an_article_file_are_found_and_parts_of_a_file_are_none(project: Path) -> None:
    put(project, "many.jsonl", lines([item(1), item(2, title="The lamps of harbour 1")]))
    paths = [written.path for written in clean_folder(project).written]
    assert holdings.overview(project).doubles == ()
    copy = project / "content/articles/2026/09/copy.md"
    copy.write_bytes((project / paths[0]).read_bytes())
    (double,) = holdings.overview(project).doubles
    assert set(double) == {paths[0], "content/articles/2026/09/copy.md"}


@pytest.mark.parametrize(
    "wrapped",
    [
        [item(1), item(2)],
        {"status": "ok", "articles": [item(1), item(2)]},
        {"response": {"total": 2, "results": [item(1), item(2)]}},
        {"n1": {k: v for k, v in item(1).items() if k != "id"}, "n2": item(2)},
    ],
)
def test_json_lists_are_found_however_they_are_wrapped(project: Path, wrapped: object) -> None:
    put(project, "many.json", json.dumps(wrapped))
    assert not clean_folder(project).problems
    assert sorted(articles(project)) == ["n1", "n2"]


def test_a_file_of_one_object_is_an_article_without_a_part(project: Path) -> None:
    put(project, "one.json", json.dumps(item(1)))
    clean_folder(project)
    assert list(articles(project)) == [""]


def test_json_under_a_wrong_name_is_read_as_what_it_is(project: Path) -> None:
    put(project, "lines.json", lines([item(1), item(2)]))
    put(project, "list.jsonl", json.dumps([item(3), item(4)], indent=1))
    put(project, "list.txt", json.dumps([item(5)]))
    assert not clean_folder(project).problems
    assert sorted(articles(project)) == ["n1", "n2", "n3", "n4", "n5"]


def test_a_broken_item_is_named_and_the_others_are_cleaned(project: Path) -> None:
    good = [json.dumps(item(n)) for n in range(3)]
    put(project, "list.json", f"[{good[0]}, {{'id': 1}}, {good[1]}, 7, {good[2]}]")
    report = clean_folder(project)
    assert len(report.written) == 3
    (message,) = told(report)
    assert message.startswith("content/raw/list.json (item 2): not valid JSON")


def test_a_list_that_ends_too_early_gives_what_it_has(project: Path) -> None:
    put(project, "list.json", json.dumps([item(1), item(2)])[:-40])
    report = clean_folder(project)
    assert len(report.written) == 1
    assert told(report) == [
        "content/raw/list.json (item 2): the file ends in the midst of its list; save it again"
    ]


def test_a_huge_item_is_passed_over_without_being_held(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digest.intake.formats.json_files.LARGEST", 3000)
    monkeypatch.setattr("digest.intake.formats.json_files._CHUNK", 700)
    huge = '{"id": "h", "text": "' + 'word \\" \\\\ ] } ' * 1000 + '\\\\"}'
    many = '{"id": "i", "list": [' + '"x", ' * 2000 + "0]}"
    parts = [json.dumps(item(1)), huge, json.dumps(item(2)), many, json.dumps(item(3))]
    put(project, "list.json", f'{{"items": [{", ".join(parts)}], "more": {{"a": 1}}}}')
    put(project, "lines.jsonl", "\n".join([*parts[1:2], json.dumps(item(4))]))
    report = clean_folder(project)
    assert sorted(articles(project)) == ["n1", "n2", "n3", "n4"]
    places = [message.split(":")[0] for message in told(report)]
    assert places == [
        "content/raw/lines.jsonl (line 1)",
        "content/raw/list.json (item 2)",
        "content/raw/list.json (item 4)",
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_json_in_any_encoding_is_read(project: Path, encoding: str) -> None:
    german = item(
        1, title="Über den Deich", text="Über den Deich führt ein Weg, sagt die Gräfin. " * 4
    )
    for name, data in (("a.json", [german]), ("b.jsonl", item(2))):
        put(project, name, json.dumps(data, ensure_ascii=False).encode(encoding))
    assert not clean_folder(project).problems
    assert titles(project) == ["The lamps of harbour 2", "Über den Deich"]


def test_json_without_end_is_refused(project: Path) -> None:
    put(project, "deep.json", '{"text": ' + "[" * 100_000 + "]" * 100_000 + "}")
    put(
        project,
        "deep.jsonl",
        '{"text": ' + "[" * 100_000 + "]" * 100_000 + "}\n" + lines([item(1)]),
    )
    report = clean_folder(project)
    assert len(report.written) == 1
    assert len(told(report)) == 2


def rss(*entries: str, head: str = "") -> str:
    return (
        f'<?xml version="1.0"?>{head}<rss version="2.0"><channel><title>The Lantern Post</title>'
        f"{''.join(entries)}</channel></rss>"
    )


def entry(number: int, more: str = "") -> str:
    return (
        f"<item><title>The lamps of harbour {number}</title><guid>g{number}</guid>"
        f"<description>{BODY.format(n=number)}{more}</description></item>"
    )


def test_each_entry_of_a_feed_becomes_an_article_known_by_its_guid(project: Path) -> None:
    put(project, "feed.xml", rss(entry(1), entry(2)))
    assert not clean_folder(project).problems
    assert sorted(articles(project)) == ["g1", "g2"]
    put(project, "feed.xml", rss(entry(3), entry(2)))
    report = clean_folder(project)
    assert (len(report.written), report.unchanged) == (1, 1)


def test_a_feed_that_ends_too_early_gives_its_whole_entries(project: Path) -> None:
    put(project, "feed.rss", rss(entry(1), entry(2))[:-60])
    report = clean_folder(project)
    assert sorted(articles(project)) == ["g1"]
    assert told(report)[0].startswith("content/raw/feed.rss (entry 2): the file ends in the midst")


def test_entities_neither_multiply_nor_read_files(project: Path) -> None:
    (project / "secret").write_text("the harbour master's own words")
    laughs = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    put(project, "laughs.xml", rss(entry(1, "&i;"), head=f"<!DOCTYPE rss [{laughs}]>"))
    secret = f'<!ENTITY s SYSTEM "{(project / "secret").as_uri()}">'
    put(project, "files.xml", rss(entry(2, "&s;"), head=f"<!DOCTYPE rss [{secret}]>"))
    report = clean_folder(project)
    assert told(report)[0].startswith("content/raw/laughs.xml: entities that multiply without end;")
    bodies = [article.body for article in articles(project).values()]
    assert all(len(body) < 1000 for body in bodies)
    assert not any("own words" in body for body in bodies)


def test_a_feed_is_never_fetched(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("it was fetched"))
    put(project, "feed.xml", f"{SITE}/feed.xml")
    put(project, "link.atom", f"<feed><link href='{SITE}/feed.xml'/></feed>")
    assert len(told(clean_folder(project))) == 2


@pytest.mark.parametrize("packed", [True, False])
def test_each_page_of_an_archive_becomes_an_article_at_its_address(
    project: Path, packed: bool
) -> None:
    name = "crawl.warc.gz" if packed else "crawl.warc"
    put(project, name, warc(pages(1, 2), packed) + warc(pages(3), packed, "404 Not Found"))
    assert not clean_folder(project).problems
    found = articles(project)
    assert sorted(found) == [f"{SITE}/1", f"{SITE}/2"]
    assert {article.source_url for article in found.values()} == set(found)
    assert {f"{article.date:%F}" for article in found.values()} == {"2026-09-01"}


def test_packed_pages_are_unpacked_as_far_as_a_page_may_go(project: Path) -> None:
    bomb = io.BytesIO()
    with gzip.GzipFile(fileobj=bomb, mode="wb") as stream:
        for _ in range(20):
            stream.write(b"\0" * 1_000_000)
    packed = [(url, gzip.compress(body)) for url, body in pages(1, 2)]
    packed.insert(1, (f"{SITE}/bomb", bomb.getvalue()))
    put(project, "crawl.warc.gz", warc(packed, more="Content-Encoding: gzip\r\n"))
    report = clean_folder(project)
    assert sorted(articles(project)) == [f"{SITE}/1", f"{SITE}/2"]
    assert told(report)[0].startswith(f"content/raw/crawl.warc.gz ({SITE}/bomb): a page of more")


def test_an_archive_that_unpacks_without_end_is_left(project: Path) -> None:
    head = warc([(f"{SITE}/endless", b"<p>")], packed=False).split(b"\r\n\r\n")[0]
    head = b"\r\n".join(h for h in head.split(b"\r\n") if not h.startswith(b"Content-Length"))
    bomb = io.BytesIO()
    with gzip.GzipFile(fileobj=bomb, mode="wb") as stream:
        stream.write(head + b"\r\nContent-Length: 9000000000\r\n\r\nHTTP/1.1 200 OK\r\n\r\n")
        for _ in range(120):
            stream.write(b"\0" * 1_000_000)
    put(project, "crawl.warc.gz", warc(pages(1)) + bomb.getvalue())
    report = clean_folder(project)
    assert sorted(articles(project)) == [f"{SITE}/1"]
    assert "it unpacks to more than any text does" in told(report)[-1]


@pytest.mark.parametrize("packed", [True, False])
def test_an_archive_that_is_cut_off_gives_its_whole_pages(project: Path, packed: bool) -> None:
    noise = (f"{SITE}/last", b"<p>" + os.urandom(50_000).hex().encode())
    put(project, "crawl.warc.gz", warc([*pages(1, 2), noise], packed)[:-20_000])
    report = clean_folder(project)
    assert sorted(articles(project)) == [f"{SITE}/1", f"{SITE}/2"]
    (message,) = told(report)
    assert message.split(": ")[0] in (
        "content/raw/crawl.warc.gz (record 3)",
        f"content/raw/crawl.warc.gz ({SITE}/last)",
    )
    assert "; get the archive again" in message


def test_a_fault_in_a_reader_harms_no_other_file(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digest.intake.formats.warcs.ArchiveIterator", lambda *_, **__: 1 / 0)
    put(project, "a.warc", warc(pages(1), packed=False))
    put(project, "b.jsonl", lines([item(2)]))
    report = clean_folder(project)
    assert len(report.written) == 1
    (message,) = told(report)
    assert message.startswith("content/raw/a.warc: reading it failed (ZeroDivisionError")
    monkeypatch.undo()
    assert len(clean_folder(project).written) == 1


def test_records_that_are_no_pages_are_passed_over(project: Path) -> None:
    plain = warc(pages(1, 2, 3, 4, 5), packed=False).split(b"WARC/1.0\r\n")[1:]
    plain[0] = plain[0].replace(b"WARC-Target-URI", b"X-Target-URI")
    plain[1] = plain[1].replace(b"WARC-Type: response", b"WARC-Type: request")
    plain[2] = plain[2].replace(b"text/html", b"text/json")
    plain[3] = plain[3].replace(b"HTTP/1.1 200 OK", b"HTTP/2   200   ")
    put(project, "a.warc", b"".join(b"WARC/1.0\r\n" + record for record in plain))
    assert not clean_folder(project).problems
    assert sorted(articles(project)) == [f"{SITE}/4", f"{SITE}/5"]


def test_a_page_without_an_article_is_named_by_its_address(project: Path) -> None:
    empty = (f"{SITE}/list", b"<html><body><nav>Home</nav></body></html>")
    put(project, "crawl.warc", warc([empty, *pages(1)], packed=False))
    report = clean_folder(project)
    assert len(report.written) == 1
    assert told(report)[0].startswith(
        f"content/raw/crawl.warc ({SITE}/list): no article text found"
    )


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("x.json", b"", "empty"),
        ("x.jsonl", b"\n\n", "no article in it"),
        ("x.json", b"[]", "no article in it"),
        ("x.json", b'{"a": 1}', "no field with an article's text"),
        ("x.jsonl", b"\x00\x01\x02 nothing\n" * 500, "no JSON lines"),
        ("x.rss", b"<p>no feed</p>", "not a feed"),
        ("x.warc", b"WARC/1.0\r\n\xff\xfe", "no article in it"),
        ("x.warc.gz", b"\x1f\x8b nothing", "damaged archive"),
        ("x.eml", b"MIME-Version: 1.0\n\n", "no text in this mail"),
        ("x.mhtml", b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n--a\n", "no page"),
        ("x.md", b"---\na: [\n---\nText", "not valid YAML"),
    ],
)  # fmt: skip
def test_what_holds_no_article_is_reported_with_a_remedy(
    project: Path, name: str, data: bytes, words: str
) -> None:
    put(project, name, data)
    report = clean_folder(project)
    assert not report.written
    assert words in told(report)[-1]
    assert all("; " in message for message in told(report))


def mail(
    subject: str, text: str, sender: str = "The Lantern Post <p@lanternpost.example>"
) -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"] = subject, sender
    message["Date"] = "Tue, 01 Sep 2026 08:00:00 +0200"
    message.set_content(text)
    return message


def test_an_attached_message_is_what_a_mail_passes_on(project: Path) -> None:
    outer = mail("Fwd: lamps", "Have a look.", "Ada <ada@example.org>")
    outer.add_attachment(mail("The lamps of harbour 1", BODY.format(n=1)))
    put(project, "a.eml", bytes(outer))
    clean_folder(project)
    assert titles(project) == ["The lamps of harbour 1"]


def test_attachments_within_attachments_and_mad_headers_do_no_harm(project: Path) -> None:
    message = mail("The lamps of harbour 1", BODY.format(n=1))
    message.add_attachment(
        os.urandom(1000), maintype="application", subtype="pdf", filename="a.pdf"
    )
    for _ in range(40):
        outer = mail("Fwd", "See below.")
        outer.add_attachment(message)
        message = outer
    put(project, "nested.eml", bytes(message))
    mad = (
        b"MIME-Version: 1.0\nFrom: "
        + b"(" * 50_000
        + b"\nSubject: "
        + b"=?utf-8?q?lamps?= " * 50_000
    )
    put(project, "mad.eml", mad + b"\n\n" + BODY.format(n=2).encode())
    assert len(clean_folder(project).written) + len(told(clean_folder(project))) >= 1
    assert any("pier 2" in article.body for article in articles(project).values())


def test_raw_files_are_never_changed(project: Path) -> None:
    put(project, "many.jsonl", lines([item(1)]))
    put(project, "feed.xml", rss(entry(2)))
    put(project, "crawl.warc.gz", warc(pages(3)))
    put(project, "mail.eml", bytes(mail("The lamps of harbour 4", BODY.format(n=4))))
    before = tree(project / "content/raw")
    assert len(clean_folder(project).written) == 4
    clean_folder(project, again=True)
    assert tree(project / "content/raw") == before
