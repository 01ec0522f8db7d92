"""Who may sign in, how, and what they may do there: roles, second factor, lock-out, idle time. See docs/accounts.md."""
