"""What the lists of follow-up share."""

from core.views import ListPage


class Worklist(ListPage):
    """A list that opens with what waits to be done; everything else is one chip away."""

    first_state = ""

    def chosen(self):
        """Whoever asks for nothing in particular sees the waiting rows."""
        asked = self.request.GET
        return asked if asked.keys() - {"page", "format"} else {**asked.dict(), "state": self.first_state}

    def filtered(self):
        self.filter = self.filter_class(self.chosen(), queryset=self.get_queryset(), request=self.request)
        return self.filter.qs
