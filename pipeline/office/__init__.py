"""What an office needs beside a run: its machine looked over, its folder watched, blank forms to fill in."""
