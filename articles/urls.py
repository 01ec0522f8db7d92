"""Addresses of articles and topics."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
