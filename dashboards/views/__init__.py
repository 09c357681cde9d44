"""What is shown, made without any knowledge of how: pictures, tables, cards."""
