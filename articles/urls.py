"""Addresses of articles, topics, the glossary, search, the feed and the exercise sheet."""

from django.urls import path

from articles import views
from articles.feed import ArticleFeed

urlpatterns = [
    path("articles/", views.article_list, name="article_list"),
    path("articles/<slug:slug>/", views.article, name="article"),
    path("feed/", ArticleFeed(), name="feed"),
    path("glossary/", views.glossary, name="glossary"),
    path("search/", views.search, name="search"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("exercises/", views.exercise_sheet, name="exercise_sheet"),
]
