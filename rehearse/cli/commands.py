"""Every command and option, in one place. What they do stands in the modules they call.

Those are imported inside the commands: the help has to answer before anything heavy is loaded.
"""

from pathlib import Path
from typing import Annotated, Literal, Optional

import typer

from rehearse import called

_CALLED = called.rehearse()

app = typer.Typer(
    name="rehearse",
    help="Rehearse the conversation that repairs a colleague's trust. Works offline.",
    epilog=f"New here? Begin with: {_CALLED} app, or {_CALLED} chat.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Language = Literal["nl", "en"]
Lang = Annotated[
    Optional[Language],  # noqa: UP045 - typer reads the annotation
    typer.Option("--lang", help="Language: nl or en. Default: REHEARSE_LANGUAGE, or the system's."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON (ASCII, for programs).")]
Share = Annotated[
    str, typer.Argument(metavar="SHARE", help="A shared talk's id, or enough of its start.")
]
CoachName = Annotated[
    str | None,
    typer.Option(
        "--coach", metavar="NAME", help="Which coach, where there are several: a name, or an id."
    ),
]
Names = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option("--name", metavar="NAME", help="A name to replace; repeatable."),
]
Out = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write to FILE, readable by you only.")
]
Force = Annotated[bool, typer.Option("--force", help="Overwrite FILE.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="A rehearsal's id, or enough of its start.")]


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    if version:
        import rehearse

        print(f"rehearse {rehearse.__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help())


@app.command("app")
def app_(
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port to listen on. Default: a free one.")
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Do not open a browser.")
    ] = False,
    lang: Lang = None,
) -> None:
    """Open the app in your browser. It listens on this machine only."""
    from rehearse.cli import app as page

    page.run(port=port, browser=not no_browser, lang=lang)


@app.command()
def chat(
    scenario: Annotated[
        str | None, typer.Option(metavar="ID", help=f"The situation; see {_CALLED} scenarios.")
    ] = None,
    lang: Lang = None,
    difficulty: Annotated[
        Optional[Literal["easy", "normal", "hard"]],  # noqa: UP045
        typer.Option(help="How much trust is left at the start. Default: normal."),
    ] = None,
    opening: Annotated[
        int | None, typer.Option(min=1, max=3, help="Which of the three openings. Default: 1.")
    ] = None,
    turns: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Say the turns of FILE, one a line; - reads them from standard input.",
        ),
    ] = None,
    resume: Annotated[
        str | None, typer.Option(metavar="ID", help="Go on with an earlier rehearsal.")
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Play by rules alone, also where a model is set.")
    ] = False,
    names: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option("--name", metavar="NAME", help="A name the model must not see; repeatable."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Rehearse in the terminal."""
    from rehearse.cli import console, speech

    console.notice(speech.speech(lang)("app.starting"))
    from rehearse.cli import chat as talk

    talk.run(
        talk.Wanted(
            scenario,
            lang,
            difficulty,
            opening,
            turns=turns,
            resume=resume,
            offline=offline,
            names=tuple(names or ()),
            as_json=as_json,
        )
    )


@app.command()
def grade(
    text: Annotated[
        str | None,
        typer.Argument(metavar="TEXT", help="What you would say; - reads standard input."),
    ] = None,
    lang: Lang = None,
    scenario: Annotated[
        str | None, typer.Option(metavar="ID", help="The situation it is said in.")
    ] = None,
    colleague: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What the colleague said just before.")
    ] = None,
    jsonl: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help='Grade a file of {"id","lang","turn"} lines; - reads standard input.',
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Score what you would say against the seven repair steps."""
    from rehearse.cli import grade as grading

    known = grading.Known(lang=lang, scenario=scenario, colleague_last=colleague)
    grading.run(text, known, jsonl=jsonl, as_json=as_json)


@app.command()
def scenarios(as_json: AsJson = False, lang: Lang = None) -> None:
    """List the situations."""
    from rehearse.cli import scenarios as situations

    situations.run(as_json=as_json, lang=lang)


@app.command()
def history(lang: Lang = None) -> None:
    """List your rehearsals, the newest first."""
    from rehearse.cli import history as past

    past.listing(lang)


@app.command()
def show(rehearsal: Id, lang: Lang = None) -> None:
    """Show one rehearsal with its notes."""
    from rehearse.cli import history as past

    past.show(rehearsal, lang)


@app.command()
def export(
    rehearsal: Id,
    form: Annotated[
        Optional[Literal["md", "html", "pdf", "json", "csv"]],  # noqa: UP045
        typer.Option("--format", help="Default: by the ending of FILE, else md (Markdown)."),
    ] = None,
    out: Out = None,
    force: Force = False,
    lang: Lang = None,
) -> None:
    """Write one rehearsal as Markdown, HTML to print, PDF, JSON or CSV."""
    from rehearse.cli import export as exports

    exports.run(rehearsal, form, out, force=force, lang=lang)


@app.command()
def delete(
    rehearsal: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="A rehearsal's id, or enough of its start.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every rehearsal.")] = False,
    yes: Yes = False,
    lang: Lang = None,
) -> None:
    """Erase a rehearsal, or all. Erased is really gone."""
    from rehearse.cli import history as past

    past.delete(rehearsal, everything=everything, sure=yes, lang=lang)


@app.command()
def share(
    rehearsal: Id,
    out: Out = None,
    names: Names = None,
    as_is: Annotated[
        bool, typer.Option("--as-is", help="Replace no names, addresses or numbers.")
    ] = False,
    allow_cases: Annotated[
        bool,
        typer.Option("--allow-cases", help="Let corrections become eval cases, names replaced."),
    ] = False,
    leaf: Annotated[
        str | None,
        typer.Option(metavar="TURN", help="The turn to end with. Default: where you left it."),
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Show what would go, and share nothing.")
    ] = False,
    force: Force = False,
    lang: Lang = None,
) -> None:
    """Share one path of a rehearsal with a coach, as a file to send."""
    from rehearse.cli import sharing

    sharing.share(
        sharing.Going(rehearsal, leaf, tuple(names or ()), as_is),
        out,
        cases_allowed=allow_cases,
        preview=preview,
        force=force,
        lang=lang,
    )


@app.command()
def shared(
    rehearsal: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Only what was shared of this rehearsal.")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """List what you shared, the newest first."""
    from rehearse.cli import sharing

    sharing.shared(rehearsal, as_json=as_json, lang=lang)


@app.command()
def withdraw(share: Share, yes: Yes = False, lang: Lang = None) -> None:
    """Take back a talk that you shared. A file that was sent stays where it is."""
    from rehearse.cli import sharing

    sharing.withdraw(share, sure=yes, lang=lang)


@app.command("take-in")
def take_in(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A file you were sent; - reads standard input.")
    ],
    lang: Lang = None,
) -> None:
    """Take in a shared talk, or a coach's review of a talk of yours."""
    from rehearse.cli import sharing

    sharing.take_in(file, lang)


@app.command()
def reviews(coach: CoachName = None, as_json: AsJson = False, lang: Lang = None) -> None:
    """List the talks there are to review."""
    from rehearse.cli import reviewing

    reviewing.reviews(coach, as_json=as_json, lang=lang)


@app.command()
def review(
    share: Share,
    form: Annotated[
        Optional[Literal["send", "pdf", "html", "md", "json", "csv"]],  # noqa: UP045
        typer.Option(
            "--format", help="Default: by the ending of FILE, else send (to the manager)."
        ),
    ] = None,
    out: Out = None,
    coach: CoachName = None,
    force: Force = False,
    lang: Lang = None,
) -> None:
    """Write a review that was handed in: to send back, to read, or for a spreadsheet."""
    from rehearse.cli import reviewing

    reviewing.review(share, form, out, coach, force=force, lang=lang)


@app.command()
def agreement(as_json: AsJson = False, lang: Lang = None) -> None:
    """Say how far coaches and grader agree."""
    from rehearse.cli import reviewing

    reviewing.agreement(as_json=as_json, lang=lang)


@app.command()
def corrections(
    out: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Write the cases into FOLDER.")
    ] = None,
    share: Annotated[
        str | None, typer.Option("--review", metavar="SHARE", help="Only of this shared talk.")
    ] = None,
    names: Names = None,
    agreed: Annotated[
        bool, typer.Option("--all", help="Turns in which nothing was corrected, too.")
    ] = False,
    preview: Annotated[
        bool, typer.Option("--preview", help="Show the cases, and write nothing.")
    ] = False,
    yes: Yes = False,
    lang: Lang = None,
) -> None:
    """Turn coaches' corrections into labelled cases to measure the grader by."""
    from rehearse.cli import corrections as cases

    wanted = cases.Wanted(share, tuple(names or ()), agreed)
    cases.run(wanted, out, preview=preview, sure=yes, lang=lang)


@app.command()
def doctor(
    live: Annotated[
        bool, typer.Option("--live", help="Ask the model that is set for one word, too.")
    ] = False,
    lang: Lang = None,
) -> None:
    """Look whether all is well, and say what mends it where it is not."""
    from rehearse.cli import doctor as examination

    raise typer.Exit(examination.run(lang, live=live))
