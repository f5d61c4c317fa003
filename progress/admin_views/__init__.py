"""The trainers’ pages about what learners did."""
