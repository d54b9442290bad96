"""What every staff page shows around its content: navigation of the role, store, notices."""


def shell(request):
    return {}
