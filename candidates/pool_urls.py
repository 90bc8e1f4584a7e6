"""Addresses of the reserve pool, the sources, and early tempering."""

from django.urls import path

from candidates.views import pool, practice, sources

urlpatterns = [
    path("sources/", sources.Sources.as_view(), name="sources"),
    path("sources/<slug:code>/confirm/", sources.SourceConfirm.as_view(), name="sources-confirm"),
    path("pool/", pool.PoolList.as_view(), name="pool"),
    path("pool/new/", pool.ReserveCreate.as_view(), name="reserve-create"),
    path("pool/rule/", pool.PoolRuleEdit.as_view(), name="pool-rule"),
    path("pool/<uuid:pk>/", pool.ReserveDetail.as_view(), name="reserve"),
    path("pool/<uuid:pk>/edit/", pool.ReserveEdit.as_view(), name="reserve-edit"),
    path("pool/<uuid:pk>/move/", pool.ReserveMove.as_view(), name="reserve-move"),
    path("practice/", practice.PracticeList.as_view(), name="practice-list"),
    path("practice/new/", practice.PracticeCreate.as_view(), name="practice-create"),
    path("practice/mine/", practice.ObserverTasks.as_view(), name="observer-tasks"),
    path("practice/<uuid:pk>/", practice.PracticeDetail.as_view(), name="practice"),
    path("practice/<uuid:pk>/edit/", practice.PracticeEdit.as_view(), name="practice-edit"),
    path("practice/<uuid:pk>/observers/", practice.PracticeObservers.as_view(), name="practice-observers"),
    path("practice/<uuid:pk>/move/", practice.PracticeMove.as_view(), name="practice-move"),
    path("practice/<uuid:pk>/observe/", practice.Observe.as_view(), name="observe"),
    path("observations/<uuid:pk>/", practice.ObservationDone.as_view(), name="observation"),
]
