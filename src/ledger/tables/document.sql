-- What was issued, handed in or attached: one row a document, its bytes once by their hash. leaf: the "document.put" that names the hashes.
CREATE TABLE document(id @ID, sha256 @BYTES NOT NULL, sm3 @BYTES NOT NULL, kind @TEXT NOT NULL, name @TEXT NOT NULL, media @TEXT NOT NULL, size @INT NOT NULL, actor @TEXT NOT NULL, at @INT NOT NULL, leaf @INT NOT NULL, UNIQUE (sha256, kind, name))@PLAIN;
CREATE INDEX document_leaf ON document(leaf);
CREATE TABLE document_bytes(sha256 @BYTES PRIMARY KEY, bytes @BYTES NOT NULL)@PLAIN;
