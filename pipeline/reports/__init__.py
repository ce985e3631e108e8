"""What the program says: on the screen, in ``results.json``, of each file that it found."""
