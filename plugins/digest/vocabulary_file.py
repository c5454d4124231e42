"""content/tags.yaml changed as a person would change it: an entry here, comments untouched.

Each function takes the file and returns the new one. What it must then say is worked out
from the tags themselves, and compared with what a reader gets from the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import yaml

from digest import vocabulary, yamledit
from digest.problems import DigestError, problem
from digest.slugs import same_name
from digest.strictyaml import read_text
from digest.vocabulary import FILE, LABEL_LANGUAGES, Tag, Vocabulary
from digest.yamledit import Edit, UneditableError, add_items, edit_items, new_key

_BOM = "\ufeff"
_Tags = Mapping[str, Tag]
_Edits = Callable[[str, yaml.MappingNode], Iterable[Edit]]


@dataclass(frozen=True, slots=True)
class VocabularyFile:
    """The text of the file, and what it says."""

    text: str
    known: Vocabulary


def parse(text: str) -> VocabularyFile:
    """Take a text as a reader of the file does. Raises DigestError as `vocabulary.parse`."""
    return VocabularyFile(text, vocabulary.parse(read_text(text.encode(), FILE)))


def renamed(file: VocabularyFile, old: str, new: str) -> VocabularyFile:
    """Give a tag a new id; the old one becomes a former one.

    Raises DigestError, as all functions here do, if the vocabulary would then be wrong or
    the entry is written in a way that cannot be changed alone.
    """
    tags = dict(file.known.tags)
    former = tags[old].former
    # An id that it had already changes places with that of today.
    swapped = tuple(old if same_name(name) == same_name(new) else name for name in former)
    tag = replace(tags[old], id=new, former=swapped if swapped != former else (*former, old))
    wanted = {tag.id if id_ == old else id_: each for id_, each in (tags | {old: tag}).items()}
    wanted = {id_: _with_broader(each, old, new) for id_, each in wanted.items()}

    def edits(text: str, top: yaml.MappingNode) -> Iterable[Edit]:
        key, entry = yamledit.key_of(top, old), _entry(top, old)
        assert key
        yield yamledit.replaced(key, new)
        if swapped != former:
            yield from edit_items(text, entry, "former", swapped)
        else:
            yield from add_items(text, entry, "former", [old])
        yield from _broader_edits(text, top, tags, old, new)

    return _changed(file.text, old, wanted, edits)


def merged(file: VocabularyFile, old: str, new: str) -> VocabularyFile:
    """Make two tags one: the names of the old one go to the new one, and so do its children."""
    tags = dict(file.known.tags)
    gone, heir = tags[old], tags[new]
    top = yamledit.compose(file.text.removeprefix(_BOM))
    entry = _entry(top, old)
    moves = _has(entry, "territory") and not _has(_entry(top, new), "territory")
    own = yamledit.value_of(entry, "labels")
    spoken = {key.value for key, _ in own.value} if isinstance(own, yaml.MappingNode) else set()
    given = {code: name for code, name in gone.labels.items() if code in spoken or moves}
    labels = given | dict(heir.labels)
    leaves = [n for code, n in gone.labels.items() if code in spoken or code in LABEL_LANGUAGES]
    aliases = _more((*labels.values(), new, *heir.aliases), (*leaves, *gone.aliases))
    former = _more(heir.former, (*gone.former, old))
    kept = tuple(id_ for id_ in heir.broader if id_ != old)
    broader = () if kept else tuple(id_ for id_ in gone.broader if id_ != new)
    wanted = {id_: _with_broader(tag, old, new) for id_, tag in tags.items() if id_ != old}
    wanted[new] = replace(
        heir,
        labels=labels,
        aliases=(*heir.aliases, *aliases),
        former=(*heir.former, *former),
        broader=(*kept, *broader),
    )

    def without(text: str, top: yaml.MappingNode) -> Iterable[Edit]:
        yield yamledit.without_entry(text, top, old)
        yield from _broader_edits(text, top, tags, old, new)

    def edits(text: str, top: yaml.MappingNode) -> Iterable[Edit]:
        place = _entry(top, new)
        fresh = {c: n for c, n in gone.labels.items() if c in spoken and c not in heir.labels}
        territory = yamledit.value_of(entry, "territory") if moves else None
        grown = {
            "territory": [new_key(text, place, "territory", territory.value)] if territory else [],
            "labels": list(_label_edits(text, place, fresh)),
            "aliases": add_items(text, place, "aliases", aliases),
            "broader": add_items(text, place, "broader", broader),
            "former": add_items(text, place, "former", former),
        }
        # What is there comes first: a new key stands behind the last one, however that grows.
        for key in sorted(grown, key=lambda key: not _has(place, key)):
            yield from grown[key]

    try:
        shorter = _edited(file.text, without)
    except (UneditableError, yaml.YAMLError):
        raise _uneditable(old) from None
    return _changed(shorter, new, wanted, edits)


def with_former(file: VocabularyFile, id_: str, name: str) -> VocabularyFile:
    """Give a tag a former name, under which articles and readers still find it."""
    tags = dict(file.known.tags)
    tag = replace(tags[id_], former=(*tags[id_].former, name))

    def edits(text: str, top: yaml.MappingNode) -> Iterable[Edit]:
        return add_items(text, _entry(top, id_), "former", [name])

    return _changed(file.text, id_, {**tags, id_: tag}, edits)


def with_tag(file: VocabularyFile, tag: Tag) -> VocabularyFile:
    """Put a new tag at the end; it has labels and may have former names."""
    tags = dict(file.known.tags)
    text = file.text
    newline = "\r\n" if "\r\n" in text else "\n"
    gap = (newline if text.strip() else "") if text.endswith("\n") or not text else newline * 2
    labels = ", ".join(f"{code}: {yamledit.scalar(name)}" for code, name in tag.labels.items())
    lines = [f"{tag.id}:", f"  labels: {{{labels}}}"]
    lines += [f"  former: {yamledit.flow(tag.former)}"] if tag.former else []

    def edits(text: str, _: yaml.MappingNode) -> Iterable[Edit]:
        return [Edit(len(text), len(text), gap + "".join(line + newline for line in lines))]

    return _changed(file.text, tag.id, {**tags, tag.id: tag}, edits)


def _more(known: Iterable[str], names: Iterable[str]) -> list[str]:
    """The names that are not known yet, each once."""
    seen = {same_name(name) for name in known}
    fresh = []
    for name in names:
        if same_name(name) not in seen:
            seen.add(same_name(name))
            fresh.append(name)
    return fresh


def _with_broader(tag: Tag, old: str, new: str) -> Tag:
    return replace(tag, broader=tuple(id_ for id_ in _followed(tag, old, new) if id_))


def _followed(tag: Tag, old: str, new: str) -> list[str | None]:
    """A tag's broader tags after one has become another; None where it has that one already."""
    gone = new in tag.broader or tag.id == new
    return [(None if gone else new) if id_ == old else id_ for id_ in tag.broader]


