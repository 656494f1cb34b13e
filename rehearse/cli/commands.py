"""Every command and option, in one place. What they do stands in the modules they call.

Those are imported inside the commands: the help has to answer before anything heavy is loaded.
"""

from pathlib import Path
from typing import Annotated, Literal, Optional

import typer

app = typer.Typer(
    name="rehearse",
    help="Rehearse the conversation that repairs a colleague's trust. Works offline.",
    epilog="New here? Begin with: rehearse app, or rehearse chat.",
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
        str | None, typer.Option(metavar="ID", help="The situation; see rehearse scenarios.")
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
    brief: Annotated[
        str | None, typer.Option(metavar="TEXT", help="A situation of your own, in free text.")
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

    known = grading.Known(lang=lang, scenario=scenario, brief=brief, colleague_last=colleague)
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
        Optional[Literal["md", "html", "pdf", "json"]],  # noqa: UP045
        typer.Option("--format", help="Default: by the ending of FILE, else md (Markdown)."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write to FILE, readable by you only.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite FILE.")] = False,
    lang: Lang = None,
) -> None:
    """Write one rehearsal as Markdown, HTML to print, PDF or JSON."""
    from rehearse.cli import export as exports

    exports.run(rehearsal, form, out, force=force, lang=lang)


@app.command()
def delete(
    rehearsal: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="A rehearsal's id, or enough of its start.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every rehearsal.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    lang: Lang = None,
) -> None:
    """Erase a rehearsal, or all. Erased is really gone."""
    from rehearse.cli import history as past

    past.delete(rehearsal, everything=everything, sure=yes, lang=lang)


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
