"""Statements that are right, and the same ones made wrong: what the checker lets through and what it drops."""
