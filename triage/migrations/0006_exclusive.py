from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('triage', '0005_proxies'),
    ]

    operations = [
        migrations.AlterField(
            model_name='choice',
            name='exclusive',
            field=models.BooleanField(default=False, verbose_name='excludes every other answer'),
        ),
    ]
