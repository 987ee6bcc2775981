"""A workbook's way into the register: receive, parse, match, compare, apply, undo. The only reader of `imports`."""
