"""Backup and restore: database, uploads and keys in one file, checked row by row (SECURITY 38)."""
