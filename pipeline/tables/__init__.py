"""What is known of a table by all who read one: the grid of its sheet, the words by which headings,
totals and footers are told, and what its titles and names say."""
