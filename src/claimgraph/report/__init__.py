"""Turns values and findings into rows, text and JSON. Words that users read are made here and in ``cli``."""
