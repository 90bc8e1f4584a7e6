from django.urls import path

from reports import run_views as runs
from reports import views

app_name = "reports"
urlpatterns = [
    path("", views.home, name="home"),
    path("progress/", views.progress, name="progress"),
    path("reports/", runs.ReportList.as_view(), name="report-list"),
    path("reports/new/<slug:code>/", runs.ReportCreate.as_view(), name="report-create"),
    path("reports/<uuid:pk>/", runs.ReportRunPage.as_view(), name="report-run"),
    path("reports/<uuid:pk>/row/", runs.report_row, name="report-row"),
    path("reports/<uuid:pk>/download/", runs.ReportDownload.as_view(), name="report-download"),
    path("reports/<uuid:pk>/retry/", runs.ReportRetry.as_view(), name="report-retry"),
]
