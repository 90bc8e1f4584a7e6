"""Django's templates, of which nothing is left over when a page is written."""

from django.template import TemplateDoesNotExist
from django.template.backends import django
from django.template.context import make_context


class Templates(django.DjangoTemplates):
    """The engine of TEMPLATES: Django's own but for its :class:`Template`."""

    def from_string(self, template_code):
        return Template(super().from_string(template_code).template, self)

    def get_template(self, template_name):
        return Template(super().get_template(template_name).template, self)


class Template(django.Template):
    """A template whose context is taken apart in the end.

    A context and the layers put on it hold one another, and so all that a page was made of, until the garbage collector
    finds them: it then stops everybody for as long as it takes to walk through the pages since.
    """

    def render(self, context=None, request=None):
        """As Django's, which does not give the context out of its hands."""
        context = make_context(context, request, autoescape=self.backend.engine.autoescape)
        try:
            return self.template.render(context)
        except TemplateDoesNotExist as missing:
            django.reraise(missing, self.backend)
        finally:
            context.dicts = []
