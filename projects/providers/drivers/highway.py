from projects.providers.drivers.remote import Remote


class Highway(Remote):
    slug = "highway"
    label = "Highway"
    base_url = "https://example.com"
