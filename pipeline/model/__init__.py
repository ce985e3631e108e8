"""The types that pass between the stages: frozen dataclasses, one file a family."""
