"""What managers say in these tests, written from the situations' briefs."""

from rehearse.conversation.rubric import Language

LOCALES: dict[Language, str] = {"nl": "nl-NL", "en": "en-GB"}

OWN_PART: dict[Language, str] = {
    "nl": "Ik heb je dat in maart beloofd en daarna heb ik zes weken niets gezegd.",
    "en": "I promised you that in March and then I said nothing for six weeks.",
}

QUESTION: dict[Language, str] = {
    "nl": "Hoe was dat voor jou?",
    "en": "What was that like for you?",
}

BLAME: dict[Language, str] = {
    "nl": "Je maakt er wel een heel ding van, het gaat om een paar tientjes in de maand.",
    "en": "You always make such a drama of things. It's a few quid a month.",
}

NAMES = ("Pieter", "Peter")
"""Who is named in the turns below and belongs to no situation."""

NAMING: dict[Language, str] = {
    "nl": "Ik had het je moeten zeggen, en niet alleen Pieter. Bel me op 06-12345678.",
    "en": "I should have told you, and not just Peter. Ring me on 07700 900123.",
}

SKILLED: dict[Language, tuple[str, ...]] = {
    "nl": (
        "Ik kom voor de opslag. Die heb ik je in maart op de parkeerplaats beloofd, en toen het "
        "niet doorging heb ik zes weken m'n mond gehouden.",
        "Dat je het van Anna moest horen, bij de koffieautomaat, dat komt door mij. Ik wist het "
        "allang. Hoe was dat, om het zo te horen?",
        "Een ja kan ik je niet beloven. Wel dat ik het de twaalfde bij de directie neerleg en je "
        "diezelfde middag bel, ook als het nee is.",
        "Als ze het doorschuiven, bel ik je dat ook, die dag nog. Wat heb jij verder van me nodig?",
        "Goed. En vanaf nu hoor je het binnen een dag van mij als er iets verandert aan wat ik je "
        "heb gezegd. Waar ligt voor jou de grens?",
    ),
    "en": (
        "It's about the pay rise, Kit. I told you in March I'd fight for it, and when it got "
        "frozen I didn't say a word to you for six weeks.",
        "So you had it from Anna, standing at the coffee machine, and not from me. I did that, "
        "nobody else. What was it like?",
        "I can't promise you a yes. What I can do is put it to the board on the twelfth and ring "
        "you that same afternoon, whatever they say.",
        "If they put it off, I ring and tell you that, same day. What else do you need from me?",
        "Fine by me. And from here on, if something I've told you changes, you hear it from me "
        "within a day. Where's the line for you, what mustn't I do again?",
    ),
}
"""About the promised raise: names what was done, asks, and ends with a promise that can be kept."""

CLUMSY: dict[Language, tuple[str, ...]] = {
    "nl": (
        "Ik heb het gevoel dat jij er altijd meteen een drama van maakt.",
        "Waarom doe je nou zo kinderachtig?",
        "Sorry als je het verkeerd hebt opgevat, zo was het niet bedoeld.",
    ),
    "en": (
        "I feel like you always make a drama out of everything.",
        "Don’t you think you’re being a bit childish about this?",
        "Sorry if you took it the wrong way, it wasn’t meant like that.",
    ),
}
"""Three turns that hurt, whatever the colleague said before: after the third the colleague leaves.
The grader states each by a wide margin, so that no computer's rounding takes it back."""

VAGUE: dict[Language, str] = {
    "nl": "Het is de laatste tijd een beetje anders gelopen dan we wilden.",
    "en": "It has been a strange time for all of us.",
}
"""About the promised raise: names nothing, and is challenged for it."""
