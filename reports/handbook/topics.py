"""What a topic of the handbook is. One text serves the handbook on paper, the help on the page and the first steps."""

import re
from dataclasses import dataclass

QUOTED = re.compile(r"「([^」]+)」")


@dataclass(frozen=True)
class Basis:
    """A rule that a page goes by: what it says, where it stands, and where that was read.

    ``mark``: its source in the collection of domain facts (P public page, R repository, L law text, D standard of security).
    ``is_verified``: the official text itself was read; all others are shown as 示例（待核定）.
    """

    text: str
    source: str
    mark: str
    is_verified: bool = False

    @property
    def is_confirmed(self):
        """As the mark of unverified rules asks for it."""
        return self.is_verified


@dataclass(frozen=True)
class Topic:
    """One task of one kind of user on one page.

    ``why``: what it is for, a sentence; ``steps``: what to do, words of the screen in 「」; ``paths``: the pages on which
    those words stand, each as the names of views from the menu on, every one a link of the one before; the picture is
    of the end of the first. ``player``: who is pictured, an account of the exercise.
    """

    key: str
    title: str
    why: str
    steps: tuple
    paths: tuple
    bases: tuple
    player: str

    @property
    def views(self):
        """The pages on which this is the help."""
        return tuple(path[-1] for path in self.paths)

    @property
    def words(self):
        """What the steps quote from the screen."""
        return [word for step in self.steps for word in QUOTED.findall(step)]


@dataclass(frozen=True)
class Chapter:
    """The topics of one kind of user, the first steps first. ``roles``: codes of communities.roles, or kinds of administrators."""

    key: str
    title: str
    roles: tuple
    opening: str
    topics: tuple
    first_steps: int = 3
    is_on_phone: bool = False
