"""Patients go on reading what was published: each published article gets its live copy, and history its first entry.

A step of its own, since PostgreSQL does not alter a table to which the same transaction has added rows.
"""

from django.db import migrations
from django.utils import timezone

CONTENT = [
    'slug', 'topic_id', 'title', 'summary', 'body', 'sources', 'facts', 'reviewer', 'reviewed_on', 'review_due',
    'order', 'language',
]
REASON = 'As it was before history was kept'


def copy_published(apps, schema_editor):
    model = {name: apps.get_model('articles', name) for name in
             ('Article', 'HistoricalArticle', 'LiveArticle', 'HistoricalLiveArticle')}
    first = {'history_date': timezone.now(), 'history_type': '+', 'history_change_reason': REASON}
    for article in model['Article'].objects.all():
        content = {name: getattr(article, name) for name in CONTENT}
        model['HistoricalArticle'].objects.create(
            id=article.pk, revision=article.revision, updated_at=article.updated_at, **content, **first
        )
        if article.status == 'published':
            model['LiveArticle'].objects.create(article=article, **content)
            model['HistoricalLiveArticle'].objects.create(article_id=article.pk, **content, **first)


def mark_published(apps, schema_editor):
    live = apps.get_model('articles', 'LiveArticle').objects.all()
    for copy in live:
        content = {name: getattr(copy, name) for name in CONTENT}
        apps.get_model('articles', 'Article').objects.filter(pk=copy.pk).update(status='published', **content)
    live.delete()


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0002_article_history'),
    ]

    operations = [migrations.RunPython(copy_published, mark_published)]
