"""The term's rule book on screen: what is in force on the key date, its versions, confirming, what a change touches."""

from collections import defaultdict

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import TemplateView, View

from candidates import impact, rule_history, services
from candidates.models import CriterionCheck, NegativeCheck, StandardSet
from candidates.rule_forms import ConfirmForm, InForceForm, RecheckForm
from candidates.rule_pages import KINDS, SCHEDULE
from candidates.rulesets import RULESETS
from candidates.validity import covers, gaps
from communities.current import current_election, elections_of
from communities.models import Milestone
from communities.services.schedule import confirm_milestone
from core import access
from core.errors import DomainError
from core.paging import Pages
from core.web import holding

MAY_MANAGE = holding("manage_rules")
MAY_READ = holding("manage_rules", "view_vetting")
PER_PAGE = 50


def find_kind(code):
    if code not in KINDS:
        raise Http404
    return KINDS[code]


def find_rule(user, code, pk, permission="manage_rules"):
    rows = find_kind(code).model.objects.select_related("election", "confirmed_by", "region")
    return access.get_or_404(user, rows, permission, pk=pk)


def current_term(request):
    """The election in which the user works now; 404 without one."""
    election = current_election(request)
    if election is None:
        raise Http404
    return election


def book_url(kind):
    return reverse("candidates:rules") + f"?kind={kind}"


class Entry:
    """A version as it stands in the book. ``versions``: all there are of its rule."""

    def __init__(self, rule, versions, key_date):
        self.rule, self.count = rule, len(versions)
        self.counts = rule.in_force and covers(rule, key_date)

    @property
    def is_off(self):
        return not self.counts


class RuleList(TemplateView):
    """One kind of rule: what it says, on what basis, since when, and whether the office stands by it."""

    access_rule = MAY_READ
    template_name = "candidates/rules.html"

    def get_context_data(self, **kwargs):
        user, election = self.request.user, current_election(self.request)
        code = self.request.GET.get("kind") or "standard"
        chosen = SCHEDULE if code == SCHEDULE.code else find_kind(code)
        milestones = (
            list(access.visible_to(user, Milestone).filter(election=election).select_related("after"))
            if election
            else []
        )
        books = {code: self._rules(kind, election) for code, kind in KINDS.items()} if election else {}
        entries, holes = self._entries(books.get(chosen.code, []), election)
        live = {code: [rule for rule in rules if not rule.is_superseded] for code, rules in books.items()}
        unconfirmed = {code: sum(not rule.is_confirmed for rule in rules) for code, rules in live.items()}
        unconfirmed[SCHEDULE.code] = sum(not each.is_confirmed for each in milestones)
        tabs = [(kind, len(live.get(code, ())), code == chosen.code) for code, kind in KINDS.items()]
        waiting = len(impact.waiting(user, election)) if election else 0
        return super().get_context_data(
            election=election,
            kind=chosen,
            entries=entries,
            holes=holes,
            tabs=[*tabs, (SCHEDULE, len(milestones), chosen is SCHEDULE)],
            milestones=milestones,
            total=sum(map(len, live.values())),
            unconfirmed=unconfirmed.get(chosen.code, 0),
            waiting=waiting,
            may_manage=bool(election) and election.is_running and access.allowed(user, "manage_rules", election),
            years=sorted(RULESETS, reverse=True),
            earlier=[e for e in elections_of(self.request) if e != election],
            **kwargs,
        )

    def _rules(self, kind, election):
        """Every version of a kind, as the book lists them: by rule, then by period."""
        rows = access.visible_to(self.request.user, kind.model).filter(election=election)
        rows = rows.select_related("election", "region")
        return list(rows.prefetch_related("criteria") if kind.model is StandardSet else rows)

    def _entries(self, rules, election):
        """The versions that stand, and the days that no version of a rule covers, in words."""
        by_key = defaultdict(list)
        for rule in rules:
            by_key[rule.key_value].append(rule)
        live = [rule for rule in rules if not rule.is_superseded]
        holes = [hole for versions in by_key.values() for hole in _holes(versions, election.key_date)]
        return [Entry(rule, by_key[rule.key_value], election.key_date) for rule in live], holes


def _holes(versions, key_date):
    """What a reader must know of the days without a valid version, the key date above all."""
    live = [rule for rule in versions if not rule.is_superseded]
    if not live:
        return []
    name = live[0].key_value if str(live[0]) == live[0].key_value else f"{live[0].key_value} {live[0]}"
    found = [f"{name}：{first:%Y-%m-%d} 至 {last:%Y-%m-%d} 没有有效的版本" for first, last in gaps(live)]
    if not any(covers(rule, key_date) for rule in live):
        found.append(f"{name}：基准日没有有效的版本，不列入核查")
    return found


