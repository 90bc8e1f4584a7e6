from django.urls import path

from communities.views import (
    attachments,
    baseline_review,
    baselines,
    committees,
    elections,
    grants,
    imports,
    kinship,
    people,
    picker,
    reveal,
    schedule,
)

app_name = "communities"
urlpatterns = [
    path("schedule/", schedule.Schedule.as_view(), name="schedule"),
    path("schedule/new/", schedule.MilestoneEdit.as_view(), name="milestone-create"),
    path("schedule/install/", schedule.ScheduleInstall.as_view(), name="schedule-install"),
    path("schedule/<int:pk>/", schedule.MilestoneEdit.as_view(), name="milestone-edit"),
    path("schedule/<int:pk>/done/", schedule.MilestoneFinish.as_view(), name="milestone-finish"),
    path("switch-election", elections.SwitchElection.as_view(), name="switch_election"),
    # baselines
    path("baselines/", baseline_review.BaselineList.as_view(), name="baseline-list"),
    path("baselines/open/", baseline_review.BaselineOpen.as_view(), name="baseline-open"),
    path("baselines/due/", baseline_review.BaselineDue.as_view(), name="baseline-due"),
    path("baselines/<uuid:pk>/", baselines.BaselineTasks.as_view(), name="baseline"),
    path("baselines/<uuid:pk>/check/", baselines.BaselineCheck.as_view(), name="baseline-check"),
    path("baselines/<uuid:pk>/submitted/", baselines.BaselineSubmitted.as_view(), name="baseline-submitted"),
    path("baselines/<uuid:pk>/review/", baseline_review.BaselineReview.as_view(), name="baseline-review"),
    path("baselines/<uuid:pk>/move/", baseline_review.BaselineMove.as_view(), name="baseline-move"),
    path("baselines/<uuid:pk>/returns/", baseline_review.ReturnMark.as_view(), name="baseline-return"),
    path(
        "baselines/<uuid:pk>/returns/<int:item>/withdraw/",
        baseline_review.ReturnWithdraw.as_view(),
        name="baseline-return-withdraw",
    ),
    path("baselines/<uuid:pk>/<slug:key>/", baselines.SectionPage.as_view(), name="baseline-section"),
    path("baselines/<uuid:pk>/<slug:key>/draft/", baselines.SectionDraft.as_view(), name="baseline-draft"),
    # evidence of any record
    path("attachments/<uuid:pk>/", attachments.AttachmentDownload.as_view(), name="attachment"),
    path("attachments/<uuid:pk>/preview/", attachments.AttachmentPreview.as_view(), name="attachment-preview"),
    path("attachments/<uuid:pk>/remove/", attachments.AttachmentRemove.as_view(), name="attachment-remove"),
    path(
        "attachments/of/<int:kind>/<str:subject>/", attachments.AttachmentAdd.as_view(), name="attachment-add"
    ),
    # roles and grants
    path("grants/", grants.GrantList.as_view(), name="grant-list"),
    path("grants/<int:pk>/revoke/", grants.GrantRevoke.as_view(), name="grant-revoke"),
    path("grants/users/<uuid:pk>/", grants.GrantsOfUser.as_view(), name="grant-user"),
    path("grants/users/<uuid:pk>/unlock/", grants.Unlock.as_view(), name="grant-unlock"),
    path("grants/users/<uuid:pk>/end-sessions/", grants.EndSessions.as_view(), name="end-sessions"),
    # people
    path("people/", people.PersonList.as_view(), name="people"),
    path("people/new/", people.PersonCreate.as_view(), name="person-create"),
    path("people/check-number/", people.IdentityCheck.as_view(), name="person-check"),
    path("people/lookup/", picker.PersonLookup.as_view(), name="person-lookup"),
    path("people/choose/", picker.PersonChoose.as_view(), name="person-choose"),
    path("people/<uuid:pk>/", people.PersonDetail.as_view(), name="person"),
    path("people/<uuid:pk>/edit/", people.PersonEdit.as_view(), name="person-edit"),
    path("people/<uuid:pk>/reveal/", reveal.PersonReveal.as_view(), name="person-reveal"),
    path("people/<uuid:pk>/account/", people.PersonAccount.as_view(), name="person-account"),
    path("people/<uuid:pk>/relatives/", kinship.KinshipCreate.as_view(), name="kinship-create"),
    path("people/<uuid:pk>/relatives/<int:kinship>/remove/", kinship.KinshipRemove.as_view(), name="kinship-remove"),
    # committees
    path("committees/", committees.CommitteeList.as_view(), name="committees"),
    path("committees/<slug:code>/", committees.CommitteeDetail.as_view(), name="committee"),
    path("committees/<slug:code>/<slug:kind>/seats/", committees.CommitteeSeats.as_view(), name="committee-seats"),
    path("committees/<slug:code>/<slug:kind>/add/", committees.MemberAdd.as_view(), name="member-add"),
    path("members/<uuid:pk>/", committees.MemberEdit.as_view(), name="member-edit"),
    path("members/<uuid:pk>/leave/", committees.MemberLeave.as_view(), name="member-leave"),
    # workbooks taken in and given out
    path("imports/", imports.ImportList.as_view(), name="import-list"),
    path("imports/new/<slug:kind>/", imports.ImportStart.as_view(), name="import-start"),
    path("imports/new/<slug:kind>/template/", imports.ImportTemplate.as_view(), name="import-template"),
    path("imports/<uuid:pk>/", imports.ImportDetail.as_view(), name="import-detail"),
    path("imports/<uuid:pk>/confirm/", imports.ImportConfirm.as_view(), name="import-confirm"),
    path("imports/<uuid:pk>/recheck/", imports.ImportRecheck.as_view(), name="import-recheck"),
    path("imports/<uuid:pk>/drop/", imports.ImportDrop.as_view(), name="import-drop"),
    path("imports/<uuid:pk>/undo/", imports.ImportUndo.as_view(), name="import-undo"),
    path("imports/<uuid:pk>/errors/", imports.ImportErrors.as_view(), name="import-errors"),
    path("imports/<uuid:pk>/<slug:status>/", imports.ImportDetail.as_view(), name="import-rows"),
    path("roster/export/", imports.RosterExport.as_view(), name="roster-export"),
    # elections
    path("elections/", elections.ElectionList.as_view(), name="election-list"),
    path("elections/new/", elections.ElectionCreate.as_view(), name="election-create"),
    path("elections/<int:pk>/", elections.ElectionEdit.as_view(), name="election-edit"),
    path("elections/<int:pk>/close/", elections.ElectionClose.as_view(), name="election-close"),
]
