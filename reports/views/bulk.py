"""批量办理 beside the desk: what may be done with several people, candidates or communities of a list at once."""

from django.urls import reverse
from django.utils import timezone
from django.views import View

from candidates.models import Candidate
from candidates.services import move_candidate
from candidates.views.listing import CandidateList
from communities.current import current_election, current_region
from communities.models import Election, FileNote, Person, Region
from communities.services.notes import add_note
from communities.views.people import PersonList
from core import access, workflow
from core.selection import Act, BulkMixin
from core.web import holding
from reports.services import request_report


def _write_note(actor, person, text):
    """A note on one person's file, in the running term of where it is filed."""
    election = Election.objects.over(person.community_id).running().get()
    add_note(
        actor=actor, community=person.community, election=election, person=person, kind=FileNote.Kinds.FACT, text=text,
        noted_on=timezone.localdate(),
    )  # fmt: skip


def _no_note(actor, person):
    if not access.allowed(actor, "fill_records", person):
        return ["档案不由您所在单位填报"]
    return [] if Election.objects.over(person.community_id).running().exists() else ["该社区没有正在筹备的届次"]


class BulkPeople(BulkMixin, PersonList):
    """Of the list of people."""

    audit_events = ("note.add", "person.search_id")
    list_name, unit = "communities:people", "人"
    acts = (Act("note", "写记事", "fill_records", _write_note, _no_note, asks="记事内容（每人的档案上各记一条）"),)

    def base_rows(self):
        return access.visible_to(self.request.user, Person).select_related("community")

    def url_of(self, row):
        return reverse("communities:person", args=[row.pk])


SUBMIT = next(move for move in workflow.moves_of(Candidate) if move.name == "submit")


def _submit(actor, candidate, text):
    move_candidate(actor=actor, candidate=candidate, move="submit", note=text)


def _no_submission(actor, candidate):
    if candidate.state not in SUBMIT.sources:
        return [f"现为“{candidate.get_state_display()}”，不能{SUBMIT.label}"]
    if not access.allowed(actor, SUBMIT.permission, candidate):
        return ["不在您的权限范围内"]
    return workflow.reasons_against(actor, candidate, SUBMIT)


def _submission_facts(candidate):
    goes = (
        f"{candidate.get_state_display()} → {Candidate.States.COMMUNITY_REVIEW.label}"
        if candidate.state in SUBMIT.sources
        else ""
    )
    return {
        "拟任职务": candidate.get_intended_post_display(),
        "现环节 → 办后环节": goes or candidate.get_state_display(),
    }


def _print_form(actor, candidate, text):
    request_report(actor=actor, code="vetting_form", parameters={"subject": str(candidate.pk)})


class BulkCandidates(BulkMixin, CandidateList):
    """Of the list of candidates; what is decided on them is decided at the desk."""

    audit_events = ("candidate.submit", "report.request", "person.search_id")
    list_name, unit = "candidates:list", "名"
    acts = (
        Act(
            "submit",
            SUBMIT.label,
            SUBMIT.permission,
            _submit,
            _no_submission,
            facts=_submission_facts,
            result=f"已转为“{Candidate.States.COMMUNITY_REVIEW.label}”",
            then="提交后由社区审查人（社区书记）初审。提交后不能自行撤回，要更正的，由初审人退回补正。",
        ),
        Act("form", "生成资格审查表", "view_vetting", _print_form),
    )

    def base_rows(self):
        rows = access.visible_to(self.request.user, Candidate).filter(election=current_election(self.request))
        return rows.for_list()

    def url_of(self, row):
        return reverse("candidates:detail", args=[row.pk])


def _print_file(actor, community, text):
    election = Election.objects.over(community.pk).running().get()
    request_report(actor=actor, code="community_file", region=community, election=election)


class BulkCommunities(BulkMixin, View):
    """Of the list of communities."""

    access_rule = holding("build_reports")
    audit_events = ("report.request",)
    list_name, unit = "reports:community-list", "个"
    acts = (Act("file", "出社区档案", "build_reports", _print_file),)

    def base_rows(self):
        region = current_region(self.request)
        rows = access.visible_to(self.request.user, Region).filter(level=Region.Levels.COMMUNITY, is_active=True)
        return rows.filter(access.code_condition("code", [region.pk])).order_by("code")

    get_queryset = base_rows

    def url_of(self, row):
        return reverse("reports:community", args=[row.pk])

    def place_of(self, row):
        return row.short_name
