"""查找: one query, asked of every kind of record that has a name or a number; only what the user may see.

Names are looked for by ``communities.services.search_people`` alone, numbers of people too: there they are limited and
recorded. As many queries as there are kinds, whatever is found.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q
from django.urls import reverse

from candidates.models import JointReviewLetter
from communities.models import Region
from communities.services import search_people
from communities.views.picker import roles_in
from core import access, names
from reports.issuing import number_key
from reports.models import IssuedDocument, ReportRun

SHOWN = 10
PLACES = 500  # so many communities are looked through by their pinyin; more are found by their characters alone


@dataclass(frozen=True)
class Hit:
    """One thing found: its name, what tells it apart, its page; ``record`` where a template words it."""

    title: str
    url: str
    hint: str = ""
    record: object = None


@dataclass(frozen=True)
class Group:
    """What was found of one kind; ``more``: there is more than is shown."""

    title: str
    hits: list
    more: bool = False


def search(*, actor, query, election):
    """The :class:`Group` of each kind of which anything was found, in the order of KINDS.

    Raises what ``search_people`` raises for a full ID number.
    """
    query = query.strip()
    if not names.normalise_query(query):
        return []
    found = [(title, list(find(actor, query, election))) for title, find in KINDS]
    return [Group(title, hits[:SHOWN], len(hits) > SHOWN) for title, hits in found if hits]


def _people(user, query, election):
    found = search_people(actor=user, query=query).kept().select_related("community")
    return [
        Hit(person.name, reverse("communities:person", args=[person.pk]), record=person)
        for person in found.prefetch_related(roles_in(election))[: SHOWN + 1]
    ]


def _communities(user, query, election):
    key = names.normalise_query(query)
    places = access.visible_to(user, Region).filter(level__gte=Region.Levels.STREET, is_active=True)
    found = [place for place in places[:PLACES] if _is_called(place.short_name, key)]
    if not found:
        found = places.filter(name__contains=query, level=Region.Levels.COMMUNITY)[: SHOWN + 1]
    return [
        Hit(place.short_name, reverse("reports:community", args=[place.pk]), place.get_level_display())
        for place in found
        if place.level == Region.Levels.COMMUNITY
    ]


def _is_called(name, key):
    return any(part.startswith(key) for part in _parts(name))


@lru_cache(maxsize=2 * PLACES)
def _parts(name):
    return names.search_parts(name)


def _documents(user, query, election):
    said = Q(number_key__contains=number_key(query)) | Q(title__contains=query)
    found = IssuedDocument.objects.filter(said, run__in=access.visible_to(user, ReportRun).order_by().values("pk"))
    return [
        Hit(
            f"{document.number} {document.title}",
            reverse("reports:report-run", args=[document.run_id]),
            f"{document.issued_at:%Y-%m-%d}印发",
        )
        for document in found[: SHOWN + 1]
    ]


def _letters(user, query, election):
    key = number_key(query)
    said = Q(number__contains=query) | Q(number__contains=key) | Q(reply_number__contains=query)
    found = access.visible_to(user, JointReviewLetter).filter(said)
    return [
        Hit(f"{letter}", reverse("candidates:joint-letter", args=[letter.pk]), f"致{letter.department}")
        for letter in found[: SHOWN + 1]
    ]


KINDS = (("人员", _people), ("社区", _communities), ("印发文件", _documents), ("联审函", _letters))
