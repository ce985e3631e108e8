"""What a browser shows: pages that are whole in one file, work without a network and without a script."""
