-- An entry of the two lists (life.def: listing). list: bad (不良名单) or dishonest (失信名单). ground: penalty, report (no annual report), defiance (a decision not obeyed). Times UTC seconds, 0: none.
CREATE TABLE listing(id @TEXT PRIMARY KEY, n @INT NOT NULL, state @TEXT NOT NULL, list @TEXT NOT NULL, ground @TEXT NOT NULL, uscc @TEXT NOT NULL, unit @TEXT NOT NULL, licence @TEXT NOT NULL, reason @TEXT NOT NULL, penalty @TEXT NOT NULL, body @TEXT NOT NULL, proposed_at @INT NOT NULL, listed_at @INT NOT NULL, ended_at @INT NOT NULL)@PLAIN;
CREATE INDEX listing_unit ON listing(uscc, state);
-- What is made public (life.def: publication): kind: penalty, listing, bulletin; subject: the case, the entry, or the bulletin's period. text is what was reviewed, letter for letter.
CREATE TABLE publication(id @TEXT PRIMARY KEY, n @INT NOT NULL, state @TEXT NOT NULL, kind @TEXT NOT NULL, subject @TEXT NOT NULL, title @TEXT NOT NULL, text @TEXT NOT NULL, drafted_at @INT NOT NULL, published_at @INT NOT NULL, withdrawn_at @INT NOT NULL)@PLAIN;
CREATE INDEX publication_subject ON publication(subject, state);
-- A rung of the ladder over an overdue time limit (life.def: rung).
CREATE TABLE rung(id @TEXT PRIMARY KEY, n @INT NOT NULL, state @TEXT NOT NULL, term @INT NOT NULL, rung @TEXT NOT NULL, position @INT NOT NULL, title @TEXT NOT NULL, basis @TEXT NOT NULL, proposed_at @INT NOT NULL, ended_at @INT NOT NULL)@PLAIN;
CREATE INDEX rung_term ON rung(term, position);
