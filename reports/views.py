"""Home pages and reports."""

from django.shortcuts import render

from core.web import SIGNED_IN, open_to


@open_to(SIGNED_IN)
def home(request):
    return render(request, "reports/home.html")
