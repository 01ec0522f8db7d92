from django.db import migrations

from triage.models.freeze import Freeze


class Migration(migrations.Migration):

    dependencies = [
        ('triage', '0001_initial'),
    ]

    operations = [Freeze()]
