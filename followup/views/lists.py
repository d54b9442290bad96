"""What the lists of follow-up share."""

from core.views import ListPage


class Worklist(ListPage):
    """A list that opens with what waits to be done; chips lead to everything else."""

    first_state = ""

    def chosen(self):
        """The parameters of the list: without any, the rows that wait."""
        parameters = self.request.GET
        return (
            parameters if parameters.keys() - {"page", "format"} else {**parameters.dict(), "state": self.first_state}
        )

    def filtered(self):
        self.filter = self.filter_class(self.chosen(), queryset=self.get_queryset(), request=self.request)
        return self.filter.qs
