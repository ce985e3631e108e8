"""What a template may say, and what is made of it: one program a sheet."""
