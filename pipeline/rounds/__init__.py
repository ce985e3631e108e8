"""A round's life: its definitions shown beside the signed paper, adopted, withdrawn."""
