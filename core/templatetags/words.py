"""Template filters over core.words."""

from django import template

from core import words

register = template.Library()

register.filter("number", words.number)
register.filter("money", words.money)
register.filter("file_size", words.file_size)
register.filter("long_date", words.long_date)
register.filter("plain_date", words.plain_date)
register.filter("clock", words.clock)
register.filter("minutes", words.minutes)
register.filter("unbroken", words.unbroken)
