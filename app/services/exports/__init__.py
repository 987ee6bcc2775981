"""Lists that leave the house: masked for whoever may export, with clear numbers after a second person has agreed."""
