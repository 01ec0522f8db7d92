"""Addresses of the email list."""

from django.urls import path

from articles.newsletter import views

urlpatterns = [
    path("", views.join, name="newsletter"),
    path("check-your-mail/", views.check_your_mail, name="newsletter_check_your_mail"),
    path("confirm/<str:token>/", views.confirm, name="newsletter_confirm"),
    path("leave/<str:token>/", views.leave, name="newsletter_leave"),
    path("topics/<str:token>/", views.topics, name="newsletter_topics"),
]
