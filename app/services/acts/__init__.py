"""Named acts on households and members, and taking them back."""
