"""帮扶责任人: who has how many households, and handing over all that a list shows."""
