from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0009_cut_frames'),
    ]

    operations = [
        migrations.AddField(
            model_name='project',
            name='cfg',
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name='project',
            name='provider',
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name='project',
            name='resolution',
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name='project',
            name='watermark',
            field=models.CharField(blank=True, max_length=12),
        ),
    ]
