"""The weight of a first view, beside the same article in the NHS design system's own template."""
