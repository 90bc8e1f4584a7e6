"""Who is to be talked to, who may talk, and how they are named on the record."""

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from communities.models import CommitteeMember, Person, Posts, TermRole
from communities.models.committees import in_office
from communities.street_staff import street_staff
from core import ids
from core.access import code_condition
from interviews.models import HeartTalk, TalkSeat
from interviews.models.talks import TalkKinds

NOMINEES = (TermRole.Capacities.PROSPECT, TermRole.Capacities.CANDIDATE)


def _members(election, region, condition):
    """Rows of the term's committees that are of the outer person, below ``region``."""
    rows = CommitteeMember.objects.filter(condition, person=OuterRef("pk"), committee__election=election)
    return Exists(rows.filter(code_condition("committee__community_id", [region.pk])))


def _nominees(election, region):
    rows = TermRole.objects.filter(person=OuterRef("pk"), election=election, capacity__in=NOMINEES)
    return Exists(rows.filter(code_condition("community_id", [region.pk])))


def _condition(election, region, kind):
    sitting = _members(election, region, in_office())
    return {
        TalkKinds.HEART: Q(sitting),
        TalkKinds.LEAVING: Q(_members(election, region, ~in_office())) & ~Q(sitting),
        TalkKinds.NOMINEE: Q(_nominees(election, region)) & ~Q(sitting),
        TalkKinds.LOSING: Q(_nominees(election, region)),
    }[kind]


def expected(election, region, kind):
    """The persons of the records whom a talk of this kind concerns, below ``region``.

    HEART: who sits; LEAVING: who left within the term; NOMINEE: who is put forward and does not
    sit; LOSING: who is put forward (who of them lost is known when the votes are counted).
    """
    return Person.objects.filter(_condition(election, region, kind)).order_by("community_id", "name", "pk")


def concerns(election, community, kind, person):
    """Whether a talk of this kind may be planned with ``person``: those leaving may still sit."""
    kinds = (kind, TalkKinds.HEART) if kind in (TalkKinds.LEAVING, TalkKinds.LOSING) else (kind,)
    return any(expected(election, community, each).filter(pk=person.pk).exists() for each in kinds)


def without_talk(people, election, kind):
    """Those of ``people`` for whom no talk of this kind is planned or was held."""
    talks = HeartTalk.objects.standing().filter(election=election, kind=kind, partner=OuterRef("pk"))
    return people.exclude(Exists(talks))


def talkers(election):
    """Who may be given a seat: the street's staff and the secretaries of its communities who have an account."""
    heads = CommitteeMember.objects.sitting().filter(committee__election=election, post=Posts.SECRETARY)
    staff = street_staff(election).order_by().values("pk")
    people = Person.objects.filter(Q(pk__in=staff) | Q(pk__in=heads.values("person")))
    accounts = people.filter(user__is_active=True, user__admin_kind="")
    return accounts.select_related("user", "community").order_by("community__level", "occupation", "name", "pk")


def posts_of(election, prefix=""):
    """Prefetch: the seats that a person (at ``prefix``) holds in this term's committees, as ``posts_held``."""
    rows = CommitteeMember.objects.sitting().in_election(election).in_order()
    return Prefetch(f"{prefix}memberships", rows.select_related("committee__community"), to_attr="posts_held")


def post_of(person):
    """“花一社区书记、主任”; the occupation on file for who holds no seat. ``person`` comes with :func:`posts_of`."""
    if not person.posts_held:
        return person.occupation
    place = person.posts_held[0].committee.community.short_name
    return place + "、".join(member.get_post_display() for member in person.posts_held)


def snapshot(talk):
    """Names and posts of all who take part, as they stand on paper: ``{role: {name, post, …}}``."""
    partner = Person.objects.prefetch_related(posts_of(talk.election)).get(pk=talk.partner_id)
    held_on = timezone.localdate(talk.held_from)
    named = {
        "partner": {
            "name": partner.name,
            "post": post_of(partner) or talk.community.short_name,
            "sex": partner.get_sex_display(),
            "age": ids.age_on(partner.birth_date, held_on) if partner.birth_date else None,
            "affiliation": partner.get_affiliation_display(),
        }
    }
    for seat in TalkSeat.objects.filter(talk=talk).select_related("person"):
        named[seat.role] = {"name": seat.person.name, "post": seat.person.occupation}
    return named
