"""Forms of the office: one description each, composed from the register into a format-neutral paper."""
