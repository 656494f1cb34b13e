"""The store as one thing to open, hand on and close."""

from typing import Self

from rehearse.errors import StorageTrouble
from rehearse.store.database import PATIENCE_S, Database
from rehearse.store.drafts import Drafts
from rehearse.store.keepsakes import KeepsakeShelf
from rehearse.store.rehearsals import Rehearsals
from rehearse.store.remarks import Remarks
from rehearse.store.reviews import Reviews
from rehearse.store.shares import Shares
from rehearse.store.shown_grades import ShownGrades
from rehearse.store.turns import Turns
from rehearse.store.usages import Usages


class Store:
    """Everything that is kept. Synchronous; serves any number of threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.rehearsals = Rehearsals(database)
        self.turns = Turns(database)
        self.drafts = Drafts(database)
        self.keepsakes = KeepsakeShelf(database)
        self.remarks = Remarks(database)
        self.usages = Usages(database)
        self.shares = Shares(database)
        self.reviews = Reviews(database)
        self.shown_grades = ShownGrades(database)

    @classmethod
    def open(cls, url: str, *, private: bool = False, patience_s: float = PATIENCE_S) -> Self:
        """Open the database behind an address, creating or migrating it where needed.

        ``private``: the file lies in our own data folder, which is made when it is missing.
        ``patience_s``: how many seconds a statement waits for another program's lock.

        Raises:
            StorageTrouble: it cannot be used; the message says why and what to do.
        """
        return cls(Database.open(url, private=private, patience_s=patience_s))

    @property
    def warnings(self) -> tuple[StorageTrouble, ...]:
        """What is not as it should be, though it works; each has a message to show."""
        return self._database.warnings

    def close(self) -> None:
        self._database.close()
