from django.urls import include, path

from core.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("account/", include("accounts.urls")),
    path("communities/", include("communities.urls")),
    path("interviews/", include("interviews.urls")),
    path("discipline/", include("discipline.urls")),
    path("candidates/", include("candidates.urls")),
    path("q/", include("discipline.public_urls")),
    path("q/", include("reports.public_urls")),
    path("q/", include("communities.public_urls")),  # all that is reached without an account
    path("", include("reports.urls")),
]
handler400 = "core.errors_pages.bad_request"
handler403 = "reports.views.closed.forbidden"
handler404 = "reports.views.closed.not_found"
handler500 = "core.errors_pages.broken"
