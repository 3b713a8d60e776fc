-- One row a leaf of the Merkle tree: data is the leaf's canonical JSON, hash is SM3(0x00 || data).
CREATE TABLE log_leaf(n @INT PRIMARY KEY, at @INT NOT NULL, kind @TEXT NOT NULL, subject @TEXT NOT NULL, data @TEXT NOT NULL, hash @BYTES NOT NULL)@PLAIN;
CREATE INDEX log_leaf_subject ON log_leaf(subject, n);
-- Roots of complete subtrees of 256, 65,536 … leaves (level 8, 16 …): with them, a proof reads some hundred rows of a log of any length.
CREATE TABLE log_node(level @INT NOT NULL, n @INT NOT NULL, hash @BYTES NOT NULL, PRIMARY KEY (level, n))@CLUSTERED;
-- Public keys that checkpoints may be signed with (point: 0x04, x, y). leaf: the "log.key" that names the fingerprint.
CREATE TABLE log_key(fingerprint @TEXT PRIMARY KEY, name @TEXT NOT NULL, point @BYTES NOT NULL, actor @TEXT NOT NULL, at @INT NOT NULL, leaf @INT NOT NULL)@PLAIN;
-- text: the signed checkpoint as it is given out.
CREATE TABLE log_checkpoint(size @INT PRIMARY KEY, text @TEXT NOT NULL)@PLAIN;
-- Evidence whose hashes a leaf ("evidence.seal") names.
CREATE TABLE log_evidence(evidence @INT PRIMARY KEY, actor @TEXT NOT NULL, at @INT NOT NULL, leaf @INT NOT NULL)@PLAIN;
CREATE INDEX log_evidence_leaf ON log_evidence(leaf);
