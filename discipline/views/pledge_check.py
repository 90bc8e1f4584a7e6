"""The check page of a pledge's QR code: reached without an account, from the office network."""

from django.shortcuts import render
from django.views import View

from core.errors import DomainError
from core.web import PUBLIC
from discipline.pledge_checks import check


class CheckPledge(View):
    """Whether the paper at hand is the one on file, and nothing else."""

    access_rule = PUBLIC
    http_method_names = ["get"]

    def get(self, request, key):
        try:
            return render(request, "public/pledge_check.html", {"answer": check(key)})
        except DomainError as refusal:
            return render(request, "public/pledge_check.html", {"message": refusal.message}, status=429)
