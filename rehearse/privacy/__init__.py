"""What leaves this machine for a model, and what does not: names, addresses and numbers become
stand-ins on the way out and themselves again on the way in.

Pure: it reads nothing but the word lists beside it (their sources: ``word_lists/ABOUT.md``).
"""

from rehearse.privacy.kinds import Kind
from rehearse.privacy.names import first_names
from rehearse.privacy.people import NamePart, name_words
from rehearse.privacy.restorer import Restorer
from rehearse.privacy.stand_ins import Hidden, StandIns, Swapped
from rehearse.privacy.table import StandIn

__all__ = [
    "Hidden",
    "Kind",
    "NamePart",
    "Restorer",
    "StandIn",
    "StandIns",
    "Swapped",
    "first_names",
    "name_words",
]
