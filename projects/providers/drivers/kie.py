from projects.providers.drivers.remote import Remote


class Kie(Remote):
    slug = "kie"
    label = "Kie"
    base_url = "https://example.com"
