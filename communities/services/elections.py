"""Terms: opening one, correcting its dates, closing it. One at a time is being prepared in a region."""

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from communities.models import Election, Region
from communities.services.figures import note_change
from communities.services.schedule import recount
from core import access, audit
from core.editing import claim_version
from core.errors import DomainError

FIELDS = ("number", "term_years", "election_day", "key_date")


@transaction.atomic
def create_election(*, actor, region, number, term_years, election_day, key_date, is_past=False):
    """Open a term for ``region`` (or enter a past one). Returns the :class:`Election`.

    Raises DomainError ``election_running`` (close that one first) or ``election_number_taken``.
    """
    access.require(actor, "manage_rules", region)
    Region.objects.select_for_update().get(pk=region.pk)  # two at once: the second waits, and is refused
    _require_new_number(region, number)
    if not is_past:
        _require_none_running(region)
    made = Election.objects.create(
        region=region, number=number, term_years=term_years, election_day=election_day, key_date=key_date,
        state=Election.States.PAST if is_past else Election.States.RUNNING, updated_by=actor,
    )  # fmt: skip
    audit.record(actor, "election.create", made, detail={"number": number, "election_day": election_day})
    return made


def _require_new_number(region, number, but=None):
    if Election.objects.filter(region=region, number=number).exclude(pk=but).exists():
        raise DomainError("election_number_taken", f"{region}已有这一届，请核对届数。", field="number")


def _require_none_running(region):
    running = Election.objects.filter(region=region).running().first()
    if running:
        raise DomainError("election_running", f"{running}尚在筹备，请先将其转为往届，再新建。")


@transaction.atomic
def update_election(*, actor, election, version, **fields):
    """Correct number, term or dates of a term in preparation. Raises DomainError ``election_past`` besides."""
    access.require(actor, "manage_rules", election)
    _require_running(election)
    claim_version(actor=actor, obj=election, version=version)
    _require_new_number(election.region, fields.get("number", election.number), but=election.pk)
    stored = Election.objects.get(pk=election.pk)
    old = {name: getattr(stored, name) for name in FIELDS}
    for name in FIELDS:
        setattr(election, name, fields.get(name, old[name]))
    election.save()
    recount(election)
    if election.election_day != old["election_day"]:  # ages are counted on that day
        note_change(election.pk, [election.region_id])
    audit.record(
        actor,
        "election.update",
        election,
        detail=audit.changes(old, {name: getattr(election, name) for name in FIELDS}),
    )
    if election.key_date != old["key_date"]:
        _tell_followers(actor, election)
    return election


def _tell_followers(actor, election):
    """Apps above hang results on the key date; the setting KEY_DATE_FOLLOWERS names what they do about a new one."""
    for path in settings.KEY_DATE_FOLLOWERS:
        import_string(path)(actor=actor, election=election)


def _require_running(election):
    if election.state != Election.States.RUNNING:
        raise DomainError("election_past", f"{election}已转为往届，只能查看。")


@transaction.atomic
def close_election(*, actor, election, version):
    """Make a term a past one: its records stay readable, the next can be opened."""
    access.require(actor, "manage_rules", election)
    _require_running(election)
    claim_version(actor=actor, obj=election, version=version)
    election.state = Election.States.PAST
    election.save()
    note_change(election.pk, [election.region_id])
    audit.record(actor, "election.close", election)
    return election
