"""Home pages and reports."""

from django.http import HttpResponse

from core.web import SIGNED_IN, open_to


@open_to(SIGNED_IN)
def home(request):
    return HttpResponse("ok")
