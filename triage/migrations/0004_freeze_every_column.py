from django.db import migrations

from triage.models.freeze import thawed


class Migration(migrations.Migration):

    dependencies = [
        ('triage', '0003_daily_totals'),
    ]

    operations = thawed()
