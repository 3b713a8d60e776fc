-- One row a leaf of the Merkle tree: data is the leaf's canonical JSON, hash is SM3(0x00 || data).
CREATE TABLE log_leaf(n @INT PRIMARY KEY, at @INT NOT NULL, kind @TEXT NOT NULL, subject @TEXT NOT NULL, data @TEXT NOT NULL, hash @BYTES NOT NULL)@PLAIN;
CREATE INDEX log_leaf_subject ON log_leaf(subject, n);
