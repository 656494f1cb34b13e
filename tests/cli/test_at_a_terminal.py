"""``rehearse`` at a terminal, where someone sits."""

import json
import os
import select
import signal
import sys
import time

import pytest

from tests.cli.chatting import CHAT, SKILLED, played
from tests.cli.conftest import ROOT, Command
from tests.models.provider import Provider, says

if sys.platform != "win32":
    import pty

    class Terminal:
        """A command in a terminal of its own, driven as by hand."""

        def __init__(self, *words: str) -> None:
            self.pid, self._fd = pty.fork()
            if self.pid == 0:
                os.chdir(ROOT)
                # A terminal hears Ctrl+C, also where these tests run in the background.
                signal.signal(signal.SIGINT, signal.SIG_DFL)
                os.execv(sys.executable, [sys.executable, "-m", "tests.cli.faked", *words])
            self.seen = ""

        def until(self, text: str) -> None:
            """Read on until this text is shown; fails when it does not come."""
            if not self.shows(text, within=60):
                os.kill(self.pid, signal.SIGKILL)
                raise AssertionError(f"{text!r} never came: {self.seen}")

        def shows(self, text: str, within: float) -> bool:
            """Whether this text is shown within so many seconds."""
            end = time.monotonic() + within
            while text not in self.seen:
                left = end - time.monotonic()
                if left <= 0:
                    return False
                if select.select([self._fd], [], [], left)[0]:
                    try:
                        self.seen += os.read(self._fd, 65536).decode("utf-8", "replace")
                    except OSError:
                        return False
            return True

        def type(self, text: str) -> None:
            self.seen = ""
            os.write(self._fd, text.encode())

        def interrupt_until(self, text: str) -> None:
            """Press Ctrl+C, as people do: again, when nothing came of it."""
            self.seen = ""
            for _ in range(6):
                os.kill(self.pid, signal.SIGINT)
                if self.shows(text, within=10):
                    return
            self.until(text)

        def code(self) -> int:
            self.shows("\0", within=60)  # all that still comes
            return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
class TestAtATerminal:
    """Someone sits there: they are asked, they type, they leave as one does."""

    @pytest.mark.slow
    def test_choosing_talking_and_control_d(self) -> None:
        terminal = Terminal("chat", "--lang", "nl")
        terminal.until("Kies een nummer: ")
        terminal.type("99\n")
        terminal.until("Kies een nummer van 1 tot en met")
        terminal.type("4\n")
        terminal.until("Een ogenblik ...")
        terminal.until("Je wilde me spreken.")
        terminal.until("Jij: ")
        terminal.type("Ik zei niks. [own_part=2]\n")
        terminal.until("Eigen aandeel")
        terminal.until("Jij: ")
        terminal.type("\x04")
        terminal.until("rehearse chat --resume")
        assert terminal.code() == 0

    @pytest.mark.slow
    def test_it_says_at_once_that_it_starts_and_loses_nothing_typed_meanwhile(self) -> None:
        terminal = Terminal(*CHAT)
        terminal.until("Rehearse start ...")
        assert "De beloofde opslag" not in terminal.seen
        terminal.type(f"{SKILLED}\n/end\n")
        terminal.until("● ")
        terminal.until("Einde van het gesprek.")
        assert terminal.code() == 0

    def test_control_c_keeps_everything(self) -> None:
        terminal = Terminal(*CHAT)
        terminal.until("Jij: ")
        terminal.type("Dag Kim.\n")
        terminal.until("Jij: ")
        terminal.interrupt_until("rehearse chat --resume ")
        terminal.until("\n")
        assert "Traceback" not in terminal.seen
        assert terminal.code() == 0

    @pytest.mark.slow
    def test_control_c_waits_for_no_model_and_loses_nothing(
        self, command: Command, provider: Provider
    ) -> None:
        provider.plan("words", says("Nou, hè hè.").after(300))
        terminal = Terminal(*CHAT)
        terminal.until("Jij: ")
        terminal.type(f"{SKILLED}\n")
        terminal.until("Eigen aandeel")
        pressed = time.monotonic()
        terminal.interrupt_until("rehearse chat --resume ")
        assert terminal.code() == 0
        assert time.monotonic() - pressed < 30
        assert "Traceback" not in terminal.seen
        assert "Task" not in terminal.seen
        rehearsal = terminal.seen.split("--resume ")[1].split()[0]
        resumed = command("chat", "--resume", rehearsal, "--offline", stdin=b"/end\n")
        assert f"Jij: {SKILLED}" in resumed.out
        (turn,) = json.loads(command("export", rehearsal, "--format", "json").out)["turns"][1:]
        assert (turn["text"], turn["reply"]["source"]) == (SKILLED, "scripted")

    @pytest.mark.slow
    def test_leaving_at_the_list(self) -> None:
        terminal = Terminal("chat", "--lang", "en")
        terminal.until("Choose a number: ")
        terminal.type("/end\n")
        assert terminal.code() == 0

    @pytest.mark.slow
    def test_deleting_asks(self, command: Command) -> None:
        played(command, b"Dag.\n")
        terminal = Terminal("delete", "--all", "--lang", "nl")
        terminal.until("[j/N] ")
        terminal.type("\n")
        terminal.until("Niets gewist.")
        assert terminal.code() == 0
        terminal = Terminal("delete", "--all", "--lang", "nl")
        terminal.until("[j/N] ")
        terminal.type("ja\n")
        terminal.until("Gewist: 1.")
        assert terminal.code() == 0
