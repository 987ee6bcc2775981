"""区划边界: a file of outlines is sent, looked at under the choices of a person, and loaded with its first day."""
