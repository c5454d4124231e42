"""Renames: an id for another, two tags into one, or a name that the vocabulary does not know."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable

from digest import vocabulary, vocabulary_file
from digest.curating.work import Work, is_one, meaning, owners, replace, replace_id, same
from digest.problems import COMMAND, DigestError, problem
from digest.slugs import slugify
from digest.vocabulary import Tag


def rename(work: Work, spec: str) -> None:
    """Do what OLD=NEW says. Raises DigestError if it says nothing that can be done."""
    old, equals, new = (" ".join(part.split()) for part in spec.rpartition("="))
    if not (old and equals and new):
        raise problem(f"--rename {spec}", "not two names", "write OLD=NEW")
    tag, heir = work.known.knows(old), work.known.knows(new)
    if not tag and not any(is_one(work, name, old) for name in work.names()):
        raise _not_found(work, spec, old)
    if tag and new == tag.id:
        _write_as_id(work, spec, old, tag)
    elif not work.everywhere:
        _rename_here(work, old, heir.id if heir else new)
    elif tag and old != tag.id:
        remedy = f"write {tag.id}={new} to rename that tag, or take the name away from it first"
        raise problem(f"--rename {spec}", f"{old!r} is a name of {tag.id!r}", remedy)
    elif tag and heir and heir is not tag:
        _merge(work, old, tag, heir)
    elif tag:
        _rename_known(work, spec, tag, new)
    else:
        _rename_unknown(work, spec, old, heir, new)


def _is_id(name: str) -> bool:
    return bool(vocabulary.ID.fullmatch(name))


def _not_found(work: Work, spec: str, old: str) -> DigestError:
    names = sorted(work.names().union(work.known.tags))
    near = difflib.get_close_matches(old, names, 1)
    all_tags = f"`{COMMAND} tags` lists all that are carried"
    remedy = f"did you mean {near[0]!r}?" if near else all_tags
    where = "no article and not in content/tags.yaml" if work.everywhere else "none of them"
    return problem(f"--rename {spec}", f"{old!r} is in {where}", remedy)


def _write_as_id(work: Work, spec: str, old: str, tag: Tag) -> None:
    """Articles that say a tag by this name say it by its id from now on."""
    if old == tag.id:
        raise problem(f"--rename {spec}", f"that is {tag.id!r} already", "write another new name")
    replace(work, lambda name: name != tag.id and same(name, old), tag.id)
    work.notes.append(f"{old!r} is a name of {tag.id!r} already: only articles change")


def _rename_here(work: Work, old: str, new: str) -> None:
    is_id = old in work.known.tags
    replace(work, meaning(work, old) if is_id else lambda name: same(name, old), new)
    work.notes.append("content/tags.yaml stays as it is: only these articles were asked for")


def _merge(work: Work, old: str, tag: Tag, heir: Tag) -> None:
    is_meant = meaning(work, old)
    work.file = vocabulary_file.merged(work.file, tag.id, heir.id)
    work.done.append(f"{tag.id} becomes part of {heir.id}")
    replace(work, is_meant, heir.id)


def _rename_known(work: Work, spec: str, tag: Tag, new: str) -> None:
    if not _is_id(new):
        raise _no_id(spec, new)
    work.file = vocabulary_file.renamed(work.file, tag.id, new)
    work.done.append(f"{tag.id} becomes {new}")
    named = sum(
        any(name != tag.id and is_one(work, name, new) for name in carrier.carried())
        for carrier in work.carriers
    )
    if replace_id(work, tag.id, new):
        work.reversible.append(f"{new}={tag.id}")
    if named:
        has = "1 article says" if named == 1 else f"{named} articles say"
        work.notes.append(f"{has} it by a label or alias, which it keeps: nothing to change there")


def _no_id(spec: str, new: str) -> DigestError:
    slug = slugify(new)
    remedy = (
        f"write {spec.rpartition('=')[0]}={slug}"
        if _is_id(slug)
        else "an id has lower-case letters a-z, digits and single hyphens; names are its labels"
    )
    return problem(f"--rename {spec}", f"{new!r} is no id", remedy)


def _rename_unknown(work: Work, spec: str, old: str, heir: Tag | None, new: str) -> None:
    """A tag that the vocabulary does not know becomes one that it does."""
    is_meant = meaning(work, old)
    id_ = heir.id if heir else new if _is_id(new) else slugify(new)
    former = (old,) if _leaves_its_address(work, old, heir, new) else ()
    if not _is_id(id_):
        raise _no_id(spec, new)
    if heir:
        if former:
            work.file = vocabulary_file.with_former(work.file, id_, old)
        work.done.append(f"{old} becomes part of {id_}")
    else:
        if id_ in work.known.tags:
            remedy = f"write {old}={id_} to make them one"
            raise problem(f"--rename {spec}", f"{new!r} would have the address of {id_!r}", remedy)
        label = _label(old, new)
        language = _language(work, is_meant)
        tag = Tag(id_, label, {language: label}, former=former)
        work.file = vocabulary_file.with_tag(work.file, tag)
        work.done.append(f"{id_} is new")
        work.notes.append(f"{id_}: look at its label in content/tags.yaml: {language}: {label}")
    if not former:
        work.notes.append(f"/tag/{slugify(old)}/ is another tag's: nothing leads on from there")
    replace(work, is_meant, id_)


def _leaves_its_address(work: Work, old: str, heir: Tag | None, new: str) -> bool:
    """Whether nobody else has the address of an unknown tag, as C# has that of C++."""
    owner = owners(work).get(slugify(old))
    names = {name for name in work.names() if not work.known.knows(name)}
    others = (name for name in names if not same(name, old) and not same(name, new))
    return (not owner or owner is heir) and slugify(old) not in map(slugify, others)


def _label(old: str, new: str) -> str:
    """What readers see of a tag that is new to the vocabulary: the new name. A bare id is a
    matter of the address alone, so the old name stays, unless that was no more than an id."""
    if not _is_id(new):
        return new
    words = new.replace("-", " ")
    return words[:1].upper() + words[1:] if _is_id(old) else old


def _language(work: Work, is_meant: Callable[[str], bool]) -> str:
    """The language that most articles with a tag are in."""
    counts = Counter(
        carrier.article.language.split("-")[0]
        for carrier in work.carriers
        if any(map(is_meant, carrier.carried()))
    )
    return min(counts, key=lambda code: (-counts[code], code))
