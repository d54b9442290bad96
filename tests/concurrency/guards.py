"""What is taken away in negative controls."""


def unlocked(thing):
    """What `lock` would be without its lock."""
    return type(thing).objects.get(pk=thing.pk)
