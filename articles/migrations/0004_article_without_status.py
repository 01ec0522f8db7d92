from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0003_copy_published_articles'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='article',
            name='article_status_known',
        ),
        migrations.RemoveConstraint(
            model_name='article',
            name='article_published_is_reviewed',
        ),
        migrations.RemoveField(
            model_name='article',
            name='status',
        ),
    ]
