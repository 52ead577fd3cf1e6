"""What goes wrong, as the server says it."""


class LudusError(Exception):
    """An error of the server's, or of the connection to it.

    `code` is stable: those of docs/protocol.md ("Errors"), and of this client `E_CONNECTION` (no connection could be
    made) and `E_CLOSED` (it is gone). The text says what was being done, the rule, the value and the remedy.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message

    def __reduce__(self) -> tuple:
        return LudusError, (self.code, self.message)
