"""Invented people and their cars."""
