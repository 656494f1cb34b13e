"""``rehearse history``, ``show``, ``export`` and ``delete``."""

import json
import os
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Command, Outcome

LINES = [
    "Ik hield mijn mond. [own_part=2]",
    "![plaatje](http://ergens/x.png) <img src=x> # kop *vet* [worth=1?]",
]


@pytest.fixture
def rehearsal(command: Command) -> str:
    """The id of a rehearsal that was held."""
    raw = "\n".join(LINES).encode()
    words = ("--scenario", "promised-raise", "--lang", "nl", "--turns", "-", "--json")
    first = json.loads(command("chat", *words, stdin=raw).out.split("\n")[0])
    return str(first["rehearsal"])


def test_nothing_yet(command: Command) -> None:
    assert "rehearse chat" in command("history").out


def test_the_list_tells_them_apart(command: Command, rehearsal: str) -> None:
    command("chat", "--scenario", "moved-work", "--lang", "nl", "--turns", "-")
    shown = command("history", "--lang", "nl").out.splitlines()
    short = [line.split()[0] for line in shown[1:3]]
    assert len(set(short)) == 2
    assert rehearsal.startswith(short[1])
    assert "Kim" in shown[2]
    for start in short:
        assert command("show", start).code == 0


def test_show_tells_the_whole_talk(command: Command, rehearsal: str) -> None:
    shown = command("show", rehearsal).out
    assert "De beloofde opslag" in shown
    assert "Hoe Kim begon: zoals in het echt" in shown
    assert "Jij: Ik hield mijn mond." in shown
    assert "● Eigen aandeel: duidelijk" in shown
    assert "twijfelgeval" in shown


def test_show_speaks_the_language_asked_for(command: Command, rehearsal: str) -> None:
    assert "You: Ik hield mijn mond." in command("show", rehearsal, "--lang", "en").out


def test_markdown_fetches_nothing_and_shows_what_was_said(command: Command, rehearsal: str) -> None:
    text = command("export", rehearsal).out
    assert text.startswith("# De beloofde opslag\n")
    assert r"!\[plaatje\](http\://ergens/x.png) \<img src=x\> \# kop \*vet\*" in text
    assert "**Jij, beurt 1:** Ik hield mijn mond." in text


def test_html_fetches_nothing_and_shows_what_was_said(command: Command, rehearsal: str) -> None:
    text = command("export", rehearsal, "--format", "html", "--lang", "en").out
    assert text.startswith("<!DOCTYPE html>")
    assert '<html lang="en">' in text
    assert "![plaatje](http://ergens/x.png) &lt;img src=x&gt; # kop *vet*" in text


def test_json_holds_all_of_it(command: Command, rehearsal: str) -> None:
    outcome = command("export", rehearsal, "--format", "json")
    assert outcome.out.isascii()
    exported = json.loads(outcome.out)
    assert exported["id"] == rehearsal
    assert [turn["text"] for turn in exported["turns"]] == ["", *LINES]
    assert exported["turns"][1]["grade"]["levels"]["own_part"] == 2
    assert exported["turns"][-1]["trust"] == exported["trust"]


def written(command: Command, rehearsal: str, file: Path, *words: str) -> Outcome:
    return command("export", rehearsal, "--out", str(file), *words)


def test_a_file_is_its_owners_alone(command: Command, rehearsal: str, tmp_path: Path) -> None:
    file = tmp_path / "gesprek.md"
    assert written(command, rehearsal, file).code == 0
    assert file.read_text("utf-8").startswith("# De beloofde opslag")
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("name", "words", "begins"),
    [
        ("gesprek.pdf", [], b"%PDF-"),
        ("gesprek.HTML", [], b"<!DOCTYPE html>"),
        ("gesprek.json", [], b"{"),
        ("gesprek.txt", [], b"# De beloofde opslag"),
        ("gesprek.md", ["--format", "pdf"], b"%PDF-"),
    ],
)
def test_the_form_is_the_one_asked_for_or_by_the_ending(
    command: Command, rehearsal: str, tmp_path: Path, name: str, words: list[str], begins: bytes
) -> None:
    file = tmp_path / name
    assert written(command, rehearsal, file, *words).code == 0
    assert file.read_bytes().startswith(begins)
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_pdf_is_not_printed_on_a_screen(command: Command, rehearsal: str) -> None:
    refused = command("export", rehearsal, "--format", "pdf")
    assert (refused.code, refused.out) == (2, "")
    assert "--out" in refused.err


def test_a_file_is_replaced_only_by_force(command: Command, rehearsal: str, tmp_path: Path) -> None:
    file = tmp_path / "gesprek.md"
    file.write_text("van mij", "utf-8")
    file.chmod(0o644)
    refused = written(command, rehearsal, file)
    assert refused.code == 2
    assert "--force" in refused.err
    assert file.read_text("utf-8") == "van mij"
    assert written(command, rehearsal, file, "--force").code == 0
    assert file.read_text("utf-8").startswith("# ")
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["gesprek.md"]


@pytest.mark.parametrize("force", [[], ["--force"]])
@pytest.mark.parametrize("what", ["folder", "link", "device"])
def test_what_is_no_file_is_told_as_that_and_left_alone(
    command: Command, rehearsal: str, tmp_path: Path, what: str, force: list[str]
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "mine").write_text("van mij", "utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    file = Path(os.devnull) if what == "device" else tmp_path / what
    refused = written(command, rehearsal, file, "--format", "md", *force)
    assert (refused.code, "not an ordinary file" in refused.err) == (2, True)
    assert "--force" not in refused.err
    assert (tmp_path / "mine").read_text("utf-8") == "van mij"


@pytest.mark.parametrize("name", ["nergens/x.md", f"{'x' * 300}.md"], ids=["no folder", "long"])
@pytest.mark.parametrize("force", [[], ["--force"]])
def test_a_place_that_cannot_be_written(
    command: Command, rehearsal: str, tmp_path: Path, force: list[str], name: str
) -> None:
    outcome = written(command, rehearsal, tmp_path / name, *force)
    assert outcome.code == 2
    assert "x.md" in outcome.err


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="may enter any folder")
def test_a_folder_that_one_may_not_enter(command: Command, rehearsal: str, tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(0o000)
    outcome = written(command, rehearsal, tmp_path / "shut" / "x.md")
    assert outcome.code == 2
    assert "x.md" in outcome.err


def test_delete_one(command: Command, rehearsal: str) -> None:
    assert command("delete", rehearsal[:13], "--yes", "--lang", "nl").out == "Gewist.\n"
    assert command("show", rehearsal).code == 2


def test_delete_all(command: Command, rehearsal: str) -> None:
    assert command("delete", "--all", "--yes", "--lang", "nl").out == "Gewist: 1.\n"
    assert command("delete", "--all", "--yes", "--lang", "nl").out == "Er was niets om te wissen.\n"


def test_nothing_is_deleted_unasked(command: Command, rehearsal: str) -> None:
    assert command("delete", rehearsal).code == 2
    assert command("show", rehearsal).code == 0


def test_scenarios(command: Command) -> None:
    found = json.loads(command("scenarios", "--json").out)
    assert found
    for row in found:
        assert set(row) == {"id", "title", "languages"}
        assert row["languages"] == ["nl", "en"]
        assert row["id"] in command("scenarios").out
    assert "De beloofde opslag" in command("scenarios", "--lang", "nl").out
