"""Stage 3: tables → observations, by the kind of table.

``stage`` reads all claims. ``kinds`` lists the kinds: one module each with its record, none of which
knows another. ``cells``, ``rows`` and ``carried`` read a table's rows for all of them.
"""
