"""Where rows and columns went, and all that must go with them."""
