"""Which addresses mean the same to every browser."""

from __future__ import annotations

import pytest

from digest.webaddress import is_web_address


@pytest.mark.parametrize(
    "address",
    [
        "https://times.example",
        "http://times.example/",
        "https://www.sound-times.example/a/b?c=[d]&e=f#g@h",
        "https://times.example:8080/a",
        "https://TIMES.example/a",
        "https://müller.example/straße",
        f"https://{'a' * 60}.example/",
        f"https://{'a' * 63}.example/",
    ],
)
def test_these_do(address: str) -> None:
    assert is_web_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "ftp://times.example/",
        "https://",
        "https:///a",
        "https://-times.example/",
        "https://times..example/",
        "https://reader@times.example/",
        "https://times.example\\@other.example/",
        "https://times.example/a\\b",
        "https://times.example/a b",
        "https://times.example/a\n",
        "https://times.example:no/",
        f"https://{'a' * 64}.example/",
        f"https://{'a' * 64}/",
    ],
)
def test_these_do_not(address: str) -> None:
    assert not is_web_address(address)
