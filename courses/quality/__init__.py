"""What makes a lesson plain, light and safe, as rules without Django: the same for a pack and for a page.

``material`` is what the rules read, ``rules`` the rules, ``lists/`` the words and addresses they know.
"""
