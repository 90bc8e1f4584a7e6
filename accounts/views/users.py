"""Accounts, as the system administrator keeps them."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.generic import CreateView, ListView, UpdateView, View

from accounts import lockout, services
from accounts.forms import AccountFilterForm, AccountForm, NewAccountForm
from accounts.models import User
from core.web import ListMixin, ServiceFormMixin, administrator


class AccountList(ListMixin, ListView):
    """All accounts, administrators first."""

    access_rule = administrator("system")
    audit_events = ()
    model = User
    filter_form_class = AccountFilterForm
    template_name = "accounts/user_list.html"

    def get_queryset(self):
        return matching_accounts(self.filters).order_by("-admin_kind", "username")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["locked"] = lockout.locked_names([user.username for user in context["page_obj"]])
        return context


def matching_accounts(filters):
    """The accounts that a filled AccountFilterForm asks for."""
    accounts, today = User.objects.all(), timezone.localdate()
    if query := filters.get("q"):
        accounts = accounts.filter(
            Q(username__icontains=query) | Q(full_name__contains=query) | Q(duty__contains=query)
        )
    conditions = {
        "active": Q(is_active=True) & (Q(expires_on=None) | Q(expires_on__gte=today)),
        "disabled": Q(is_active=False),
        "expired": Q(is_active=True, expires_on__lt=today),
    }
    return accounts.filter(conditions.get(filters.get("status"), Q()))


class AccountCreate(ServiceFormMixin, CreateView):
    """Makes an account and shows its one-time password, this once."""

    access_rule = administrator("system")
    audit_events = ("account.create",)
    model = User
    form_class = NewAccountForm
    template_name = "accounts/user_form.html"

    def perform(self, form):
        user, self.password = services.create_account(actor=self.request.user, **form.cleaned_data)
        return user

    def get_success_url(self):
        return reverse("accounts:user-edit", args=[self.object.pk])

    def form_valid(self, form):
        self.password = ""
        response = super().form_valid(form)
        return show_password(self.request, self.object, self.password) if self.password else response


def show_password(request, user, password):
    """The answer to the POST itself: a one-time password is never stored for a later page."""
    return render(request, "accounts/one_time_password.html", {"account": user, "password": password})


class AccountEdit(ServiceFormMixin, UpdateView):
    """Name, duty and end date of one account; beside it the buttons to disable, enable and reset."""

    access_rule = administrator("system")
    audit_events = ("account.edit",)
    model = User
    form_class = AccountForm
    template_name = "accounts/user_form.html"
    context_object_name = "account"
    success_message = "已保存。"

    def perform(self, form):
        account = User.objects.get(pk=self.kwargs["pk"])  # form.instance holds the new values already
        return services.edit_account(actor=self.request.user, user=account, **form.cleaned_data)

    def get_success_url(self):
        return reverse("accounts:user-edit", args=[self.kwargs["pk"]])


class AccountAct(View):
    """Base of the one-button acts on an account: POST only."""

    access_rule = administrator("system")
    http_method_names = ["post"]

    def post(self, request, pk):
        return self.act(get_object_or_404(User, pk=pk))


class AccountDisable(AccountAct):
    audit_events = ("account.disable",)

    def act(self, user):
        services.disable_account(actor=self.request.user, user=user)
        return _back_to(self.request, user, f"已停用“{user.full_name}”，其登录已全部退出。")


class AccountEnable(AccountAct):
    audit_events = ("account.enable",)

    def act(self, user):
        services.enable_account(actor=self.request.user, user=user)
        return _back_to(self.request, user, f"已启用“{user.full_name}”。")


class AccountReset(AccountAct):
    audit_events = ("account.reset_password",)

    def act(self, user):
        password = services.reset_password(actor=self.request.user, user=user)
        return show_password(self.request, user, password)


def _back_to(request, user, message):
    messages.success(request, message)
    return redirect("accounts:user-edit", pk=user.pk)
