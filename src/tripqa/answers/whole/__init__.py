"""Answers to questions about the whole: a day, a section, a list, a comparison, read off the documents' structure."""
