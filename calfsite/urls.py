"""Every address of the site."""

from django.conf import settings
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from calfsite import views
from calfsite.practice import views as practice_views
from calfsite.sitemaps import SITEMAPS
from calfsite.style_guide.views import style_guide

urlpatterns = [
    path("", views.home, name="home"),
    path(settings.TRIAGE_PATH.lstrip("/"), include("triage.urls")),
    path(settings.NEWSLETTER_PATH.lstrip("/"), include("articles.newsletter.urls")),
    path("", include("articles.urls")),
    path(settings.DESK_PATH.lstrip("/"), admin.site.urls),
    path("practice-<slug:digest>.css", practice_views.css, name="practice_css"),
    path("practice/logo-<slug:digest>.png", practice_views.logo, name="practice_logo"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("style-guide/", style_guide, name="style_guide"),
    path("healthz", views.healthz, name="healthz"),
]

handler400 = "calfsite.serving.error_pages.bad_request"
handler403 = "calfsite.serving.error_pages.permission_denied"
handler404 = "calfsite.serving.error_pages.page_not_found"
handler500 = "calfsite.serving.error_pages.server_error"
