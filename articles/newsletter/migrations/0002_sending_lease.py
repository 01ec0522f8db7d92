from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('newsletter', '0001_initial'),
    ]

    operations = [
        migrations.RenameModel(old_name='Turn', new_name='SendingLease'),
        migrations.RemoveConstraint(model_name='sendinglease', name='turn_is_one'),
        migrations.AddConstraint(
            model_name='sendinglease',
            constraint=models.CheckConstraint(condition=models.Q(('pk', 1)), name='lease_is_one_row'),
        ),
    ]
