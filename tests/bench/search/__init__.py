"""How well search finds: queries with the documents they should find, asked of a large public documentation."""
