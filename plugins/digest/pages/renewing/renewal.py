"""Which documents have to be made anew, and making them, on all cores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from digest.pages.library import Frame
from digest.pages.planned import Planned
from digest.pages.rendering import Renderer
from digest.pages.renewing.output import Output
from digest.pages.template_errors import template_problem
from digest.workers import spread

Signatures = dict[str, bytes]


def renew(
    documents: Mapping[str, Planned],
    before: Mapping[str, bytes],
    renderer: Renderer,
    frame: Frame,
    output: Output,
    processes: int = 0,
) -> tuple[Signatures, list[str]]:
    """Make the documents whose signature is not that of `before`; let those with new bytes wait.

    Returns the signatures of all documents, and the paths of the files that wait.
    """
    signatures = {path: document.signature() for path, document in documents.items()}
    changed = [path for path, signature in signatures.items() if before.get(path) != signature]

    def make(paths: Sequence[str]) -> list[str]:
        new = []
        for path in paths:
            planned = documents[path]
            data = rendered(planned, renderer, frame)
            if output.differs(path, data):
                output.put(path, data)
                new.append(path)
        return new

    waiting = [path for paths in spread(make, changed, processes) for path in paths]
    return signatures, waiting


def rendered(planned: Planned, renderer: Renderer, frame: Frame) -> bytes:
    """A document's file. Raises DigestError where its template is wrong."""
    value = planned.make(frame, planned.address, *planned.arguments)
    try:
        return renderer.text(value).encode()
    except Exception as error:
        raise (template_problem(error) or error) from error
