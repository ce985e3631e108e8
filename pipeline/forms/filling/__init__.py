"""Sheets filled with the values of one context, their rows high enough, their pages whole."""
