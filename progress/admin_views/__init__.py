"""The pages of progress on the trainers' side."""
