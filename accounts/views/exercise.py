"""演练街道: a made-up street to practise on, opened and removed by the system administrator, entered by anybody signed in."""

from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.generic import TemplateView, View

from accounts import services, sessions
from accounts.models import User
from core import exercise
from core.web import PUBLIC, SIGNED_IN, administrator


class BesideMixin:
    """A page of the real product: the exercise itself has no exercise."""

    def dispatch(self, request, *args, **kwargs):
        if settings.EXERCISE:
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class ExercisePage(BesideMixin, TemplateView):
    """Where the exercise stands, what may be done with it, who may be played in it. ``?part`` in htmx: the standing alone."""

    access_rule = administrator("system")
    audit_events = ()
    template_name = "accounts/exercise.html"

    def get_template_names(self):
        return [f"{self.template_name}#standing" if self.request.htmx else self.template_name]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            standing=exercise.standing(), accounts=exercise.accounts(), port=settings.EXERCISE_PORT, **kwargs
        )


class ExerciseAct(BesideMixin, View):
    """Base of the one-button acts on the exercise: POST only."""

    access_rule = administrator("system")
    http_method_names = ["post"]
    act = None

    def post(self, request):
        type(self).act(actor=request.user)
        return redirect("accounts:exercise")


class ExerciseOpen(ExerciseAct):
    audit_events = ("exercise.open",)
    act = services.open_exercise


class ExerciseReset(ExerciseAct):
    audit_events = ("exercise.reset",)
    act = services.reset_exercise


class ExerciseRemove(ExerciseAct):
    audit_events = ("exercise.remove",)
    act = services.remove_exercise


def _address(request):
    """Where this browser finds the exercise: the same host, another port."""
    host = request.get_host()
    name = host[: host.rindex(":")] if ":" in host.rpartition("]")[2] else host
    return f"{request.scheme}://{name}:{settings.EXERCISE_PORT}"


class ExerciseEnter(BesideMixin, View):
    """Choose whom to play; POST leads into the exercise as that person, without another password."""

    access_rule = SIGNED_IN
    audit_events = ()  # nothing real is touched, and of the exercise nothing is to remain
    http_method_names = ["get", "post", "head", "options"]

    def get(self, request):
        page = csp_update({"form-action": [f"*:{settings.EXERCISE_PORT}"]})(render)
        return page(request, "accounts/exercise_enter.html", {"accounts": exercise.accounts()})

    def post(self, request):
        secret = exercise.make_entry(request.POST.get("username", ""))
        return HttpResponseRedirect(f"{_address(request)}/account/entry/{secret}/")


class ExerciseEntry(View):
    """Within the exercise: a way in that opens once. Elsewhere there is no such page."""

    access_rule = PUBLIC
    audit_events = ("session.start",)
    http_method_names = ["get"]

    def get(self, request, secret):
        if not settings.EXERCISE:
            raise Http404
        username = exercise.use_entry(secret)
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            messages.error(request, "这个入口已经用过或超过两分钟，请回到正式系统的“演练”页重新进入。")
            return redirect("accounts:login")
        sessions.begin(request, user)
        return redirect(settings.LOGIN_REDIRECT_URL)
