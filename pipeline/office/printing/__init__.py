"""The districts' papers as one PDF, by the office program that the machine has."""
