"""疑似重复档案: what the street has to look at, two files side by side, and what it finds."""

from django.contrib import messages
from django.db.models import Case, Value, When
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import DetailView, FormView, ListView

from communities.current import current_election
from communities.forms.duplicates import SettleForm
from communities.models import CommitteeMember, DuplicateCase, TermRole
from communities.services.duplicates import settle_duplicate
from core import access, ids
from core.web import PagedMixin, ServiceFormMixin, holding
from core.workflow import moves_of, moves_open_to

SETTLES = holding("accept_records")
MOVES = {move.name: move for move in moves_of(DuplicateCase)}


def find_case(user, pk):
    return access.get_or_404(user, DuplicateCase.objects.with_people(), pk=pk)


class DuplicateList(PagedMixin, ListView):
    """The cases, open ones first."""

    access_rule = SETTLES
    template_name = "communities/duplicate_list.html"

    def get_queryset(self):
        rows = access.visible_to(self.request.user, DuplicateCase).with_people()
        is_settled = Case(When(state=DuplicateCase.States.OPEN, then=Value(0)), default=Value(1))
        return rows.order_by(is_settled, "-found_at", "pk")


class DuplicateDetail(DetailView):
    """Two files side by side, line by line."""

    access_rule = SETTLES
    template_name = "communities/duplicate_detail.html"
    context_object_name = "case"

    def get_object(self, queryset=None):
        return find_case(self.request.user, self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            rows=_side_by_side(self.object, current_election(self.request)),
            moves={move.name: move for move in moves_open_to(self.request.user, self.object)},
            **kwargs,
        )


FACTS = (
    ("姓名", lambda one: one.name), ("性别", lambda one: one.get_sex_display()),
    ("出生日期", lambda one: f"{one.birth_date:%Y-%m-%d}" if one.birth_date else ""),
    ("公民身份号码", lambda one: ids.mask_id_number(one.id_number) if one.id_number else ""),
    ("联系电话", lambda one: ids.mask_phone(one.phone) if one.phone else ""),
    ("民族", lambda one: one.ethnicity), ("政治面貌", lambda one: one.get_affiliation_display()),
    ("入党时间", lambda one: f"{one.party_joined_on:%Y.%m}" if one.party_joined_on else ""),
    ("学历", lambda one: one.get_education_display() or ""), ("毕业院校及专业", lambda one: one.school),
    ("现工作单位及职务", lambda one: one.occupation), ("籍贯", lambda one: one.native_place),
    ("建档社区", lambda one: one.community.short_name),
)  # fmt: skip


def _side_by_side(case, election):
    """``[(label, [text of each file], differ)]``; of an attempt the second text is what was typed."""
    rows = [(label, [read(one) for one in case.files]) for label, read in FACTS]
    rows += [
        ("本届身份", [_roles(one, election) for one in case.files]),
        ("班子任职", [_posts(one) for one in case.files]),
    ]
    if case.second is None:
        typed = {
            "姓名": case.claimed_name,
            "建档社区": f"{case.claimed_for.short_name}（申报）",
            "公民身份号码": "与左边档案相同",
        }
        rows = [(label, [*texts, typed.get(label, "")]) for label, texts in rows]
    return [(label, texts, len(set(texts)) > 1) for label, texts in rows]


def _roles(person, election):
    roles = TermRole.objects.filter(person=person, election=election).select_related("community")
    return "；".join(f"{role.community.short_name}{role.get_capacity_display()}" for role in roles)


def _posts(person):
    members = CommitteeMember.objects.filter(person=person).select_related(
        "committee__community", "committee__election"
    )
    return "；".join(
        f"{one.committee.election} {one.committee}{one.get_post_display()}" for one in members.order_by("-since", "pk")
    )


class DuplicateSettle(ServiceFormMixin, FormView):
    """同一人 (with the file that is kept), 不是同一人, or to be looked at again; each with its reason."""

    access_rule = SETTLES
    audit_events = (*(f"duplicatecase.{name}" for name in MOVES), "person.set_aside", "person.update")
    form_class = SettleForm
    template_name = "communities/duplicate_settle.html"
    http_method_names = ["post"]

    @cached_property
    def case(self):
        return find_case(self.request.user, self.kwargs["pk"])

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"case": self.case}

    def get_context_data(self, **kwargs):
        move = MOVES.get(self.request.POST.get("name", ""))
        return super().get_context_data(case=self.case, move=move, back=self.get_success_url(), **kwargs)

    def perform(self, form):
        case = settle_duplicate(actor=self.request.user, case=self.case, **form.chosen())
        messages.success(self.request, f"已登记：{case.get_state_display()}。")

    def get_success_url(self):
        return reverse("communities:duplicate", args=[self.case.pk])
