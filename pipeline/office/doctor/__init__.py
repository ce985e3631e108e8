"""What an office's machine may lack: looked for before a run, said with what to do about it."""
