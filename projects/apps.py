"""The app."""

from importlib import import_module

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """Storyboards, takes and who may see them."""

    name = "projects"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks."""
        import_module("projects.checks")
