"""The tasks of daily work: `invoke --list`, or `./digest --list` without an environment.

Each says what it did and what to do next; a task that found a problem ends with status 1.
"""

from __future__ import annotations

import atexit
import gc
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from invoke.collection import Collection
from invoke.context import Context
from invoke.exceptions import Exit
from invoke.tasks import task

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT / "plugins"))
# Invoke turns it off, and every task would compile all modules that it imports anew.
sys.dont_write_bytecode = False

from digest import code, interruption  # noqa: E402, F401, which code it is comes first of all
from digest.problems import COMMAND, DigestError, Problem  # noqa: E402
from digest.terminal import (  # noqa: E402
    INTERRUPTED,
    by_file,
    count,
    may_go_unread,
    progress,
    stop,
    stopped,
)

if TYPE_CHECKING:
    from digest.intake import CleanReport
    from digest.pages.building import Built, Prepared

_THIS_MACHINE = nullcontext((None, 0))
SHARED = ROOT.parent / "shared"
# Python would look through all that is left for what refers to itself before it ends.
atexit.register(gc.freeze)
interruption.lose_none()


@task(
    iterable=["file"],
    help={
        "file": "clean only this raw file (may be given several times)",
        "again": "clean once more what no person has edited, after rules have changed",
        "diff": "show every line that was dropped or repaired, and the rule that did it;"
        " with --file also where nothing is to be written",
        "dry-run": "write nothing; tell what would be written",
        "explain": "tell where title, date, source, language and tags of this raw file come from",
        "scheduler": "the address of a Dask scheduler, such as tcp://host:8786; its workers need"
        " this folder at the same place, and PYTHONPATH=.../plugins",
    },
)
def clean(
    _: Context,
    file: list[str] | None = None,
    again: bool = False,
    diff: bool = False,
    dry_run: bool = False,
    explain: str = "",
    scheduler: str = "",
) -> None:
    """Clean the new files of content/raw into content/articles; delete nothing.

    A line that should have stayed: add `keep: [some words of it]` to the article's front
    matter, or to its source in content/sources.yaml, and clean again.
    """
    if explain or dry_run:
        may_go_unread()
    if explain:
        _explain(explain)
        return
    from digest.intake.showing import print_report

    with progress("cleaning") as bar:
        try:
            report = _clean_folder(file or (), again, dry_run, diff, scheduler, bar)
        except DigestError as error:
            raise stop(error.problems, "nothing was cleaned") from None
        except KeyboardInterrupt:
            raise stopped("what is cleaned stays, the rest waits") from None
    print_report(report, dry_run, diff)
    problems = [*report.problems, *(() if dry_run else _relate())]
    if problems:
        problems = list(dict.fromkeys(problems))  # both wait for the same lock
        then = f"mend them and run `{COMMAND} clean` again"
        raise stop(by_file(problems), then, len(problems))


def _relate() -> tuple[Problem, ...]:
    """Do what follows from all articles together: vectors, and names for new stories.

    Returns what kept it from being done.
    """
    from digest.intake.relating import relate

    try:
        with progress("embedding") as bar:
            related = relate(ROOT, bar)
    except DigestError as error:
        return error.problems
    except KeyboardInterrupt:
        raise stopped("what is done stays, the rest waits") from None
    if related.embedded:
        print(f"Embedded {count(related.embedded, 'article')}.")
    if related.named:
        stories = "1 new story" if related.named == 1 else f"{related.named} new stories"
        print(f"Named {stories} in content/stories.yaml.")
    if related.lacking:
        print(
            f"{count(related.lacking, 'article')} without a sentence vector: related by words"
            f" alone, for this machine lacks the model (see `{COMMAND} doctor`)"
        )
    return ()


def _clean_folder(
    files: Sequence[str],
    again: bool,
    dry_run: bool,
    diff: bool,
    scheduler: str,
    bar: Callable[[int, int], None],
) -> CleanReport:
    from digest import intake

    cluster = intake.cluster_executor(scheduler, ROOT) if scheduler else _THIS_MACHINE
    with cluster as (executor, workers):
        return intake.clean_folder(
            ROOT,
            again=again,
            only=tuple(files),
            progress=bar,
            executor=executor,
            workers=workers,
            dry=dry_run,
            diff=diff,
        )


