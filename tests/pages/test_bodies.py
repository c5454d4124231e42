"""Markdown to safe HTML: the quick way leaves exactly what the allow-list leaves."""

from __future__ import annotations

from html import unescape

import nh3
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest import gfm
from digest.pages import bodies
from digest.strictyaml import printable

PIECES = [
    *("word ", "*", "**", "~~", "`", "```\n", "\n", "\n\n", "- ", "3. ", "> ", "# ", "##### "),
    *("[a](https://a.example/b?c=d&e=f)", "[a](http://A.example)", "[a](https://xn--a.example/)"),
    *("[a](http://1.2.3.999/)", "[a](//evil.example)", "[a](javascript:x)", "[a](data:x,y)"),
    *('[a](https://a.bc "ti>t")', "[a](<https://a.b/c d>)", "[a](https://u@a.example:99999/)"),
    *("[a](https://a.example/'x)", "[", "](", ")", "<b>", "<script>x</script>", "</p></div>"),
    *("<!--", "-->", "<a href=javascript:x>", "&lt;script&gt;", "&quot;", "&#13;", "&#0;"),
    *("&nbsp;", "\xa0", "\r", "\x0c", "\x85", "\ufdd0", "\U0001fffe", "&", '"', "'", "\\", "    "),
    *("a|b\n:-:|-\nc|d\n", "www.auto.example", "me@x.example", "- [x] done", "---\n", "  \n"),
    *("![i](https://x.example/i.png)", "<https://a.example/>", "氷", "ع", "\U0001f600"),
]


def slow(html: str) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bodies, "_plain", lambda _: None)
        return bodies.safe_html(html)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@example('[a](https://a.example/b?c=d&e=f) and *b*  \n**c** & "d"\xa0e\n\n---\n\n# f\n\n- g')
@example("[a](https://xn--a.example/)")
@example("a&#13;b")
def test_the_quick_way_leaves_what_the_allow_list_leaves(markdown: str) -> None:
    html = gfm.to_html(markdown)
    assert bodies.safe_html(html) == slow(html)


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<p onclick=x>a</p>",
        "<p>a</p></div>",
        "<p>a",
        "<p><em>a</p></em>",
        "<p>a < b</p>",
        "<p>a</p>><p>",
        '<p><a href="javascript:x">a</a></p>',
        '<p><a href="https://a.example/" onclick="x">a</a></p>',
        '<p><a href="https://user@a.example/">a</a></p>',
        "<P>a</P>",
        "<p/>",
        "<>",
        "<p>a<!-- b --></p>",
        "<style>p {}</style><p>a</p>",
    ],
)
def test_html_that_might_need_cleaning_never_takes_the_quick_way(html: str) -> None:
    assert bodies._plain(html) is None
    assert "<script" not in bodies.safe_html(html)


def test_ordinary_text_takes_the_quick_way() -> None:
    html = gfm.to_html("## A\n\nB *c* [d](https://e.example/f?g&h)  \ni\n\n> j\n\n1. k\n")
    assert bodies._plain(html) == slow(html)
    assert bodies._plain(html) is not None


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_an_opening_is_the_text_of_the_first_paragraph(markdown: str) -> None:
    html = bodies.render(markdown).html
    found = bodies._PARAGRAPH.search(html)
    text = nh3.clean(found[1], tags=set()) if found else ""
    assert bodies.first_paragraph(html) == " ".join(unescape(text).split())


@given(st.text())
def test_printable_leaves_out_what_html_and_xml_cannot_say_and_nothing_else(text: str) -> None:
    def sayable(c: str) -> bool:
        control = (ord(c) < 32 and c not in "\t\n\r") or 127 <= ord(c) < 160
        other = 0xD800 <= ord(c) < 0xE000 or 0xFDD0 <= ord(c) < 0xFDF0
        return not (control or other or ord(c) & 0xFFFE == 0xFFFE)

    assert printable(text) == "".join(filter(sayable, text))


def test_tasks_keep_their_boxes_and_images_leave_no_empty_paragraph() -> None:
    body = bodies.render("- [ ] open\n- [x] done\n\n![alt](x.png)\n\nEnd.")
    assert body.html == "<ul>\n<li>☐ open</li>\n<li>☑ done</li>\n</ul>\n<p>End.</p>"
    assert body.left_out == ("images",)