class RulesInstall(View):
    """Add the sample rules of a year, or those of an earlier term."""

    access_rule = MAY_MANAGE
    audit_events = ("rule.install", "rule.copy", "rule.recheck", "milestone.install")
    http_method_names = ["post"]

    def post(self, request):
        election = current_term(request)
        source = next((e for e in elections_of(request) if str(e.pk) == request.POST.get("from")), None)
        if source:
            added = services.copy_rules(actor=request.user, from_election=source, to_election=election)
        else:
            year = request.POST.get("year", "")
            added = services.install_ruleset(
                actor=request.user, election=election, year=int(year) if year.isdecimal() else 0
            )
        messages.success(request, f"已增加 {added} 条，均标“示例（待核定）”。请逐条核对后核定。")
        return redirect("candidates:rules")


class RuleHistory(TemplateView):
    """Every version of one rule, newest first: what changed, by whom, when, on what document."""

    access_rule = MAY_READ
    template_name = "candidates/rule_history.html"

    def get_context_data(self, kind, pk, **kwargs):
        chosen, user = find_kind(kind), self.request.user
        rows = chosen.model.objects.select_related("election")
        rule = access.get_or_404(user, rows, pk=pk)
        if not any(access.allowed(user, name, rule.election) for name in ("manage_rules", "view_vetting")):
            raise Http404
        return super().get_context_data(rule=rule, kind=chosen, versions=rule_history.versions_of(rule), **kwargs)


class RuleConfirm(View):
    """核定 by document number."""

    access_rule = MAY_MANAGE
    audit_events = ("rule.confirm",)
    http_method_names = ["post"]

    def post(self, request, kind, pk):
        rule, form = find_rule(request.user, kind, pk), ConfirmForm(request.POST)
        if not form.is_valid():
            raise DomainError("form_invalid", "核定文号过长或页面已过期，请刷新后重试。")
        services.confirm_rule(actor=request.user, rule=rule, **form.cleaned_data)
        messages.success(request, f"“{rule}”已核定，不再标“示例（待核定）”。")
        return redirect(book_url(kind))


class ScheduleConfirm(View):
    """核定 of a milestone by document number."""

    access_rule = MAY_MANAGE
    audit_events = ("milestone.confirm",)
    http_method_names = ["post"]

    def post(self, request, pk):
        rows = Milestone.objects.select_related("election")
        milestone, form = access.get_or_404(request.user, rows, "manage_rules", pk=pk), ConfirmForm(request.POST)
        if not form.is_valid():
            raise DomainError("form_invalid", "核定文号过长或页面已过期，请刷新后重试。")
        confirm_milestone(actor=request.user, milestone=milestone, **form.cleaned_data)
        messages.success(request, f"“{milestone}”已核定，不再标“示例（待核定）”。")
        return redirect(book_url(SCHEDULE.code))


class RuleInForce(View):
    """停用 or 启用."""

    access_rule = MAY_MANAGE
    audit_events = ("rule.in_force", "rule.recheck")
    http_method_names = ["post"]

    def post(self, request, kind, pk):
        rule, form = find_rule(request.user, kind, pk), InForceForm(request.POST)
        if not form.is_valid():
            raise DomainError("form_invalid", "页面已过期，请刷新后重试。")
        services.set_in_force(actor=request.user, rule=rule, **form.cleaned_data)
        messages.success(request, f"“{rule}”已{'启用' if rule.in_force else '停用'}。")
        return redirect(book_url(kind))


class RuleImpact(TemplateView):
    """影响清单: the results that a changed rule puts in question, each with what changed and what to do."""

    access_rule = holding("view_vetting")
    template_name = "candidates/rule_impact.html"

    def get_context_data(self, **kwargs):
        user, election = self.request.user, current_election(self.request)
        keys = impact.waiting(user, election) if election else []
        page = Pages(keys, PER_PAGE).page(self.request.GET.get("page", ""))
        lines = impact.lines(user, page.object_list)
        return super().get_context_data(
            election=election,
            total=len(keys),
            people=len({line.candidate.pk for line in impact.lines(user, keys)}) if keys else 0,
            page_obj=page,
            lines=lines,
            confirmable=impact.confirmable(user, lines),
            gone=impact.no_longer_counted(user, election) if election else [],
            unchecked=impact.not_yet_checked(user, election) if election else [],
            **kwargs,
        )


class ConfirmResult(View):
    """维持原结论: a result in 需复核 stands under the rule as it is now."""

    access_rule = holding("fill_records", "review_street")
    audit_events = ("candidate.recheck",)
    http_method_names = ["post"]
    models = {"standard": (CriterionCheck, "criterion"), "negative": (NegativeCheck, "item__election")}  # noqa: RUF012

    def post(self, request, kind, pk):
        if kind not in self.models:
            raise Http404
        model, related = self.models[kind]
        check = access.get_or_404(request.user, model.objects.select_related("candidate", related), pk=pk)
        form = RecheckForm(request.POST)
        if not form.is_valid():
            raise DomainError("form_invalid", "页面已过期，请刷新后重试。")
        services.confirm_result(actor=request.user, check=check, **form.cleaned_data)
        messages.success(request, f"“{check.candidate}”的“{check.wording}”已复核，维持“{check.get_result_display()}”。")
        return redirect(self._back(check))

    def _back(self, check):
        back = self.request.POST.get("back", "")
        if back and url_has_allowed_host_and_scheme(back, {self.request.get_host()}):
            return back
        return reverse("candidates:detail", args=[check.candidate_id])
