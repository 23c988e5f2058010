-- The truth about a collection. FAISS is derived from it and may be deleted at any time.

CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- Every version of every article. `ordinal` grows with each storing: of one article_id the row with
-- the greatest ordinal is the newest version.
CREATE TABLE version (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  article_id TEXT NOT NULL,
  version TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  title TEXT,
  text TEXT NOT NULL,
  published TEXT,
  published_day TEXT,
  source TEXT,
  url TEXT,
  corrects TEXT,
  origin TEXT NOT NULL,       -- 'posted', or the root folder that it was ingested from
  copy_group INTEGER,         -- near-identical articles share it
  UNIQUE (article_id, version)
);
CREATE INDEX version_by_day ON version (published_day);
CREATE INDEX version_by_group ON version (copy_group);

-- MinHash bands (locality-sensitive hashing): two articles with a band in common may be copies.
CREATE TABLE copy_band (
  band BLOB NOT NULL,
  version_key INTEGER NOT NULL REFERENCES version (key),
  PRIMARY KEY (band, version_key)
) WITHOUT ROWID;
CREATE INDEX copy_band_by_version ON copy_band (version_key);

CREATE TABLE passage (
  id INTEGER PRIMARY KEY AUTOINCREMENT,   -- never used again after a delete
  version_key INTEGER NOT NULL REFERENCES version (key),
  start INTEGER NOT NULL,                 -- code points in version.text
  end INTEGER NOT NULL,
  vector BLOB NOT NULL                    -- float32, little-endian, L2-normalised
);
CREATE INDEX passage_by_version ON passage (version_key);

CREATE TABLE event_date (
  passage_id INTEGER NOT NULL REFERENCES passage (id),
  first TEXT NOT NULL,
  last TEXT NOT NULL,
  PRIMARY KEY (passage_id, first, last)
) WITHOUT ROWID;
CREATE INDEX event_date_by_day ON event_date (first, last);

CREATE VIRTUAL TABLE passage_fts USING fts5 (
  heading, text, tokenize = "porter unicode61 remove_diacritics 2"
);

-- What FAISS has to follow: ranges of passage ids, in the order in which they came and went.
CREATE TABLE change (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  action TEXT NOT NULL CHECK (action IN ('add', 'remove')),
  first_passage INTEGER NOT NULL,
  last_passage INTEGER NOT NULL,
  token TEXT NOT NULL DEFAULT (lower(hex(randomblob(8))))   -- tells a restored log from another
);
