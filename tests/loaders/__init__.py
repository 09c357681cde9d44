"""What files become, and what is said of those that cannot be read."""
