"""Thai as offices type it: text, digits, dates and districts, read without guessing."""
