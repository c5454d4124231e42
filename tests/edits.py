"""Random edits of a small site (small_site.py), as curators, theme authors and accidents make.

Each edit changes files of the project and returns what it did, for the report of a failure;
an empty text says that there was nothing to change. All choices come from `chance`.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from small_site import (
    LANGUAGES,
    SOURCES,
    TAGS,
    articles,
    prose,
    read_article,
    read_data,
    set_setting,
    write_article,
    write_data,
    write_vectors,
)

_DAYS = ("2025-12-31", "2026-08-03", "2026-08-20", "2026-09-02", "2026-09-11", "2027-01-01")
_HOSTS = ("courier.example", "revue.example", "x.example")
_PAST, _FUTURE = 1_000_000_000, 4_000_000_000


@dataclass(slots=True)
class Site:
    """A project that is edited; `older` is where an earlier state of what was built lies, and
    `override` what is passed to `build`."""

    root: Path
    older: Path
    override: dict[str, Any] = field(default_factory=dict)

    @property
    def content(self) -> Path:
        return self.root / "content"


Edit = Callable[[Site, random.Random], str]


def _some_article(site: Site, chance: random.Random) -> Path:
    return chance.choice(articles(site.root) or [_add(site, chance)])


def _add(site: Site, chance: random.Random) -> Path:
    language, month = chance.choice(LANGUAGES), chance.choice(("07", "08", "09"))
    path = site.content / f"articles/2026/{month}/new-{_word(chance)}.md"
    fields = {
        "title": prose(chance, language, "", 4).strip(".\n"),
        "date": f"{chance.choice(_DAYS)}T{chance.randrange(24):02}:00:00+00:00",
        "language": language,
        "tags": chance.sample(TAGS, chance.randrange(3)),
    }
    if source := chance.choice(SOURCES):
        fields["source"] = source
    write_article(path, fields, prose(chance, language))
    return path


def _word(chance: random.Random) -> str:
    return "".join(chance.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(6))


def _name(site: Site, path: Path) -> str:
    return path.relative_to(site.root).as_posix()


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


# Articles, one field each.


def _field(
    key: str, value: Callable[[random.Random, dict[str, Any], Site], Any]
) -> Callable[[Site, random.Random], str]:
    """An edit that gives one field another value, or takes it away where that is None."""

    def edit(site: Site, chance: random.Random) -> str:
        path = _some_article(site, chance)
        fields, body = read_article(path)
        made = value(chance, fields, site)
        if made is None:
            fields.pop(key, None)
        else:
            fields[key] = made
        write_article(path, fields, body)
        return f"{_name(site, path)}: {key} is {made!r}"

    edit.__name__ = key
    return edit


def _title(chance: random.Random, fields: dict[str, Any], _: Site) -> str:
    return prose(chance, fields["language"], "", 4).strip(".\n") + f" {_word(chance)} & <b>"


def _tags(chance: random.Random, _: object, site: Site) -> list[str]:
    known = [*read_data(site.root, "tags"), "Lighthouses", "Tide mills"]
    return chance.sample(known, chance.randrange(len(known)))


def _date(chance: random.Random, fields: dict[str, Any], site: Site) -> str:
    match chance.randrange(4):
        case 0:  # another time of the day
            return f"{fields['date'][:11]}{chance.randrange(24):02}:30:00+00:00"
        case 1:  # the very time of another article
            return str(read_article(_some_article(site, chance))[0]["date"])
        case 2:
            return "2998-01-01T00:00:00+00:00"
    return f"{chance.choice(_DAYS)}T12:00:00+09:00"


def _story(chance: random.Random, _: object, site: Site) -> str | None:
    known = (*read_data(site.root, "stories"), "none", "a-pinned-story", None)
    return chance.choice(known)


ARTICLE_FIELDS: tuple[Edit, ...] = (
    _field("title", _title),
    _field("tags", _tags),
    _field("date", _date),
    _field("story", _story),
    _field("language", lambda chance, *_: chance.choice((*LANGUAGES, "en-GB", "nl"))),
    _field("status", lambda chance, *_: chance.choice(("draft", "published", "published"))),
    _field("source", lambda chance, *_: chance.choice((*SOURCES[:4], "Brand-new Post", None))),
    _field(
        "source_url",
        lambda chance, *_: f"https://{chance.choice(_HOSTS)}/{_word(chance)}",
    ),
    _field("summary", lambda chance, *_: chance.choice((f"Summed up: {_word(chance)}", None))),
    _field("note", lambda chance, *_: chance.choice((f"A note: {_word(chance)}", None))),
    _field("authors", lambda chance, *_: chance.choice((["B. Reed", _word(chance)], None))),
    _field("inferred", lambda chance, *_: chance.choice((["date"], ["title"], None))),
)


# Articles as files.


def body(site: Site, chance: random.Random) -> str:
    path = _some_article(site, chance)
    fields, text = read_article(path)
    match chance.randrange(3):
        case 0:
            text += f"\nOne sentence more, {_word(chance)}.\n"
        case 1:
            text = prose(chance, chance.choice(LANGUAGES))
        case 2:  # nearly the text of another
            text = read_article(_some_article(site, chance))[1] + _word(chance)
    write_article(path, fields, text)
    return f"{_name(site, path)}: another body"


def unsafe_body(site: Site, chance: random.Random) -> str:
    path = _some_article(site, chance)
    with path.open("a", encoding="utf-8") as file:
        file.write("\n<iframe src=x></iframe>\n\n[a](javascript:b)\n")
    return f"{_name(site, path)}: raw HTML"


def same_size_and_time(site: Site, chance: random.Random) -> str:
    """Exchange a word of the title, and put the modification time back."""
    path = _some_article(site, chance)
    fields, text = read_article(path)
    before = path.stat()
    title = str(fields["title"])
    fields["title"] = _word(chance)[:1] + title[1:] if title[:1].isascii() else title[::-1]
    write_article(path, fields, text)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    return f"{_name(site, path)}: title {fields['title']!r}, with the size and time of before"


def clock_jumps(site: Site, chance: random.Random) -> str:
    """Change a body with a clock that goes wrong."""
    path = _some_article(site, chance)
    fields, text = read_article(path)
    write_article(path, fields, f"{text}\nSaid at an odd time: {_word(chance)}.\n")
    time = chance.choice((_PAST, _FUTURE))
    os.utime(path, (time, time))
    return f"{_name(site, path)}: another body at the time {time}"


def same_time_for_all(site: Site, chance: random.Random) -> str:
    for path in _files(site.content):
        os.utime(path, (_PAST, _PAST))
    path = _some_article(site, chance)
    fields, text = read_article(path)
    write_article(path, fields, text.swapcase())
    os.utime(path, (_PAST, _PAST))
    return f"{_name(site, path)}: other letters; all files of one time"


def swap(site: Site, chance: random.Random) -> str:
    one, other = _some_article(site, chance), _some_article(site, chance)
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    return f"{_name(site, one)} and {_name(site, other)}: exchanged"


def renamed(site: Site, chance: random.Random) -> str:
    path = _some_article(site, chance)
    to = path.with_stem(f"{path.stem[:20]}-{_word(chance)}")
    path.rename(to)
    return f"{_name(site, path)}: renamed {to.name}"


def moved(site: Site, chance: random.Random) -> str:
    path = _some_article(site, chance)
    to = site.content / f"articles/2025/{chance.choice(('01', '02'))}/{path.name}"
    if to.exists():
        return ""
    to.parent.mkdir(parents=True, exist_ok=True)
    path.rename(to)
    return f"{_name(site, path)}: moved to {_name(site, to)}"


def taken_over(site: Site, chance: random.Random) -> str:
    """One article takes the file name of another, with its own modification time."""
    one, other = _some_article(site, chance), _some_article(site, chance)
    if one != other:
        one.replace(other)
    return f"{_name(site, one)}: now at {_name(site, other)}"


def added(site: Site, chance: random.Random) -> str:
    return f"{_name(site, _add(site, chance))}: new"


def several_added(site: Site, chance: random.Random) -> str:
    return ", ".join(_name(site, _add(site, chance)) for _ in range(4)) + ": new"


def doubled(site: Site, chance: random.Random) -> str:
    path = _some_article(site, chance)
    to = path.with_stem(f"again-{_word(chance)}")
    shutil.copy2(path, to)
    return f"{_name(site, path)}: once more as {to.name}"


def deleted(site: Site, chance: random.Random) -> str:
    path = _some_article(site, chance)
    path.unlink()
    return f"{_name(site, path)}: deleted"


def all_of_one_kind_deleted(site: Site, chance: random.Random) -> str:
    key, value = chance.choice(
        [
            *(("tags", tag) for tag in TAGS),
            *(("source", source) for source in SOURCES),
            *(("language", language) for language in LANGUAGES),
        ]
    )
    for path in articles(site.root):
        found = read_article(path)[0].get(key, "")
        if value in found if isinstance(found, list) else found == value:
            path.unlink()
    return f"all of {key} {value!r} deleted"


def month_deleted(site: Site, chance: random.Random) -> str:
    path = _some_article(site, chance).parent
    shutil.rmtree(path)
    return f"{_name(site, path)}: deleted"


def touched(site: Site, chance: random.Random) -> str:
    path = chance.choice(_files(site.content))
    os.utime(path)
    return f"{_name(site, path)}: touched"


ARTICLE_FILES: tuple[Edit, ...] = (
    *(body, unsafe_body, same_size_and_time, clock_jumps, same_time_for_all, swap, renamed),
    *(moved, taken_over, added, several_added, doubled, deleted, all_of_one_kind_deleted),
    *(month_deleted, touched),
)


# What all articles share.


def tag_changed(site: Site, chance: random.Random) -> str:
    data = read_data(site.root, "tags")
    id_ = chance.choice([*data, "harbours"])
    entry = data.setdefault(id_, {"labels": {"en": id_.capitalize()}})
    match chance.randrange(5):
        case 0:
            language = chance.choice(("en", "de", "ar"))
            entry["labels"][language] = f"{id_} {_word(chance)}"
        case 1:
            entry.setdefault("aliases", []).append(chance.choice((_word(chance), "Lighthouses")))
        case 2:
            entry.setdefault("former", []).append(_word(chance))
        case 3:
            others = [each for each in data if each != id_ and "broader" not in data[each]]
            is_broader = any(each.get("broader") == id_ for each in data.values())
            if "broader" in entry:
                del entry["broader"]
            elif others and not is_broader:
                entry["broader"] = chance.choice(others)
        case 4:
            entry["labels"] = dict(reversed([*entry["labels"].items(), ("fr", id_.capitalize())]))
    write_data(site.root, "tags", data)
    return f"tags.yaml: {id_} is {entry}"


def tag_added(site: Site, chance: random.Random) -> str:
    data = read_data(site.root, "tags")
    if "lighthouses" in data:
        return ""
    data["lighthouses"] = {"labels": {"en": "Lights", "de": "Leuchttürme"}, "broader": "sea"}
    data.setdefault("sea", {"labels": {"en": "Sea"}}).pop("broader", None)
    write_data(site.root, "tags", data)
    return "tags.yaml: lighthouses is new"


def tag_removed(site: Site, chance: random.Random) -> str:
    data = read_data(site.root, "tags")
    if not data:
        return ""
    id_ = chance.choice(list(data))
    del data[id_]
    for entry in data.values():
        if entry.get("broader") == id_:
            del entry["broader"]
    write_data(site.root, "tags", data)
    return f"tags.yaml: without {id_}"


def source_changed(site: Site, chance: random.Random) -> str:
    data = read_data(site.root, "sources")
    id_ = chance.choice([*data, "elsewhere-weekly"])
    entry = data.setdefault(id_, {"name": "Elsewhere Weekly"})
    match chance.randrange(4):
        case 0:
            entry["name"] = f"The {_word(chance)} Post"
        case 1:
            entry["republish"] = chance.choice(("full", "excerpt", "headline"))
        case 2:
            entry["domains"] = [f"{_word(chance)}.example"]
        case 3:
            entry["language"] = chance.choice(LANGUAGES)
    write_data(site.root, "sources", data)
    return f"sources.yaml: {id_} is {entry}"


def source_removed(site: Site, chance: random.Random) -> str:
    data = read_data(site.root, "sources")
    if not data:
        return ""
    id_ = chance.choice(list(data))
    del data[id_]
    write_data(site.root, "sources", data)
    return f"sources.yaml: without {id_}"


def story_changed(site: Site, chance: random.Random) -> str:
    data = read_data(site.root, "stories")
    id_ = "wharf-fire" if chance.random() < 0.5 else f"story-{_word(chance)}"
    entry = data.setdefault(id_, {})
    match chance.randrange(4):
        case 0:
            entry["title"] = {chance.choice(LANGUAGES): f"A story of {_word(chance)}"}
        case 1:
            entry["former"] = [f"was-{_word(chance)}"]
        case 2:
            place = _some_article(site, chance).relative_to(site.content / "articles")
            name = place.with_suffix("").as_posix()
            if all(name not in each.get("began", ()) for each in data.values()):
                entry["began"] = [name]
        case 3:
            data.pop(id_)
    write_data(site.root, "stories", data)
    return f"stories.yaml: {id_} is {entry}"


def data_file_removed(site: Site, chance: random.Random) -> str:
    name = chance.choice(("tags", "sources", "stories"))
    path = site.content / f"{name}.yaml"
    if name == "sources":  # without it there are no more builds to be compared
        path.write_text("")
    else:
        path.unlink(missing_ok=True)
    return f"{name}.yaml: all is gone"


def leaf(site: Site, chance: random.Random) -> str:
    path = site.content / "pages" / chance.choice(("about.md", "impressum.md", "brand-new.md"))
    if path.is_file() and chance.random() < 0.3:
        path.unlink()
        return f"{_name(site, path)}: removed"
    status = chance.choice(("published", "published", "draft"))
    header = f"title: Leaf {_word(chance)}\nlanguage: fr\nstatus: {status}"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"---\n{header}\n---\nLeaf of {_word(chance)}.\n", "utf-8")
    return f"{_name(site, path)}: {header!r}"


def vectors_changed(site: Site, chance: random.Random) -> str:
    found = _files(site.content / "vectors")
    match chance.randrange(4):
        case 0 if found:
            path = chance.choice(found)
            path.unlink()
            return f"{_name(site, path)}: removed"
        case 1 if found:
            path = chance.choice(found)
            path.write_bytes(path.read_bytes()[: chance.randrange(1500)])
            return f"{_name(site, path)}: cut off"
    near = chance.choice((0, 1))
    write_vectors(site.root, near)
    return f"vectors made anew, {near} near"


SHARED_DATA: tuple[Edit, ...] = (
    *(tag_changed, tag_changed, tag_added, tag_removed, source_changed, source_removed),
    *(story_changed, story_changed, data_file_removed, leaf, vectors_changed),
)


def setting(site: Site, chance: random.Random) -> str:
    name, value = chance.choice(
        [
            ("SITENAME", f"The {_word(chance)} Digest"),
            ("SITESUBTITLE", f"News of {_word(chance)}"),
            ("SITEURL", f"https://{_word(chance)}.example/base"),
            ("DEFAULT_LANG", chance.choice(("de", "fr", "en"))),
            ("DEFAULT_PAGINATION", chance.choice((1, 2, 4, 50))),
        ]
    )
    set_setting(site.root, name, value)
    return f"pelicanconf.py: {name} = {value!r}"


def other_address(site: Site, chance: random.Random) -> str:
    """What `invoke build --url` says."""
    site.override = {} if site.override else {"SITEURL": f"https://{_word(chance)}.example"}
    return f"built with {site.override}"


def template(site: Site, chance: random.Random) -> str:
    path = chance.choice(_files(site.root / "theme/templates"))
    text = path.read_text("utf-8")
    # Where something is shown, in a macro or in a block; the end of a child template is not.
    places = [line for line in text.splitlines() if line.strip().startswith(("<p", "<ul", "<h"))]
    line = chance.choice(places) if places else text.splitlines()[0]
    path.write_text(text.replace(line, f"{line}<!-- {_word(chance)} -->", 1), "utf-8")
    return f"{_name(site, path)}: a remark beside {line!r}"


def words(site: Site, chance: random.Random) -> str:
    path = chance.choice(_files(site.root / "theme/words"))
    lines = path.read_text("utf-8").splitlines()
    plain = ("home:", "note:", "also_about:", "story:")
    index = chance.choice([at for at, line in enumerate(lines) if line.startswith(plain)])
    key = lines[index].partition(":")[0]
    lines[index] = f'{key}: "{_word(chance)} {{tags}}"'
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return f"{_name(site, path)}: {lines[index]}"


def static_file(site: Site, chance: random.Random) -> str:
    folder = site.root / "theme/static"
    path = folder / chance.choice(("style.css", "icon.svg", "more.css", "below/picture.svg"))
    if path.is_file() and chance.random() < 0.4:
        path.unlink()
        return f"{_name(site, path)}: removed"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"/* {_word(chance)} */\n", "utf-8")
    return f"{_name(site, path)}: written"


def same_size_theme(site: Site, chance: random.Random) -> str:
    """A file of the theme with other bytes, but the size and the time of before."""
    page, style = ("templates/base.html", '<main id="main">'), ("static/style.css", "a")
    name, old = chance.choice((page, style))
    path = site.root / "theme" / name
    if not path.is_file():
        return ""
    before, text = path.stat(), path.read_text("utf-8")
    path.write_text(text.replace(old, old.swapcase(), 1), "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    return f"{_name(site, path)}: other letters, with the size and time of before"


THEME_AND_SETTINGS: tuple[Edit, ...] = (
    *(setting, setting, other_address, template, template, words, static_file, static_file),
    same_size_theme,
)


# What was built, and what is remembered of it.


def remember(site: Site) -> None:
    """Keep what is built now; `older_state` may bring it back."""
    shutil.rmtree(site.older, ignore_errors=True)
    for name in (".cache", "output"):
        if (site.root / name).exists():
            shutil.copytree(site.root / name, site.older / name)


def cache_deleted(site: Site, chance: random.Random) -> str:
    shutil.rmtree(site.root / ".cache", ignore_errors=True)
    return ".cache: deleted"


def cache_damaged(site: Site, chance: random.Random) -> str:
    found = [path for path in _files(site.root / ".cache") if path.suffix != ".lock"]
    if not found:
        return ""
    path = chance.choice(found)
    data = path.read_bytes()
    match chance.randrange(5):
        case 0:
            path.unlink()
            return f"{_name(site, path)}: deleted"
        case 1:
            path.write_bytes(data[: chance.randrange(len(data) + 1)])
            return f"{_name(site, path)}: cut off"
        case 2:
            path.write_bytes(chance.randbytes(max(1, len(data))))
            return f"{_name(site, path)}: filled with noise"
        case 3:
            place = chance.randrange(max(1, len(data)))
            path.write_bytes(data[:place] + chance.randbytes(8) + data[place + 8 :])
            return f"{_name(site, path)}: noise at {place}"
    path.unlink()
    path.mkdir()
    return f"{_name(site, path)}: a folder in its place"


def older_cache(site: Site, chance: random.Random) -> str:
    """A backup of .cache, or a file of it, comes back while output/ is newer."""
    found = _files(site.older / ".cache")
    if not found:
        return ""
    chosen = found if chance.random() < 0.5 else [chance.choice(found)]
    for path in chosen:
        to = site.root / path.relative_to(site.older)
        if not to.is_dir():
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, to)
    return f"{len(chosen)} of {len(found)} files of .cache are those of before"


def older_output(site: Site, chance: random.Random) -> str:
    """A backup of output/ comes back while .cache is newer."""
    if not (site.older / "output").exists():
        return ""
    shutil.rmtree(site.root / "output", ignore_errors=True)
    shutil.copytree(site.older / "output", site.root / "output")
    return "output/ is that of before"


def output_deleted(site: Site, chance: random.Random) -> str:
    shutil.rmtree(site.root / "output", ignore_errors=True)
    return "output/: deleted"


def output_damaged(site: Site, chance: random.Random) -> str:
    """Somebody changes what was built by hand, and forgets what is remembered of it, as
    `invoke rebuild` does: builds do not look for such changes."""
    found = _files(site.root / "output")
    if not found:
        return ""
    path = chance.choice(found)
    cache_deleted(site, chance)
    match chance.randrange(5):
        case 0:
            path.unlink()
            return f"{_name(site, path)}: deleted"
        case 1:
            path.write_bytes(path.read_bytes() + b"by hand")
            return f"{_name(site, path)}: changed"
        case 2:
            stray = path.parent / "stray.html"
            stray.write_text("stray")
            return f"{_name(site, stray)}: a stray file"
        case 3:
            (path.parent / "stray-folder/below").mkdir(parents=True, exist_ok=True)
            (path.parent / "stray-folder/below/x.txt").write_text("stray")
            return f"{_name(site, path.parent)}: a stray folder"
    path.unlink()
    path.mkdir()
    return f"{_name(site, path)}: a folder in its place"


LEFT_BEHIND: tuple[Edit, ...] = (
    *(cache_deleted, cache_damaged, cache_damaged, older_cache, older_output, output_deleted),
    output_damaged,
)

ALL: dict[str, Edit] = {
    each.__name__: each
    for group in (ARTICLE_FIELDS, ARTICLE_FILES, SHARED_DATA, THEME_AND_SETTINGS, LEFT_BEHIND)
    for each in group
}
GROUPS: tuple[tuple[float, tuple[Edit, ...]], ...] = (
    (30, ARTICLE_FIELDS),
    (30, ARTICLE_FILES),
    (18, SHARED_DATA),
    (12, THEME_AND_SETTINGS),
    (10, LEFT_BEHIND),
)


def edits(site: Site, chance: random.Random) -> Iterator[str]:
    """Make edits without an end, one each time it is asked; says what each did."""
    weights = [weight for weight, _ in GROUPS]
    while True:
        _, group = chance.choices(GROUPS, weights)[0]
        if done := chance.choice(group)(site, chance):
            yield done


# What cannot be built.


def _overwritten(site: Site, name: str, text: str) -> Callable[[], None]:
    path = site.root / name
    before = path.read_bytes() if path.is_file() else None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")

    def mend() -> None:
        if before is None:
            path.unlink()
        else:
            path.write_bytes(before)

    return mend


def damage(site: Site, chance: random.Random) -> tuple[str, Callable[[], None]]:
    """Break something; returns what, and what mends it."""
    article = _name(site, _some_article(site, chance))
    name, text = chance.choice(
        [
            (article, "no front matter"),
            (article, "---\ntitle: x\ndate: 2026-09-01\nlanguage: en\nlangauge: x\n---\nText.\n"),
            ("content/articles/2026/09/rough.txt", "rough"),
            ("content/tags.yaml", "a: {label: x}"),
            ("content/sources.yaml", "a: b: c"),
            ("content/stories.yaml", "a: {begin: x}"),
            ("content/pages/about.md", "broken"),
            ("theme/words/de.yaml", "home: Start"),
            ("theme/templates/article.html", "one\n{{ page.nothing }}"),
            ("theme/templates/front.html", "{% if %}"),
            ("theme/templates/parts/frame.html", "{{ 1 / 0 }}"),
            ("pelicanconf.py", "SITENAME = The"),
        ]
    )
    return f"{name}: broken, {text!r}", _overwritten(site, name, text)
