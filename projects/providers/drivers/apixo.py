from projects.providers.drivers.remote import Remote


class Apixo(Remote):
    slug = "apixo"
    label = "Apixo"
    base_url = "https://example.com"
