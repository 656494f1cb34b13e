"""What the colleague's words are held against: the situation, the move and the talk so far."""

from dataclasses import dataclass
from functools import cached_property

from rehearse.colleague import Exchange, Speech
from rehearse.colleague.checks.deeds import Words, content, said_of_themselves, told_of_manager
from rehearse.colleague.checks.known import Known, known_in
from rehearse.colleague.checks.sheet import WordSheet, word_sheet
from rehearse.conversation.rubric import Language
from rehearse.conversation.scenario import Band, Move, Scenario


@dataclass(frozen=True)
class Ground:
    """One turn's. What is known is gathered when it is first asked for, and kept."""

    scenario: Scenario
    move: Move
    band: Band
    plan: str
    """The scenario's own words for this reply; what they say is never at fault."""
    words: str
    """The manager's, of this turn."""
    opened: str
    """The colleague's first words in this talk."""
    so_far: tuple[Exchange, ...]
    """The talk before this turn, oldest first."""
    layers: tuple[str, ...] = ()
    """The layers that were told in it, and the one that this reply tells."""

    @classmethod
    def of(cls, speech: Speech) -> "Ground":
        """The ground of a reply that is to be spoken."""
        return cls(
            scenario=speech.to_answer.scenario,
            move=speech.plan.move,
            band=speech.to_answer.moment.state.standing.band,
            plan=speech.plan.text,
            words=speech.to_answer.words,
            opened=speech.opened,
            so_far=speech.so_far,
            layers=(*speech.to_answer.moment.state.told, *filter(None, [speech.plan.told])),
        )

    @property
    def language(self) -> Language:
        return self.scenario.language

    @cached_property
    def sheet(self) -> WordSheet:
        return word_sheet(self.language)

    @cached_property
    def managers(self) -> tuple[str, ...]:
        """All that the manager said, oldest first."""
        return (*(exchange.words for exchange in self.so_far), self.words)

    @cached_property
    def own(self) -> tuple[str, ...]:
        """All that the colleague said, oldest first."""
        return (self.opened, *(exchange.reply for exchange in self.so_far))

    @cached_property
    def known(self) -> Known:
        """The facts that situation and talk hold."""
        talk = "\n".join([self.plan, *self.managers, *self.own])
        return self.told | known_in(talk, self.language)

    @cached_property
    def told(self) -> Known:
        """The facts that the situation holds by itself, without those that are still to be told:
        a guess at these is as made up as any other."""
        hidden = {
            text
            for layer, words in self.scenario.words.layers.items()
            if layer not in self.layers
            for text in (words.gist, words.sideways.text, words.told.text)
        }
        open_ = (text for text in self.scenario.texts() if text not in hidden)
        return known_in("\n".join(open_), self.language)

    @cached_property
    def deeds_told(self) -> tuple[Words, ...]:
        """What the manager did, as the situation has it."""
        return told_of_manager(self.scenario.words, self.sheet)

    @cached_property
    def deeds_said(self) -> tuple[Words, ...]:
        """What the manager says that they did or will do."""
        return said_of_themselves(self.managers, self.sheet)

    @cached_property
    def things(self) -> frozenset[str]:
        """The words that name what the situation is about, as deeds have them."""
        slots = " ".join(self.scenario.words.slots.values())
        return frozenset(content(slots, self.sheet.small))
