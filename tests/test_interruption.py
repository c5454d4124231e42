"""Ctrl-C stops the work wherever it comes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from digest.forking import fork

PROGRAM = """
import os, signal, sys, time
sys.path.insert(0, {plugins!r})
import nh3
from digest import interruption

def interrupted(tag, attribute, value):
    if attribute == "href":  # nh3 asks for its own rel, too
        os.kill(os.getpid(), signal.SIGINT)
    return value

interruption.lose_none()
try:
    nh3.clean('<a href="https://example.org/">x</a>', attribute_filter=interrupted)
    time.sleep(20)
except KeyboardInterrupt:
    print("stopped")
"""


def test_an_interruption_is_not_lost_where_compiled_code_calls_a_function() -> None:
    program = PROGRAM.format(plugins=str(Path("plugins").resolve()))
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert (done.stdout, done.stderr) == ("stopped\n", "")


def test_other_errors_that_nothing_can_be_done_about_are_still_told() -> None:
    program = PROGRAM.format(plugins=str(Path("plugins").resolve()))
    program = program.replace("os.kill(os.getpid(), signal.SIGINT)", "raise ValueError('so')")
    done = subprocess.run(
        [sys.executable, "-c", program.replace("time.sleep(20)", "pass")],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "ValueError: so" in done.stderr


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here")
def test_a_forked_process_does_nothing_of_what_its_parent_was_about_to() -> None:
    def live() -> int:
        raise KeyboardInterrupt

    assert os.waitstatus_to_exitcode(os.waitpid(fork(lambda: 7), 0)[1]) == 7
    assert os.waitstatus_to_exitcode(os.waitpid(fork(live), 0)[1]) == 1
