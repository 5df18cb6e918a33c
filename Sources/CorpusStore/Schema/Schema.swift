import GRDB

/// The tables of a store, and how a file says that it is one.
///
/// What holds at a change: rows of `revision` and `mention` with `from_change` up to it and `to_change` after it, or none.
/// `to_change` without a value means live. Rows of these two tables are never altered but for that.
enum Schema {
  /// "Glos" in ASCII: what `file` and SQLite show of a file of ours.
  static let applicationID = 0x476C_6F73
  /// How many migrations there are; the file's `user_version`.
  static let version = 2
  /// The oldest schema that can be read as it is.
  static let oldestReadable = 1

  /// Migrations are only ever added, and each sets `user_version` to its number.
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("corpora with changes, documents, mentions, sources and search") { database in
      try database.execute(sql: first)
      try database.execute(sql: "PRAGMA user_version = 1")
    }
    // No table changes; versions that know schema 1 alone cannot unpack them.
    migrator.registerMigration("source files in pieces of zstd") { database in
      try database.execute(sql: "PRAGMA user_version = 2")
    }
    return migrator
  }

  private static let first = """
    CREATE TABLE corpus (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      -- States before this change were purged.
      horizon INTEGER NOT NULL DEFAULT 0
    ) STRICT;

    CREATE TABLE change (
      -- Never given twice, also after a purge.
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      corpus INTEGER NOT NULL REFERENCES corpus,
      kind TEXT NOT NULL CHECK (kind IN ('import', 'rewrite', 'layer', 'split', 'remove', 'undo')),
      -- Seconds since 1970, UTC.
      time REAL NOT NULL,
      command TEXT NOT NULL,
      description TEXT NOT NULL,
      is_finished INTEGER NOT NULL CHECK (is_finished IN (0, 1)),
      -- The change that an undo turned back.
      undone INTEGER REFERENCES change,
      documents INTEGER NOT NULL DEFAULT 0 CHECK (documents >= 0),
      CHECK ((kind = 'undo') = (undone IS NOT NULL))
    ) STRICT;
    CREATE INDEX change_corpus ON change (corpus);
    CREATE INDEX change_undone ON change (undone) WHERE undone IS NOT NULL;

    CREATE TABLE snapshot (
      id INTEGER PRIMARY KEY,
      corpus INTEGER NOT NULL REFERENCES corpus,
      name TEXT NOT NULL,
      change INTEGER NOT NULL CHECK (change >= 0),
      time REAL NOT NULL,
      command TEXT NOT NULL,
      description TEXT NOT NULL,
      digest TEXT NOT NULL CHECK (length(digest) = 64),
      documents INTEGER NOT NULL CHECK (documents >= 0),
      UNIQUE (corpus, name)
    ) STRICT;

    CREATE TABLE source (
      id INTEGER PRIMARY KEY,
      corpus INTEGER NOT NULL REFERENCES corpus,
      change INTEGER NOT NULL REFERENCES change,
      path TEXT NOT NULL,
      sha256 TEXT NOT NULL,
      format TEXT NOT NULL,
      options TEXT NOT NULL,
      -- All of it was read, and none of its documents went away since.
      is_complete INTEGER NOT NULL DEFAULT 0 CHECK (is_complete IN (0, 1)),
      documents INTEGER NOT NULL DEFAULT 0,
      tokens INTEGER NOT NULL DEFAULT 0,
      -- Mentions that came of its spans.
      produced INTEGER NOT NULL DEFAULT 0,
      -- Bytes of the file if they were kept, all of them.
      kept_bytes INTEGER
    ) STRICT;
    CREATE INDEX source_file ON source (corpus, path, sha256);
    CREATE INDEX source_change ON source (change);

    -- The file itself, in packed pieces of at most 1 MiB.
    CREATE TABLE source_piece (
      id INTEGER PRIMARY KEY,
      source INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
      position INTEGER NOT NULL CHECK (position >= 0),
      bytes INTEGER NOT NULL CHECK (bytes BETWEEN 1 AND 1048576),
      packed BLOB NOT NULL,
      UNIQUE (source, position)
    ) STRICT;

    -- The sums of a source's ledger.
    CREATE TABLE source_total (
      source INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
      fate TEXT NOT NULL CHECK (fate IN ('kept', 'snapped', 'split', 'merged', 'dropped')),
      reason TEXT NOT NULL,
      is_requested INTEGER NOT NULL CHECK (is_requested IN (0, 1)),
      spans INTEGER NOT NULL CHECK (spans >= 0),
      PRIMARY KEY (source, fate, reason, is_requested)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE document (
      id INTEGER PRIMARY KEY,
      corpus INTEGER NOT NULL REFERENCES corpus,
      name TEXT NOT NULL,
      UNIQUE (corpus, name)
    ) STRICT;

    -- Text, tokens and sentences: once, however many revisions and corpora have them.
    CREATE TABLE content (
      id INTEGER PRIMARY KEY,
      hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 16),
      text BLOB NOT NULL,
      tokens BLOB NOT NULL,
      sentences BLOB NOT NULL
    ) STRICT;

    CREATE TABLE layer (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('gold', 'model', 'person')),
      UNIQUE (name, kind)
    ) STRICT;

    -- Which layers a document has, in their order: a few sets serve all documents.
    CREATE TABLE layer_set (
      id INTEGER PRIMARY KEY,
      members BLOB NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE layer_set_member (
      layer_set INTEGER NOT NULL REFERENCES layer_set ON DELETE CASCADE,
      position INTEGER NOT NULL CHECK (position >= 0),
      layer INTEGER NOT NULL REFERENCES layer,
      PRIMARY KEY (layer_set, position),
      UNIQUE (layer_set, layer)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE label (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE
    ) STRICT;

    CREATE TABLE revision (
      corpus INTEGER NOT NULL,
      document INTEGER NOT NULL REFERENCES document,
      from_change INTEGER NOT NULL REFERENCES change,
      to_change INTEGER REFERENCES change,
      content INTEGER NOT NULL REFERENCES content,
      layer_set INTEGER NOT NULL REFERENCES layer_set,
      digest BLOB NOT NULL CHECK (length(digest) = 16),
      split TEXT,
      source INTEGER REFERENCES source,
      line INTEGER NOT NULL,
      metadata BLOB,
      bytes INTEGER NOT NULL,
      tokens INTEGER NOT NULL,
      sentences INTEGER NOT NULL,
      mentions INTEGER NOT NULL,
      PRIMARY KEY (corpus, document, from_change),
      CHECK (to_change > from_change)
    ) STRICT, WITHOUT ROWID;
    -- With the end, so that a search need not look at the rows of what it finds to know whether it is live.
    CREATE INDEX revision_content ON revision (content, to_change);

    CREATE TABLE mention (
      corpus INTEGER NOT NULL,
      document INTEGER NOT NULL REFERENCES document,
      layer INTEGER NOT NULL REFERENCES layer,
      -- Ascending in the layer's order; there may be gaps.
      position INTEGER NOT NULL,
      from_change INTEGER NOT NULL REFERENCES change,
      to_change INTEGER REFERENCES change,
      label INTEGER NOT NULL REFERENCES label,
      -- UTF-8 bytes of the text, the end not included; from the first stretch to the last.
      start INTEGER NOT NULL CHECK (start >= 0),
      "end" INTEGER NOT NULL CHECK ("end" >= start),
      -- The stretches if they are not exactly one.
      fragments BLOB,
      name TEXT,
      attributes BLOB,
      -- The text that it covers, if that is short.
      surface TEXT,
      PRIMARY KEY (corpus, document, layer, position, from_change),
      CHECK (to_change > from_change)
    ) STRICT, WITHOUT ROWID;

    -- Documents that a source has as well, and that were there already when it was imported.
    CREATE TABLE sighting (
      source INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
      document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
      PRIMARY KEY (document, source)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX sighting_source ON sighting (source);

    -- Spans of sources that were not kept as they were.
    CREATE TABLE span_record (
      id INTEGER PRIMARY KEY,
      change INTEGER NOT NULL REFERENCES change,
      source INTEGER REFERENCES source ON DELETE CASCADE,
      document TEXT NOT NULL,
      fate TEXT NOT NULL CHECK (fate IN ('kept', 'snapped', 'split', 'merged', 'dropped')),
      reason TEXT,
      detail TEXT NOT NULL,
      produced INTEGER NOT NULL,
      is_requested INTEGER NOT NULL CHECK (is_requested IN (0, 1)),
      label TEXT NOT NULL,
      surface TEXT NOT NULL,
      line INTEGER NOT NULL,
      "column" INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX span_record_source ON span_record (source);
    CREATE INDEX span_record_change ON span_record (change);

    -- Words of `content.text` by its id, without the text. `search_state.last` is the last content that is in it.
    CREATE VIRTUAL TABLE search USING fts5 (text, content = '', tokenize = 'unicode61 remove_diacritics 2');
    CREATE TABLE search_state (id INTEGER PRIMARY KEY CHECK (id = 1), last INTEGER NOT NULL) STRICT;
    INSERT INTO search_state VALUES (1, 0);
    """
}
