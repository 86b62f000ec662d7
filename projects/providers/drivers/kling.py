from projects.providers.drivers.remote import Remote


class Kling(Remote):
    slug = "kling"
    label = "Kling"
    base_url = "https://example.com"
