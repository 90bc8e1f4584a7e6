"""What is reached without an account, under the one public prefix (config.urls)."""

from django.urls import path

from reports.views import document_check

app_name = "reports_public"
urlpatterns = [
    path("d/", document_check.CheckDocument.as_view(), name="document-check"),
    path("d/<slug:key>/", document_check.CheckDocument.as_view(), name="document-check-key"),  # on every issued paper
]