def _explain(file: str) -> None:
    """Tell where the facts of a raw file's articles come from."""
    from digest import intake

    problems = []
    try:
        for found in intake.explain(ROOT, file):
            if not isinstance(found, intake.Explanation):
                problems.append(found)
                continue
            print(found.shown)
            for name, value, origin in found.rows:
                print(f"  {name:<9} {value}" + (f"  ({origin})" if origin else ""))
    except DigestError as error:
        raise stop(error.problems, "nothing to explain") from None
    if problems:
        raise stop(problems, "the others are explained above")


@task(help={"url": "the address at which the site will be read"})
def build(_: Context, url: str = "") -> None:
    """Build the site from content/ into output/: what has changed, all of it or nothing."""
    _build(url)
    print(f"Look at it: {COMMAND} serve. Put it online: {COMMAND} publish.", flush=True)


def _build(
    url: str,
    placed: Callable[[], None] = lambda: None,
    prepared: Prepared | None = None,
    thorough: bool = False,
) -> Built:
    """Build, and tell what was built. The others are as in digest.pages.building.build."""
    from digest.pages import building, showing

    override: dict[str, Any] = {"SITEURL": url} if url else {}
    is_new = False

    def in_place() -> None:
        nonlocal is_new
        is_new = True
        placed()

    try:
        built = building.build(
            ROOT, placed=in_place, prepared=prepared, thorough=thorough, **override
        )
    except DigestError as error:
        raise stop(error.problems, "output/ is as it was before") from None
    except KeyboardInterrupt:
        raise stopped(f"output/ is {'new' if is_new else 'as it was before'}") from None
    print("\n".join(showing.lines(built)), flush=True)
    return built


@task(default=True)
def site(context: Context) -> None:
    """Clean what is new, then build: the whole way (the default task)."""
    unclean: Exit | None = None
    try:
        clean(context)
    except Exit as end:  # one bad raw file does not keep the others from the readers
        if end.code == INTERRUPTED:
            raise
        unclean = end
        print(f"{end.message}\n", file=sys.stderr)
    build(context)
    if unclean:
        raise Exit("The site is built, but look at what is named above.", code=1)


@task
def wipe(_: Context) -> None:
    """Empty output/ and the caches; nothing under content/ is touched."""
    _forget("output")
    print(f"Removed output/ and the caches. Build again: {COMMAND} build")


@task
def rebuild(context: Context) -> None:
    """Build without anything remembered; output/ stays until the new one is complete."""
    _forget()
    build(context)


def _forget(*folders: str) -> None:
    """Remove folders and what is in .cache, while no build runs."""
    from digest.files import exclusive, remove, unusable

    cache = ROOT / ".cache"
    cache.mkdir(exist_ok=True)
    try:
        with exclusive(cache / "build.lock", "a build is running"):
            for path in (*(ROOT / name for name in folders), *cache.iterdir()):
                if path.suffix != ".lock":
                    remove(path)
    except DigestError as error:
        raise stop(error.problems, "nothing was removed") from None
    except OSError as error:
        wrong = unusable(error, ROOT, "check the folder and do it again").problems
        raise stop(wrong, "the rest was left") from None


@task(help={"port": "the port to serve at"})
def serve(_: Context, port: str = "8000") -> None:
    """Show the site at http://localhost:8000, build and reload after every change."""
    from digest.delivery import serving, standby

    if not port.isdecimal():
        raise Exit(f"port {port}: is no number; say one such as --port 8001", code=1)
    url = f"http://localhost:{port}"

    def build_anew(placed: Callable[[], None]) -> None:
        if not _python("invoke", "build", "--url", url):
            placed()

    try:
        if standby.is_possible():
            # This file as a program: see its end.
            with standby.Standby(ROOT, (sys.executable, __file__, url)) as waiting:
                serving.serve(ROOT, waiting.build, print, int(port))
        else:
            serving.serve(ROOT, build_anew, print, int(port))
    except DigestError as error:
        raise stop(error.problems, "nothing is served") from None


