"""The style guide: every component in every state, from the real templates, the real Markdown and the real colors."""
