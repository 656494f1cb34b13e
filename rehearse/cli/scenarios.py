"""``rehearse scenarios``: which situations there are."""

from rehearse.cli import console
from rehearse.cli.speech import settings, speech
from rehearse.conversation.rubric import Language
from rehearse.library import ScenarioLibrary


def run(*, as_json: bool, lang: Language | None) -> None:
    """Print the situations as a table or as one JSON list of {id, title, languages}."""
    say = speech(lang)
    library = ScenarioLibrary(settings().prompts_folder())
    rows = [
        {"id": i, "title": title(library, i, say.language), "languages": languages(library, i)}
        for i in library.ids()
    ]
    if as_json:
        console.emit(rows)
        return
    heading = (say("scenarios.id"), say("scenarios.title"), say("scenarios.languages"))
    cells = [(str(r["id"]), str(r["title"]), ", ".join(r["languages"])) for r in rows]
    print(console.table(cells, heading))
    print()
    print(console.faint(say("scenarios.how", id=rows[0]["id"])))


def languages(library: ScenarioLibrary, scenario_id: str) -> list[str]:
    return list(library.rules(scenario_id).languages)


def title(library: ScenarioLibrary, scenario_id: str, language: Language) -> str:
    """The title in the reader's language, or in the first there is."""
    spoken = library.rules(scenario_id).languages
    return library.load(scenario_id, language if language in spoken else spoken[0]).words.title
