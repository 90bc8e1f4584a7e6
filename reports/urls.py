from django.urls import path

from reports.views import (
    communities,
    coverage,
    home,
    issuing,
    jobs,
    ledgers,
    people,
    runs,
    schedule,
    search,
    weekly,
    wordings,
)

app_name = "reports"
urlpatterns = [
    path("", home.home, name="home"),
    path("progress/", home.progress, name="progress"),
    path("search/", search.Search.as_view(), name="search"),
    path("jobs/", jobs.JobList.as_view(), name="jobs"),
    path("jobs/<uuid:pk>/retry/", jobs.JobRetry.as_view(), name="job-retry"),
    path("functions/", home.Functions.as_view(), name="functions"),
    path("seen/<slug:key>/", home.MarkSeen.as_view(), name="seen"),
    path("schedule/", schedule.SchedulePage.as_view(), name="schedule"),
    path("people/<uuid:pk>/", people.PersonRecords.as_view(), name="person-records"),
    path("reports/", runs.ReportList.as_view(), name="report-list"),
    path("reports/weekly/<slug:place>/", weekly.WeeklySettings.as_view(), name="report-weekly"),
    path("reports/new/<slug:code>/", runs.ReportCreate.as_view(), name="report-create"),
    path("reports/<uuid:pk>/", runs.ReportRunPage.as_view(), name="report-run"),
    path("reports/<uuid:pk>/row/", runs.report_row, name="report-row"),
    path("reports/<uuid:pk>/download/", runs.ReportDownload.as_view(), name="report-download"),
    path("reports/<uuid:pk>/preview/", issuing.ReportPreview.as_view(), name="report-preview"),
    path("reports/<uuid:pk>/pages/<int:number>/", issuing.ReportPage.as_view(), name="report-page"),
    path("reports/<uuid:pk>/issue/", issuing.ReportIssue.as_view(), name="report-issue"),
    path("reports/<uuid:pk>/retry/", runs.ReportRetry.as_view(), name="report-retry"),
    # the office's own words on its papers
    path("wordings/", wordings.WordingList.as_view(), name="wordings"),
    path("wordings/<slug:code>/", wordings.WordingPage.as_view(), name="wording"),
    path("wordings/<slug:code>/edit/", wordings.WordingEdit.as_view(), name="wording-edit"),
    path("wordings/<slug:code>/confirm/", wordings.WordingConfirm.as_view(), name="wording-confirm"),
    # one community, one page
    path("files/", communities.CommunityList.as_view(), name="community-list"),
    path("files/<slug:code>/", communities.CommunityFilePage.as_view(), name="community"),
    # who has been reached, and who has not
    path("coverage/", coverage.CoverageView.as_view(), name="coverage"),
    path("coverage/<slug:place>/<slug:duty>/", coverage.RemindView.as_view(), name="remind"),
    path("coverage/<slug:place>/<slug:duty>/act/", coverage.ActView.as_view(), name="act"),
    # ledgers
    path("ledgers/", ledgers.LedgerList.as_view(), name="ledger-list"),
    path("ledgers/<slug:code>/", ledgers.LedgerPage.as_view(), name="ledger"),
    path("ledgers/<slug:code>/export/", ledgers.LedgerExport.as_view(), name="ledger-export"),
    path("ledgers/<slug:code>/print/", ledgers.LedgerPrint.as_view(), name="ledger-print"),
    path("ledgers/<slug:code>/format/", ledgers.LedgerFormatView.as_view(), name="ledger-format"),
    path("ledgers/<slug:code>/numbers/", ledgers.LedgerNumbers.as_view(), name="ledger-numbers"),
    path("ledgers/<slug:code>/template/", ledgers.LedgerTemplateView.as_view(), name="ledger-template"),
    path("ledgers/<slug:code>/template/fill/", ledgers.LedgerFill.as_view(), name="ledger-fill"),
    path("ledgers/<slug:code>/snapshots/new/", ledgers.SnapshotCreate.as_view(), name="snapshot-create"),
    path("ledgers/<slug:code>/snapshots/<uuid:pk>/cancel/", ledgers.SnapshotCancel.as_view(), name="snapshot-cancel"),
    path("ledgers/<slug:code>/snapshots/<uuid:pk>/", ledgers.SnapshotPage.as_view(), name="snapshot"),
    path(
        "ledgers/<slug:code>/snapshots/<uuid:pk>/download/",
        ledgers.SnapshotDownload.as_view(),
        name="snapshot-download",
    ),
]
