"""The trainers’ pages about questions beside Wagtail’s listings: item analysis, files in and out."""