def _broader_edits(
    text: str, top: yaml.MappingNode, tags: _Tags, old: str, new: str
) -> Iterable[Edit]:
    for tag in tags.values():
        if old in tag.broader:
            yield from edit_items(text, _entry(top, tag.id), "broader", _followed(tag, old, new))


def _label_edits(text: str, entry: yaml.MappingNode, labels: Mapping[str, str]) -> Iterable[Edit]:
    node = yamledit.value_of(entry, "labels")
    if node is None and labels:
        inner = ", ".join(f"{code}: {yamledit.scalar(name)}" for code, name in labels.items())
        yield new_key(text, entry, "labels", f"{{{inner}}}")
    for code, name in labels.items() if node is not None else ():
        if not isinstance(node, yaml.MappingNode):
            raise UneditableError
        yield new_key(text, node, code, yamledit.scalar(name))


def _entry(top: yaml.MappingNode, id_: str) -> yaml.MappingNode:
    entry = yamledit.value_of(top, id_)
    if not isinstance(entry, yaml.MappingNode):
        raise _uneditable(id_)
    return entry


def _has(entry: yaml.MappingNode, key: str) -> bool:
    return yamledit.value_of(entry, key) is not None


def _changed(text: str, id_: str, wanted: _Tags, edits: _Edits) -> VocabularyFile:
    """The file after the edits, if that is what is wanted and a vocabulary can be so."""
    vocabulary.index(wanted)
    try:
        changed = parse(_edited(text, edits))
    except (UneditableError, DigestError, yaml.YAMLError):
        raise _uneditable(id_) from None
    if _told(changed.known.tags) != _told(wanted):
        raise _uneditable(id_)
    return changed


def _edited(text: str, edits: _Edits) -> str:
    bom = _BOM if text.startswith(_BOM) else ""
    text = text.removeprefix(_BOM)
    return bom + yamledit.apply(text, edits(text, yamledit.compose(text)))


def _told(tags: _Tags) -> Mapping[str, object]:
    """What the tags are, but for names that follow from the rest."""
    return {
        id_: (dict(tag.labels), tag.aliases, tag.broader, tag.former) for id_, tag in tags.items()
    }


def _uneditable(id_: str) -> DigestError:
    what = f"{id_}: its entry cannot be changed without touching something else"
    return problem(FILE, what, "change it by hand, or write it as the others are")
