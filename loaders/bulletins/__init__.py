"""What does a rectification bulletin report? `terms.yaml` holds the words and the figures, these modules how they are read."""
