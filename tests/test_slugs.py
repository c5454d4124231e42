"""Addresses keep the letters of every script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.slugs import slugify


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Lawrow und Wang beraten!", "lawrow-und-wang-beraten"),
        ("Zürich: Öl & Straße", "zürich-öl-strasse"),
        ("نهر جليدي يتراجع", "نهر-جليدي-يتراجع"),
        ("氷河が後退、谷は泉を", "氷河が後退-谷は泉を"),
        ("हिन्दी समाचार", "हिन्दी-समाचार"),
        ("🎻", "u1f3bb"),
        ("C++", "c"),
        ("../../etc/passwd", "etc-passwd"),
        ("?!", "u3f-u21"),
        ("", "untitled"),
        ("A" + " word" * 40, "a" + "-word" * 15),
    ],
)
def test_slugs_are_readable(text: str, slug: str) -> None:
    assert slugify(text) == slug


@given(st.text())
def test_a_slug_is_always_a_safe_file_name(text: str) -> None:
    slug = slugify(text)
    assert slug
    assert len(slug.encode()) <= 80
    assert not set(slug) & set("/\\.:?#%\0 <>|\"*'")
    assert slugify(slug) == slug
