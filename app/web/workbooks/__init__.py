"""我村的工作簿: Excel both ways; out with drop-downs, back with differences only."""
