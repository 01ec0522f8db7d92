from django.db import migrations

from triage.models.freeze import freeze


class Migration(migrations.Migration):

    dependencies = [
        ('triage', '0001_initial'),
    ]

    operations = freeze()
