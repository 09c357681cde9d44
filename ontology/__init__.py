"""The vocabulary and the rules as data, and the small code that reads them."""
