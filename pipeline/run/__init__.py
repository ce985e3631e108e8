"""The order of the stages; nobody else knows it. A command loads the module that does its work, and no other."""
