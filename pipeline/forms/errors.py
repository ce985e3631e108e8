"""What keeps a form from being filled."""


class FormError(Exception):
    """A template is wrong, or does not fit what it is filled from; the message names template, sheet
    and cell, and says what to do, in Thai."""


class CannotFill(Exception):
    """A cell of the template that cannot be filled: its address and why, in Thai."""

    def __init__(self, address: str, why: str) -> None:
        super().__init__(why)
        self.address, self.why = address, why
