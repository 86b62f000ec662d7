from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0008_element_mirrors'),
    ]

    operations = [
        migrations.AddField(
            model_name='take',
            name='cuts_found',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='take',
            name='cuts_set',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='render',
            name='segment',
            field=models.JSONField(blank=True, null=True),
        ),
    ]
