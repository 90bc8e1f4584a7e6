"""The handbook: one text for the paper (paper.py), for the help on every page, and for the first steps of each role."""

from dataclasses import dataclass

from django.urls import resolve, reverse

from core.access import asked_once
from core.web import rule_of
from reports.handbook.chapters import CHAPTERS
from reports.handbook.topics import Chapter, Topic
from reports.menu import MENU, Entry, is_of

TOPICS = {topic.key: topic for chapter in CHAPTERS for topic in chapter.topics}
ENTRIES = [entry for _, entries in MENU for entry in entries]


@dataclass(frozen=True)
class Help:
    """What the help on a page says. ``topic`` is None where nobody's task is described: then what the page is for alone."""

    key: str
    title: str
    purpose: str
    topic: Topic | None = None
    bases: tuple = ()
    url: str = ""

    @property
    def steps(self):
        return self.topic.steps if self.topic else ()

    @property
    def picture(self):
        """Its picture among the static files; empty without a topic."""
        return f"handbook/{self.topic.key}.webp" if self.topic else ""


def roles_of(user):
    """Codes of the user's roles, or his kind of administrator; asked for once in a request."""
    return asked_once(user, "roles", _roles_of)


def _roles_of(user):
    return {user.admin_kind} if user.admin_kind else set(user.role_grants.values_list("role", flat=True))


def own_chapter(user) -> Chapter | None:
    """The first chapter that is about one of the user's roles."""
    roles = roles_of(user)
    return next((chapter for chapter in CHAPTERS if roles & set(chapter.roles)), None)


def opens_to(user, address):
    """Whether the page at ``address`` may be opened by the user."""
    return rule_of(resolve(address).func).admits(user)


def first_steps(user):
    """The :class:`Topic` s that a new user begins with: those of his chapter whose pages open to him."""
    return asked_once(user, "first steps", _first_steps)


def _first_steps(user):
    chapter = own_chapter(user)
    if chapter is None:
        return []
    return open_topics(user, chapter)[: chapter.first_steps]


def open_topics(user, chapter):
    """The tasks of a chapter whose pages open to the user: one chapter may be about several roles."""
    return [topic for topic in chapter.topics if opens_to(user, reverse(topic.paths[0][0]))]


def help_on(user, view):
    """The :class:`Help` of the page called ``view`` for this user, or None where there is none."""
    entry = next((entry for entry in ENTRIES if is_of(entry, view)), None)
    about = [topic for topic in TOPICS.values() if view in topic.views]
    about = about or [topic for topic in TOPICS.values() if entry and topic.paths[0][0] == entry.view]
    if not about:
        return _of_entry(entry, ()) if entry else None
    chapter = own_chapter(user)
    topic = next((topic for topic in about if chapter and topic in chapter.topics), None)
    return help_of(topic) if topic else _of_entry(entry, about[0].bases)


def help_of(topic):
    """The :class:`Help` that a topic is."""
    return Help(topic.key, topic.title, topic.why, topic, topic.bases, reverse(topic.paths[0][0]))


def find(key):
    """The :class:`Help` with this key, or None."""
    if key in TOPICS:
        return help_of(TOPICS[key])
    entry = next((entry for entry in ENTRIES if _key(entry) == key), None)
    bases = next((topic.bases for topic in TOPICS.values() if entry and topic.paths[0][0] == entry.view), ())
    return _of_entry(entry, bases)


def _key(entry: Entry):
    return entry.view.replace(":", "-")


def _of_entry(entry, bases):
    if entry is None or not entry.hint:
        return None
    return Help(_key(entry), entry.label, f"{entry.hint}。", None, bases, reverse(entry.view))
