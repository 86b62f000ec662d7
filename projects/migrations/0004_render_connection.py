import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Apart from the one before: PostgreSQL does not alter a table whose rows were changed in the same transaction."""

    dependencies = [
        ('projects', '0003_paid_renders'),
    ]

    operations = [
        migrations.AlterField(
            model_name='render',
            name='connection',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='renders', to='projects.connection'),
        ),
    ]
