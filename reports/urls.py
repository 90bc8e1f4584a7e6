from django.urls import path

from reports.views import communities, home, ledgers, people, runs

app_name = "reports"
urlpatterns = [
    path("", home.home, name="home"),
    path("progress/", home.progress, name="progress"),
    path("people/<uuid:pk>/", people.PersonRecords.as_view(), name="person-records"),
    path("reports/", runs.ReportList.as_view(), name="report-list"),
    path("reports/new/<slug:code>/", runs.ReportCreate.as_view(), name="report-create"),
    path("reports/<uuid:pk>/", runs.ReportRunPage.as_view(), name="report-run"),
    path("reports/<uuid:pk>/row/", runs.report_row, name="report-row"),
    path("reports/<uuid:pk>/download/", runs.ReportDownload.as_view(), name="report-download"),
    path("reports/<uuid:pk>/retry/", runs.ReportRetry.as_view(), name="report-retry"),
    # one community, one page
    path("files/", communities.CommunityList.as_view(), name="community-list"),
    path("files/<slug:code>/", communities.CommunityFilePage.as_view(), name="community"),
    # ledgers
    path("ledgers/", ledgers.LedgerList.as_view(), name="ledger-list"),
    path("ledgers/<slug:code>/", ledgers.LedgerPage.as_view(), name="ledger"),
    path("ledgers/<slug:code>/export/", ledgers.LedgerExport.as_view(), name="ledger-export"),
    path("ledgers/<slug:code>/print/", ledgers.LedgerPrint.as_view(), name="ledger-print"),
]
