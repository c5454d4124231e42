"""Fields as programs name them: whatever they are called, they are found."""

from __future__ import annotations

from typing import Any

import pytest

from digest.article import Metadata
from digest.intake.formats import records

URL = "https://lanternpost.example/lamps"


def read(data: dict[str, Any]) -> Metadata:
    return records.metadata(records.flattened(data))


@pytest.mark.parametrize(
    ("data", "field", "value"),
    [
        ({"title": " The\nlamps "}, "title", "The lamps"),
        ({"name": "The file", "headline": "The lamps"}, "title", "The lamps"),
        ({"title": {"rendered": "The &#8220;lamps&#8221; <em>go</em> out"}}, "title",
         "The “lamps” go out"),
        ({"title": None, "name": "The lamps"}, "title", "The lamps"),
        ({"title": ["The lamps"]}, "title", "The lamps"),
        ({"link": URL}, "url", URL),
        ({"url": "/lamps", "canonical_url": URL}, "url", URL),
        ({"url": "javascript:alert(1)"}, "url", ""),
        ({"mainEntityOfPage": {"@id": URL}}, "url", URL),
        ({"author": "Ines Farrow"}, "authors", ("Ines Farrow",)),
        ({"authors": [{"name": "Ines Farrow"}, "Tom Quayle", None, 7]}, "authors",
         ("Ines Farrow", "Tom Quayle", "7")),
        ({"byline": "By Ines Farrow"}, "authors", ("By Ines Farrow",)),
        ({"source": {"id": None, "name": "The Lantern Post"}}, "source", "The Lantern Post"),
        ({"publisher": {"@type": "Organization", "name": "The Lantern Post"}}, "source",
         "The Lantern Post"),
        ({"inLanguage": "en-GB"}, "language", "en-GB"),
        ({"keywords": ["lamps", {"name": "ferries"}, "lamps"]}, "keywords", ("lamps", "ferries")),
        ({"tags": [], "categories": "lamps"}, "keywords", ("lamps",)),
        ({"excerpt": {"rendered": "<p>They went out.</p>"}}, "description", "They went out."),
        ({"date_published": "2026-09-01T08:00:00+02:00"}, "date", "2026-09-01T08:00:00+02:00"),
        ({"publishedAt": "2026-09-01T08:00:00Z"}, "date", "2026-09-01T08:00:00+00:00"),
        ({"pubDate": "Tue, 01 Sep 2026 08:00:00 +0200"}, "date", "2026-09-01T08:00:00+02:00"),
        ({"timestamp": 1788249600}, "date", "2026-09-01T08:00:00+00:00"),
        ({"timestamp": "1788249600000"}, "date", "2026-09-01T08:00:00+00:00"),
        ({"created": {"$date": "2026-09-01"}}, "date", "2026-09-01T00:00:00"),
        ({"date": "soon", "published": "1 September 2026"}, "date", "1 September 2026"),
        ({"date": True}, "date", ""),
        ({"date": float("inf")}, "date", ""),
        ({"date": 12}, "date", ""),
        ({"date": "9999-99-99"}, "date", "9999-99-99"),
        ({"dc:creator": "Ines Farrow"}, "authors", ("Ines Farrow",)),
        ({"article": {"headline": "The lamps", "body": "They went out."}, "id": 3}, "title",
         "The lamps"),
    ],
)  # fmt: skip
def test_fields_are_found_by_any_usual_name(
    data: dict[str, Any], field: str, value: object
) -> None:
    assert getattr(read(data), field) == value


@pytest.mark.parametrize(
    ("data", "markup", "text"),
    [
        ({"text": "They went out."}, "text", "They went out."),
        ({"text": "Five < six, and that is that."}, "text", "Five < six, and that is that."),
        ({"content": "<p>They went out.</p>"}, "fragment", "<p>They went out.</p>"),
        ({"content": {"rendered": "<p>They went out.</p>"}}, "fragment", "<p>They went out.</p>"),
        ({"content": [{"type": "html", "value": "Out.<br>"}]}, "fragment", "Out.<br>"),
        (
            {"text": "x", "html": "<html><body>y</body></html>"},
            "html",
            "<html><body>y</body></html>",
        ),
        ({"description": "&lt;p&gt;Out.&lt;/p&gt;"}, "fragment", "<p>Out.</p>"),
        ({"summary": "They went out.", "content": ""}, "text", "They went out."),
        ({"story": {"text": "They went out."}}, "text", "They went out."),
        ({"text": "a\ud800b\0c"}, "text", "abc"),
    ],
)
def test_the_text_is_found_and_what_it_is_written_in(
    data: dict[str, Any], markup: str, text: str
) -> None:
    assert records.text(records.flattened(data)) == (markup, text)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ({"id": 7, "url": URL}, "7"),
        ({"_id": {"$oid": "5f"}, "url": URL}, "5f"),
        ({"guid": "tag:a", "id": "b"}, "tag:a"),
        ({"link": URL}, URL),
        ({"text": "x"}, ""),
    ],
)
def test_a_record_is_known_by_its_identifier_or_its_address(
    data: dict[str, Any], name: str
) -> None:
    assert records.name(records.flattened(data)) == name
