-- Keys of the API. Only the SHA-256 of a key's secret part is kept: it is random and long, so no slow
-- hash is needed.
CREATE TABLE api_key (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  digest BLOB NOT NULL,
  can_read INTEGER NOT NULL,
  can_write INTEGER NOT NULL,
  created TEXT NOT NULL
) WITHOUT ROWID;
