"""Who is in charge of what, by the words of a division-of-labor notice? `terms.yaml` holds the words, these modules the grammar."""
