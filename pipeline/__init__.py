"""Scores the half-year agreement of a province's district chiefs from exported spreadsheets."""
