from projects.providers.drivers.remote import Remote


class Apikley(Remote):
    slug = "apikley"
    label = "Apikley"
    base_url = "https://example.com"
