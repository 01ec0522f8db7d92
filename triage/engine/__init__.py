"""The rule logic of the triage: pure Python, no Django, no input or output, no clock.

An answer takes this way: `run.answers.read` checks it, `run.replay` recomputes the path from (protocol, answers) and
collects the rules that hold, `run.assess` picks the most urgent finding, `explain` says which answers decided it.
`parts` says what a triage is, `sentences` puts it into words for clinicians, `prover` says whether it is safe.
"""
