"""A course outside this site: plain pages, SCORM 1.2, a booklet to print (ADR 0043)."""
