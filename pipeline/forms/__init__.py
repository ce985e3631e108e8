"""Forms: workbooks that the office designs in Excel, filled with what the stages say.

A placeholder ``{{ name }}`` stands for a value; a row that begins with ``{% for … %}``,
``{% if … %}`` or their ends steers the rows after it and is left out; a row in which all loops
also end steers the columns. A sheet whose name holds a placeholder is made once for each turn
of the loop around all its rows. ``=IF(1,"{{ value }}",formula)`` is a live formula that stores its
value. docs/guide/ tells it to those who edit the templates.
"""

from pipeline.forms.errors import FormError
from pipeline.forms.form import Form, Placeholder, read_form
from pipeline.forms.language.check import Known, Problem, Report, known
from pipeline.forms.language.records import names, values
from pipeline.forms.language.values import Linked, Styled
from pipeline.forms.template.contents import TemplateNote
from pipeline.xlsx.books import About

__all__ = [
    "About",
    "Form",
    "FormError",
    "Known",
    "Linked",
    "Placeholder",
    "Problem",
    "Report",
    "Styled",
    "TemplateNote",
    "known",
    "names",
    "read_form",
    "values",
]
