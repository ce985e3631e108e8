"""What a template's file holds, as the office wrote it."""
