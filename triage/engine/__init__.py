"""The rule logic of the triage: pure Python, no Django, no input or output, no clock.

One answer flows like this: `answers.read` checks it, `replay` recomputes the path from (protocol, answers) and notes
the rules that hold, `assess` picks the most urgent finding, `explain` says which answers decided it.
"""
