from django.db import migrations, models

from triage.models.freeze import thawed


class Migration(migrations.Migration):

    dependencies = [
        ('triage', '0003_daily_totals'),
    ]

    operations = thawed(
        migrations.AddField(
            model_name='choice',
            name='unsure',
            field=models.BooleanField(default=False, verbose_name='means “not sure”'),
        ),
        migrations.AddField(
            model_name='question',
            name='in_heading',
            field=models.BooleanField(default=False, verbose_name='in the heading of the clinician’s summary'),
        ),
        migrations.AddConstraint(
            model_name='choice',
            constraint=models.CheckConstraint(condition=models.Q(('severity', 0), ('unsure', True), _negated=True), name='unsure_choice_is_not_mildest', violation_error_message='“Not sure” can’t be the mildest answer: make “how bad” 1 or more.'),
        ),
    )
