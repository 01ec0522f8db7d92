"""Addresses of the triage."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
