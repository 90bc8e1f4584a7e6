"""Who holds which role where: the security administrator's screens."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import FormView, ListView, View

from accounts import lockout
from accounts.models import User
from accounts.services import end_sessions, unlock_account
from communities.forms.grants import WITHOUT, GrantFilterForm, GrantForm
from communities.models import Region, RoleGrant
from communities.services import grant_role, revoke_role
from core.web import ListMixin, ServiceFormMixin, administrator


class GrantList(ListMixin, ListView):
    """Business accounts and their roles."""

    access_rule = administrator("security")
    audit_events = ()
    filter_form_class = GrantFilterForm
    template_name = "communities/grant_list.html"

    def get_queryset(self):
        accounts = User.objects.filter(_matches(self.filters), admin_kind="").distinct()
        return accounts.prefetch_related("role_grants__region").order_by("username")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        administrators = User.objects.exclude(admin_kind="")
        names = [user.username for user in (*context["page_obj"], *administrators)]
        context["locked"] = locked = lockout.locked_names(names)
        context["locked_administrators"] = [user for user in administrators if user.username in locked]
        return context


def _matches(filters):
    condition = Q()
    if query := filters.get("q"):
        condition &= Q(username__icontains=query) | Q(full_name__contains=query) | Q(duty__contains=query)
    if filters.get("role") == WITHOUT:
        condition &= Q(role_grants=None)
    elif role := filters.get("role"):
        condition &= Q(role_grants__role=role)
    if place := filters.get("region"):
        condition &= Q(role_grants__region__code__startswith=place) | Q(role_grants__region__name__contains=place)
    return condition


class GrantsOfUser(ServiceFormMixin, FormView):
    """One account: its roles, a picker that walks down the regions, and the acts on its sign-in.

    The picker is plain links: ``?region=CODE`` shows that region and those right below it.
    """

    access_rule = administrator("security")
    audit_events = ("role.grant",)
    form_class = GrantForm
    template_name = "communities/grant_user.html"
    success_message = "已授权，其现有登录已全部退出。"

    def dispatch(self, request, *args, **kwargs):
        self.account = get_object_or_404(User, pk=kwargs["pk"], admin_kind="")
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        return {"region": self.chosen}

    @property
    def chosen(self):
        """The region at which the picker stands; None at the top."""
        code = self.request.POST.get("region") or self.request.GET.get("region")
        return get_object_or_404(Region, pk=code) if code else None

    def get_context_data(self, **kwargs):
        chosen = self.chosen
        return super().get_context_data(
            account=self.account,
            grants=self.account.role_grants.select_related("region", "granted_by"),
            locked=lockout.locked_names([self.account.username]),
            chosen=chosen,
            path=_path_to(chosen),
            below=Region.objects.filter(parent=chosen, is_active=True),
            **kwargs,
        )

    def perform(self, form):
        return grant_role(actor=self.request.user, user=self.account, **form.cleaned_data)

    def get_success_url(self):
        return reverse("communities:grant-user", args=[self.account.pk])


def _path_to(region):
    """The regions from the top down to ``region``, itself included."""
    path = []
    while region:
        path.insert(0, region)
        region = region.parent
    return path


class GrantRevoke(View):
    """Takes one role back."""

    access_rule = administrator("security")
    audit_events = ("role.revoke",)
    http_method_names = ["post"]

    def post(self, request, pk):
        grant = get_object_or_404(RoleGrant.objects.select_related("user", "region"), pk=pk)
        revoke_role(actor=request.user, grant=grant)
        messages.success(request, f"已收回“{grant.user.full_name}”的{grant}，其登录已全部退出。")
        return redirect("communities:grant-user", pk=grant.user_id)


class SignInAct(View):
    """Base of the one-button acts on an account's sign-in; those of administrators included."""

    access_rule = administrator("security")
    http_method_names = ["post"]

    def post(self, request, pk):
        user = get_object_or_404(User, pk=pk)
        messages.success(request, self.act(user))
        return redirect("communities:grant-list") if user.admin_kind else redirect("communities:grant-user", pk=pk)


class Unlock(SignInAct):
    audit_events = ("account.unlock",)

    def act(self, user):
        unlock_account(actor=self.request.user, user=user)
        return f"已解除“{user.full_name}”的登录锁定。"


class EndSessions(SignInAct):
    audit_events = ("account.end_sessions",)

    def act(self, user):
        end_sessions(actor=self.request.user, user=user)
        return f"“{user.full_name}”的登录已全部退出。"
