"""Addresses of the triage. A journey's pages are under its own address, to which its cookie is scoped."""

from django.urls import include, path

from triage.api import views as api
from triage.journey import public

_of_journey = [
    path("check/", public.check, name="triage_check"),
    path("result/", public.result, name="triage_result"),
    path("plan/", public.plan, name="triage_plan"),
    path("answers.json", public.answers_json, name="triage_answers"),
    path("delete/", public.delete, name="triage_delete"),
    path("<slug:key>/", public.question, name="triage_question"),
]
urlpatterns = [
    path("", public.protocol_list, name="triage_list"),
    path("how-well/", public.performance, name="triage_performance"),
    path("<slug:protocol>/", public.start, name="triage_start"),
    path("<slug:protocol>/questionnaire.json", api.questionnaire, name="triage_questionnaire"),
    path("<slug:protocol>/assess.json", api.assess_json, name="triage_assess"),
    path("<slug:protocol>/<slug:journey>/", include(_of_journey)),
]
