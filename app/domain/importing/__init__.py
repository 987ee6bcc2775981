"""How a bureau's workbook is understood: profiles, converters, problems, readings."""
