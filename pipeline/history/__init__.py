"""What was before: how two results differ and why, the former results that are kept beside the
standing ones, and the seal of a finished round.

Works on the plain data of ``results.json`` and knows no other stage.
"""
