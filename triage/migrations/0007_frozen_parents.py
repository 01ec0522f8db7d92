from django.db import migrations

from triage.models.freeze import thawed


class Migration(migrations.Migration):
    """Renew the triggers: no row of a draft may point to a part of a frozen version, and no slug of one changes."""

    dependencies = [
        ('triage', '0006_exclusive'),
    ]

    operations = thawed()
