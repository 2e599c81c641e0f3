"""The one exception that reaches a person: what is wrong, with which value, and what to do."""


class YintangError(Exception):
    """Something the user can put right, said in one clear line; the program ends with code 2."""
