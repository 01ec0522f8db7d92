"""Keys in words: `{{ rule.key|named }}`."""

from django import template

from calfsite.lib.names import named

register = template.Library()
register.filter("named", named)
