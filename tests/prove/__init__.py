"""Full counts of the proofs; `./run test` holds a seeded sample of each. `./run prove [NAME]` prints JSON lines."""
