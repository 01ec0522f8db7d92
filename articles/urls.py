"""Addresses of articles, topics, glossary, search, feed, exercise sheet, and the pages about the site."""

from django.urls import path

from articles import views
from articles.feed import ArticleFeed
from articles.models import ABOUT

urlpatterns = [
    path("about/", views.article, {"slug": ABOUT}, name="about"),
    path("about/<slug:slug>/", views.article, name="about_page"),
    path("articles/", views.article_list, name="article_list"),
    path("articles/<slug:slug>/", views.article, name="article"),
    path("feed/", ArticleFeed(), name="feed"),
    path("glossary/", views.glossary, name="glossary"),
    path("search/", views.search, name="search"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("exercises/", views.exercise_sheet, name="exercise_sheet"),
]