def _stand_by(url: str) -> None:
    """What `serve` starts: build at an address whenever it asks for it."""
    from digest.delivery import standby
    from digest.pages import building, everything  # noqa: F401, imported for all builds

    def prepare() -> Prepared:
        return building.prepare(ROOT, SITEURL=url)

    def build(prepared: Prepared | None, placed: Callable[[], None]) -> int:
        try:
            _build(url, placed, prepared)
        except Exit as end:
            print(end.message, file=sys.stderr)
            return end.code
        return 0

    standby.stand_by(prepare, build)


@task
def status(_: Context) -> None:
    """Tell what waits: raw files to clean, guesses to check, drafts, copies, unknown names."""
    from digest import holdings, intake

    may_go_unread()
    overview = holdings.overview(ROOT)
    waiting = intake.pending(ROOT)
    print("\n".join(holdings.lines(overview, waiting)))
    if overview.problems:
        raise stop(overview.problems, "mend them")
    print(f"Next: {COMMAND} {'clean' if waiting else 'build'}")


@task(
    iterable=["add", "remove", "rename", "paths"],
    help={
        "add": "a tag that the articles shall carry (all of these may be given several times)",
        "remove": "a tag that they shall not carry, under whatever name they say it",
        "rename": "OLD=NEW; if there is a tag NEW, the two become one",
        "paths": "the articles: a file, a folder or a quoted pattern; --rename takes all without",
        "dry-run": "write nothing; show every line that would change",
    },
)
def tag(
    _: Context,
    add: list[str] | None = None,
    remove: list[str] | None = None,
    rename: list[str] | None = None,
    paths: list[str] | None = None,
    dry_run: bool = False,
) -> None:
    """Add, remove, rename or merge tags in many articles and the vocabulary at once.

    All files are changed or none. Only tags change in them; the address of a tag that
    was renamed leads to the new one.
    """
    from digest import curating
    from digest.curating.showing import print_retagged, undo
    from digest.delivery import versions

    asked = curating.Request(*(tuple(each or ()) for each in (rename, remove, add, paths)))
    if not (asked.rename or asked.remove or asked.add):
        raise Exit("Say what: --add TAG, --remove TAG or --rename OLD=NEW", code=1)
    unsaved = versions.unsaved(ROOT, "content")
    try:
        done = curating.retag(ROOT, asked, dry_run)
    except DigestError as error:
        raise stop(error.problems, "nothing was changed") from None
    except KeyboardInterrupt:
        raise stopped("nothing was changed") from None
    print_retagged(done, dry_run)
    if done.changes and not dry_run:
        print(f"Undo: {undo(done, unsaved)}. Next: {COMMAND} build")


@task(
    help={
        "unused": "only tags of the vocabulary that no article carries, nor a narrower one",
        "similar": "only tags that are probably the same, with the command that makes them one",
        "missing-labels": "only tags without a name in a language of the site",
    }
)
def tags(
    _: Context, unused: bool = False, similar: bool = False, missing_labels: bool = False
) -> None:
    """List the tags that articles carry, with their number in each language."""
    from digest import curating
    from digest.curating import showing

    may_go_unread()
    try:
        survey = curating.survey(ROOT)
    except DigestError as error:
        raise stop(error.problems, "mend them first") from None
    lines = [
        *(showing.unused(survey) if unused else ()),
        *(showing.similar(curating.similar(survey)) if similar else ()),
        *(showing.without_labels(survey) if missing_labels else ()),
    ]
    print("\n".join(lines or showing.counts(survey)))
    if survey.problems:
        raise stop(survey.problems, "these articles do not count")


