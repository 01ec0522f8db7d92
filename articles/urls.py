"""Addresses of articles, topics, the glossary, and the pages about the site."""

from django.urls import path

from articles import views
from articles.models import ABOUT

urlpatterns = [
    path("about/", views.article, {"slug": ABOUT}, name="about"),
    path("about/<slug:slug>/", views.article, name="about_page"),
    path("articles/", views.article_list, name="article_list"),
    path("articles/<slug:slug>/", views.article, name="article"),
    path("glossary/", views.glossary, name="glossary"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
]
