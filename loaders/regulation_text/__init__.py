"""What does a user's own copy of a regulation say, provision by provision? `terms.yaml` holds the words."""