@task(
    help={
        "url": "the address at which the site will be read (else from GitHub's remote)",
        "remote": "the git remote to push to",
        "branch": "the branch that holds the site",
    }
)
def publish(
    context: Context, url: str = "", remote: str = "origin", branch: str = "gh-pages"
) -> None:
    """Build the site and push it to a branch for GitHub Pages."""
    from digest.delivery import publishing
    from digest.pages.building import configured_address
    from digest.webaddress import host_of

    try:
        url = url or configured_address(ROOT)
        if not url and (domain := publishing.domain(ROOT, remote, branch)):
            url = f"https://{domain}"
        url = url or publishing.pages_url(publishing.remote_url(ROOT, remote))
        if not url:
            what = f"remote {remote!r}: is not at GitHub, so the site's address is not known"
            raise Exit(f"{what}; say it: {COMMAND} publish --url https://...", code=1)
        publishing.check(ROOT, url, remote, branch)
        # Nobody's slip of the hand in output/ goes online.
        if not _build(url, thorough=True).articles:
            raise Exit("content/articles: no article to be published; nothing was", code=1)
        commit = publishing.publish(ROOT, url, remote, branch)
    except DigestError as error:
        raise stop(error.problems, "nothing was published") from None
    if not commit:
        print(f"{branch} already holds this very site; nothing to publish.")
        return
    print(f"Published {commit[:10]} to {remote}/{branch}; soon at {url}")
    domain = publishing.cname(ROOT, commit)
    if domain and domain != host_of(url):
        print(f"But CNAME on {branch} says {domain}: publish --url https://{domain}, or delete it.")


@task
def doctor(_: Context) -> None:
    """Tell what this machine and this project have and lack; status 1 if they cannot work."""
    from digest import doctor as shared

    may_go_unread()
    findings = [check(ROOT) for check in shared.CHECKS]
    try:
        from digest.delivery import doctor as delivery
        from digest.intake import doctor as intake
        from digest.pages import doctor as pages
    except ImportError as error:
        findings.append(shared.Finding(False, f"packages: {error}", shared.INSTALL, essential=True))
    else:
        findings += [check(ROOT) for check in (*intake.CHECKS, *pages.CHECKS, *delivery.CHECKS)]
    for found in findings:
        print(f"{'ok' if found.ok else 'missing':<8} {found.what}")
        if found.remedy and not found.ok:
            print(f"         {found.remedy}")
    if broken := [found for found in findings if not found.ok and found.essential]:
        raise Exit(f"{count(len(broken), 'thing')} must be mended first", code=1)
    print(f"All that is needed is here. Next: {COMMAND} status")


def _python(*words: str, folder: Path = ROOT) -> int:
    """Run a module in a process of its own; returns its exit status."""
    return subprocess.run([sys.executable, "-m", *words], cwd=folder, check=False).returncode


@task
def lint(_: Context) -> None:
    """Check style and types of the code."""
    checks = (
        ("ruff", "check", "--quiet"),
        ("ruff", "format", "--check", "--quiet"),
        ("mypy", "--no-error-summary"),
    )
    failed = [" ".join(words[:2]) for words in checks if _python(*words)]
    if failed:
        raise Exit(f"Lint: {', '.join(failed)} failed; see above", code=1)
    print("Lint: clean.")


@task(pre=[lint], help={"only": "run only tests whose name matches, as pytest's -k"})
def test(_: Context, only: str = "") -> None:
    """Run all checks: style, types, and every test."""
    on_all_cores = ("--numprocesses=logical", "--maxprocesses=4", "--dist=worksteal")
    raise Exit(code=_python("pytest", *on_all_cores, *(["-k", only] if only else [])))


@task(help={"shared": "the folder with the scorers and their data"})
def bench(_: Context, shared: str = str(SHARED)) -> None:
    """Measure the quality of cleaning and of related articles, and the time of builds."""
    raise Exit(code=_python("bench", str(Path(shared).resolve()), folder=ROOT / "tests"))


@task
def lock(_: Context) -> None:
    """Write requirements.lock anew from pyproject.toml, for all platforms."""
    what = ("pyproject.toml", "--group", "dev", "--universal", "--python-version", "3.11")
    how = ("--generate-hashes", "--no-emit-index-url", "--no-header", "--quiet")
    status = _python("uv", "pip", "compile", *what, *how, "--output-file", "requirements.lock")
    if status:
        raise Exit("requirements.lock is as it was; see above", code=1)
    print("Wrote requirements.lock; ./digest renews the environment on its next run.")


namespace = Collection(
    *(site, clean, build, rebuild, serve, status, tag, tags, publish, wipe),
    *(doctor, test, lint, bench, lock),
)

if __name__ == "__main__":
    with suppress(KeyboardInterrupt):  # meant for `serve`, which ends this
        interruption.allow()
        _stand_by(*sys.argv[1:])
