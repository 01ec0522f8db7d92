from django.db import migrations, models

from calfsite.lib.triggers import lifted
from triage.models.freeze import freeze_content

# SQLite makes a table anew to add a column: triggers on it, and those that name it, are put back afterwards.
TABLES = ('triage_question', 'triage_choice', 'triage_question_derived_from')


class Migration(migrations.Migration):

    dependencies = [
        ('triage', '0003_daily_totals'),
    ]

    operations = lifted(
        [trigger for table in TABLES for trigger in freeze_content(table)],
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
