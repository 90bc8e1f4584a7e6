"""Starting a round of signing, keeping its circle complete, printing its sheets, and who need not sign."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from communities.services.committees import require_running
from core import access, audit
from core.access import code_condition, granted_codes
from core.editing import claim_version
from core.errors import DomainError
from discipline import circles, pledge_papers
from discipline.models import DisciplineText, Duties, Pledge, PledgeCampaign, PledgeSheet
from discipline.models.pledges import FILL

OPENING = "为严肃换届纪律，营造风清气正的换届环境，我已认真学习{text}，本人郑重承诺："
CLOSING = "以上承诺请组织和群众监督。如有违反，自愿接受组织处理，取消人选资格。"
EDITABLE = ("title", "due_on", "keeping_place")


def opening_for(text):
    """The usual 启语 for a text."""
    return OPENING.format(text=text.title if text.title.endswith("》") else f"《{text.title}》")


@transaction.atomic
def start_campaign(*, actor, election, text, title, capacities, due_on, copies, keeping_place, opening, closing):
    """Ask the circle of ``capacities`` to sign ``text``: a pledge for each person. Returns the :class:`PledgeCampaign`.

    Raises DomainError ``text_superseded``, ``text_empty``, ``not_asked``, ``circle_empty``, ``due_past``.
    """
    access.require(actor, FILL, election.region)
    require_running(election)
    _require_fit(election, text, capacities)
    if due_on < timezone.localdate():
        raise DomainError("due_past", "签署时限已经过去，请填今天或以后的日期。", "due_on")
    last = PledgeCampaign.objects.filter(election=election).aggregate(last=Max("number"))["last"] or 0
    campaign = PledgeCampaign.objects.create(
        election=election, number=last + 1, title=title, text=text, family=text.family, capacities=list(capacities),
        due_on=due_on, copies=copies, keeping_place=keeping_place, opening=opening, closing=closing,
        created_by=actor, updated_by=actor,
    )  # fmt: skip
    people = list(circles.circle(election, capacities))
    if not people:
        raise DomainError("circle_empty", "名册中还没有这些身份的人员，请先登记名册。", "capacities")
    _add(campaign, people, due_on)
    audit.record(actor, "pledge.start", campaign, detail={"text": text.pk, "people": len(people)})
    return campaign


def _require_fit(election, text, capacities):
    if text.election_id != election.pk or not text.in_force:
        raise DomainError("text_superseded", "所选文本不是本届现行文本，请重新选择。", "text")
    if not text.items.exists():
        raise DomainError("text_empty", f"“{text}”还没有条文，请先在纪律文本中录入条文。", "text")
    asked = text.capacities(Duties.PLEDGE)
    strangers = [circles.label_of(value) for value in capacities if value not in asked]
    if strangers:
        raise DomainError(
            "not_asked", f"“{text}”没有要求{'、'.join(strangers)}签承诺书，请调整范围，或先改文本的适用对象。", "capacities"
        )  # fmt: skip


def _add(campaign, people, due_on):
    last = campaign.pledges.aggregate(last=Max("number"))["last"] or 0
    made = [
        Pledge(campaign=campaign, election=campaign.election, person=person, community_id=person.place_id,
               capacity=person.capacity, number=number, due_on=due_on)
        for number, person in enumerate(people, start=last + 1)
    ]  # fmt: skip
    Pledge.objects.bulk_create(made)
    return made


@transaction.atomic
def edit_campaign(*, actor, campaign, version, **fields):
    """Change name, date or place of keeping (EDITABLE). A new date reaches those who had the old one. Returns it."""
    campaign = PledgeCampaign.objects.select_for_update(of=("self",)).select_related("election").get(pk=campaign.pk)
    access.require(actor, FILL, campaign)
    require_running(campaign.election)
    claim_version(actor=actor, obj=campaign, version=version)
    old = {name: getattr(campaign, name) for name in EDITABLE}
    for name in EDITABLE:
        setattr(campaign, name, fields.get(name, old[name]))
    campaign.save()
    campaign.pledges.filter(due_on=old["due_on"]).update(due_on=campaign.due_on)
    changed = audit.changes(old, {name: getattr(campaign, name) for name in EDITABLE})
    audit.record(actor, "pledge.edit", campaign, detail=changed)
    return campaign


def newcomers(user, campaign):
    """Who stands in the circle now and has no pledge, of those the user may add: as ``circles.circle``."""
    codes = granted_codes(user, FILL)
    people = circles.circle(campaign.election, campaign.capacities).filter(code_condition("place_id", codes))
    return people.exclude(pk__in=campaign.pledges.values("person"))


def departed(user, campaign):
    """The pledges of those who stand in the circle no more, still to be signed; of what the user may fill."""
    rows = access.visible_to(user, Pledge, FILL).filter(campaign=campaign).to_sign()
    inside = circles.entries(campaign.election, campaign.capacities).values("person")
    return rows.exclude(person__in=inside)


@transaction.atomic
def add_newcomers(*, actor, campaign, due_on=None):
    """A pledge for everyone who came into the circle since. Returns how many; DomainError ``nobody_new``."""
    campaign = PledgeCampaign.objects.select_for_update(of=("self",)).select_related("election").get(pk=campaign.pk)
    _require_filler(actor, campaign)
    people = list(newcomers(actor, campaign))
    if not people:
        raise DomainError("nobody_new", "范围内的人员都已列入，没有需要补列的。")
    made = _add(campaign, people, due_on or max(campaign.due_on, timezone.localdate()))
    audit.record_many(actor, "pledge.add", [(pledge, {"campaign": campaign.pk}) for pledge in made])
    return len(made)


def _require_filler(actor, campaign):
    """Who fills somewhere in the campaign's region; each row is asked of besides."""
    access.get_or_404(actor, PledgeCampaign, pk=campaign.pk)
    if not access.holds(actor, FILL):
        raise PermissionDenied
    require_running(campaign.election)


