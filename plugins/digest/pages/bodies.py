"""Markdown to safe HTML, and plain text out of that.

Content is untrusted: it was scraped. cmarkgfm drops raw HTML and dangerous links, and
whatever it lets through, now or in a version to come, still has to pass the allow-list: nh3's,
or for what is nothing but plain tags on that list a check that leaves the same (`_plain`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape, unescape

import nh3

from digest import gfm
from digest.strictyaml import printable

_TAGS = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "pre", "hr", "br"),
    *("a", "em", "strong", "del", "s", "code", "kbd", "sub", "sup", "q", "abbr", "b", "i"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href", "title"}, "ol": {"start"}}
_CLASSES = {"td": {"center", "right"}, "th": {"center", "right"}}
_SCHEMES = {"http", "https", "mailto"}

# The page's headline is its only h1.
_HEADINGS = {"h1": "h2", "h5": "h4", "h6": "h4"}
# No text means this; and the allow-list's time grows with the square of the depth.
DEEPEST = 100
_NESTING = re.compile(r"<(/?)(?:blockquote|ul|ol)\b")
_LEFT_OUT = (("<!-- raw HTML omitted -->", "raw HTML"), ("<img ", "images"))
# As cmarkgfm writes the boxes of a list of tasks.
_BOXES = {
    '<input type="checkbox" disabled="" /> ': "☐ ",
    '<input type="checkbox" checked="" disabled="" /> ': "☑ ",
}
_IMAGE = re.compile(r"<img [^>]*>")
_EMPTY = re.compile(r"<p>\s*</p>\n?")
_HEADING = re.compile(r"<(/?)(h1|h5|h6)>")
# Alignment is the stylesheet's affair.
_ALIGNED = re.compile(r'<(t[dh]) align="(\w+)">')
# What nearly all bodies consist of, as cmarkgfm writes it, and as nh3 leaves it.
_CLOSING = {f"<{name}>": f"</{name}>" for name in _TAGS - {"a", "br", "hr"}}
_VOID = {"<br />": "<br>", "<hr />": "<hr>"}
# A wide table scrolls on a phone; with a keyboard, too.
_TABLE = '<table tabindex="0">'
_PLAIN_LINK = re.compile(
    r'<a href="https?://(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,}'
    r'(?:/(?:[\w/.~%=?#+,:;@!$*()-]|&amp;)*)?">',
    re.ASCII,
)
_TAG = re.compile(r"(<[^<>]*>)")
# What is left of a link whose address was refused.
_NO_LINK = re.compile(r"<a(?![^>]*\bhref=)[^>]*>(.*?)</a>", re.DOTALL)
# In HTML that passed the allow-list, every value is in quotes.
_ANY_TAG = re.compile(r'<(?:[^<>"]|"[^"]*")*>')
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_SENTENCE_END = re.compile(r"[.!?…][\"'”“’»)\]]*\s|[。！？؟।]+[」』”]*")


@dataclass(frozen=True, slots=True)
class Body:
    """Safe HTML, and the kinds of things that were left out of it."""

    html: str
    left_out: tuple[str, ...] = ()


def render(markdown: str) -> Body:
    """Render GitHub-flavoured Markdown without scripts, styles, images or forms.

    Links lead to http, https or mail addresses only; raw HTML is left out.
    """
    html = gfm.to_html(markdown)
    if _depth(html) > DEEPEST:
        return Body(f"<p>{escape(printable(markdown), quote=False)}</p>", ("all markup: too deep",))
    left_out = tuple(name for mark, name in _LEFT_OUT if mark in html)
    for box, sign in _BOXES.items():
        html = html.replace(box, sign)
    if "images" in left_out:
        html = _EMPTY.sub("", _IMAGE.sub("", html))
    return Body(safe_html(html), left_out)


def _depth(html: str) -> int:
    """How deep blocks lie in each other."""
    deepest = depth = 0
    for found in _NESTING.finditer(html):
        depth += -1 if found[1] else 1
        deepest = max(deepest, depth)
    return deepest


def safe_html(html: str) -> str:
    """Let HTML through the allow-list, with headings below the page's own."""
    html = _HEADING.sub(lambda m: f"<{m[1]}{_HEADINGS[m[2]]}>", html)
    if (plain := _plain(html)) is not None:
        return plain
    html = _ALIGNED.sub(r'<\1 class="\2">', html)
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        set_tag_attribute_values={"table": {"tabindex": "0"}},
        url_schemes=_SCHEMES,
        link_rel="noopener",
        attribute_filter=_absolute_links_only,
    )
    return printable(_NO_LINK.sub(r"\1", clean)).strip()


def _plain(html: str) -> str | None:
    """What nh3 would make of HTML that has nothing to be cleaned; None if it might have.

    The same in a fraction of the time: every tag is on the allow-list and has no attribute,
    or is a link to a plain host; each is closed, in order; and what is no tag holds no angle
    brackets. Anything else, however harmless, is nh3's affair.
    """
    parts = _TAG.split(html)
    tags = parts[1::2]
    if not html.count("<") == len(tags) == html.count(">") or "\r" in html:
        return None
    opened: list[str] = []
    for place, tag in enumerate(tags):
        closing = _CLOSING.get(tag)
        if closing:
            opened.append(closing)
        elif tag[1] == "/":
            if not opened or opened.pop() != tag:
                return None
        elif tag in _VOID:
            parts[2 * place + 1] = _VOID[tag]
        elif _PLAIN_LINK.fullmatch(tag):
            parts[2 * place + 1] = f'{tag[:-1]} rel="noopener">'
            opened.append("</a>")
        else:
            return None
    if opened:
        return None
    html = "".join(parts).replace("<table>", _TABLE)
    return printable(html.replace("&quot;", '"').replace("\xa0", "&nbsp;")).strip()


def _absolute_links_only(tag: str, attribute: str, value: str) -> str | None:
    """A relative address would lead to wherever the page happens to be served from."""
    if attribute == "href" and not value.lower().startswith(("http://", "https://", "mailto:")):
        return None
    return value


def first_paragraph(html: str) -> str:
    """The first paragraph of safe HTML as plain text."""
    found = _PARAGRAPH.search(html)
    return " ".join(unescape(_ANY_TAG.sub("", found[1])).split()) if found else ""


def shortened(text: str, limit: int) -> str:
    """Cut a text at a sentence's end, or else between words with an ellipsis."""
    if len(text) <= limit:
        return text
    ends = [m.end() for m in _SENTENCE_END.finditer(text[: limit + 1])]
    if ends and ends[-1] > limit // 3:
        return text[: ends[-1]].strip()
    head = text[:limit]
    cut = head.rfind(" ")
    return (head[:cut] if cut > limit // 2 else head).rstrip(" ,;:–—-、，") + "…"
