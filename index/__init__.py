"""Articles in, passages out: read, cut, date, embed, store, find."""
