"""What a candidate's file still lacks before it is decided on, for the reader who may fill it in."""

from django.urls import reverse

from candidates import vetting
from candidates.models import Inspection
from communities.gaps import Completeness, Item
from core.access import visible_to
from discipline.models import Pledge
from discipline.pledge_states import PledgeStates


def of_candidate(user, candidate, rights):
    """The :class:`communities.gaps.Completeness`. ``candidate``: with its progress noted, its reviews and corrections
    fetched; ``rights[permission]``.

    The negative list and 考察材料 are told of to those who see the vetting alone.
    """
    page = reverse("candidates:detail", args=[candidate.pk])
    person = reverse("communities:person", args=[candidate.person_id])
    edit = reverse("candidates:edit", args=[candidate.pk]) if candidate.is_editable and rights["fill_records"] else ""
    items = [
        Item("基本信息", person, int(not vetting.missing_basic_data(candidate))),
        Item("亲属关系", f"{person}#kinship", int(candidate.person.kinships.exists())),
        Item("推荐理由", edit, int(bool(candidate.recommendation))),
        Item("对标逐条核对", f"{page}#standards", candidate.criteria_done, candidate.criteria_total),
    ]
    if rights["view_vetting"]:
        items.append(Item("负面清单核查", f"{page}#negatives", candidate.negatives_done, candidate.negatives_total))
        items.append(_inspection(user, candidate, rights))
    corrections = (correction for review in candidate.reviews.all() for correction in review.corrections.all())
    if asked := sum(correction.answered_at is None for correction in corrections):
        items.append(Item(f"补正事项（还有 {asked} 项）", f"{page}#corrections", 0))
    return Completeness((*items, *_pledges(user, candidate)))


def _inspection(user, candidate, rights):
    written = visible_to(user, Inspection).filter(candidate=candidate).first()
    url = reverse("candidates:inspection", args=[candidate.pk]) if rights["review_street"] else ""
    total = len(Inspection.WORDS)
    return Item("考察材料", url, total - len(written.missing) if written else 0, total)


def _pledges(user, candidate):
    """One line for each pledge that he is to sign in the term."""
    rows = visible_to(user, Pledge).filter(person=candidate.person_id, election=candidate.election_id)
    for pledge in rows.with_state().select_related("campaign"):
        url = reverse("discipline:pledge", args=[pledge.pk])
        if pledge.state != PledgeStates.WAIVED:
            yield Item(f"承诺书：{pledge.campaign}", url, int(pledge.state == PledgeStates.SIGNED))