def own_pledge(actor, pledge, permission=FILL):
    """The pledge, locked and checked. Raises 404, 403 and DomainError ``election_past``."""
    rows = Pledge.objects.select_for_update(of=("self",)).select_related(
        "campaign", "community", "person", "election__region"
    )
    pledge = rows.get(pk=pledge.pk)
    access.require(actor, permission, pledge)
    require_running(pledge.election)
    return pledge


@transaction.atomic
def waive_pledge(*, actor, pledge, reason):
    """不需签: with the reason, e.g. he left office. Raises DomainError ``reason_missing`` or ``signed_already``."""
    pledge = own_pledge(actor, pledge)
    if not reason.strip():
        raise DomainError("reason_missing", "请写明不需签的原因。", "reason")
    if pledge.signings.standing().exists():
        raise DomainError("signed_already", f"{pledge.code}已有签署件，不能登记为不需签。")
    pledge.waived_at, pledge.waived_by, pledge.waive_reason = timezone.now(), actor, reason.strip()[:200]
    pledge.save(update_fields=["waived_at", "waived_by", "waive_reason"])
    audit.record(actor, "pledge.waive", pledge, reason=reason.strip())
    return pledge


@transaction.atomic
def restore_pledge(*, actor, pledge):
    """应签 again."""
    pledge = own_pledge(actor, pledge)
    pledge.waived_at = pledge.waived_by = None
    pledge.waive_reason = ""
    pledge.save(update_fields=["waived_at", "waived_by", "waive_reason"])
    audit.record(actor, "pledge.restore", pledge)
    return pledge


def edition_of(pledge_or_campaign):
    """The edition to be signed now, with its items. Raises DomainError ``text_withdrawn``."""
    campaign = getattr(pledge_or_campaign, "campaign", pledge_or_campaign)
    rows = DisciplineText.objects.current(campaign.election_id).filter(family=campaign.family)
    edition = rows.prefetch_related("items").first()
    if edition is None:
        raise DomainError("text_withdrawn", f"“{campaign}”的文本已停用，没有可签的现行版本。")
    return edition


@transaction.atomic
def issue_sheets(*, actor, campaign, pledges, copies=1):
    """The sheets to print: one for each pledge and copy, of the edition in force. Returns :class:`PledgeSheet` rows.

    The same words printed again are the same sheet. Raises DomainError ``text_withdrawn``; 403 for a pledge
    that is not the actor's to print.
    """
    edition = edition_of(campaign)
    pledges = list(pledges)
    _require_printable(actor, pledges)
    people = pledge_papers.signers(campaign.election, {pledge.person_id for pledge in pledges})
    wanted = [
        (pledge, copy, frozen)
        for pledge in pledges
        for frozen in [pledge_papers.canonical(pledge, edition, people[pledge.person_id])]
        for copy in range(1, copies + 1)
    ]
    sheets = _find_or_make(actor, edition, wanted)
    audit.record(actor, "pledge.print", campaign, detail={"sheets": len(sheets), "edition": edition.pk})
    return sheets


def _require_printable(actor, pledges):
    mine = access.visible_to(actor, Pledge, FILL).filter(pk__in=[pledge.pk for pledge in pledges])
    if mine.count() != len(pledges):
        raise PermissionDenied


def _find_or_make(actor, edition, wanted):
    have = {
        (sheet.pledge_id, sheet.copy, sheet.digest): sheet
        for sheet in PledgeSheet.objects.filter(text=edition, pledge__in=[pledge for pledge, _, _ in wanted])
    }
    sheets, fresh = [], []
    for pledge, copy, frozen in wanted:
        digest = pledge_papers.digest_of(frozen)
        sheet = have.get((pledge.pk, copy, digest))
        if sheet is None:
            sheet = PledgeSheet(key=pledge_papers.new_key(), pledge=pledge, text=edition, copy=copy, frozen=frozen,
                                digest=digest, printed_by=actor)  # fmt: skip
            fresh.append(sheet)
        sheet.pledge = pledge
        sheets.append(sheet)
    PledgeSheet.objects.bulk_create(fresh)
    return sheets
