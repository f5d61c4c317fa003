"""Packs that travel: a course of this site as a signed pack, and packs of others looked at before they come in."""
