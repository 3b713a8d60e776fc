-- Time limits. Never altered but for superseded (a later row that holds instead: extension, recomputation) and settled (the moment
-- the duty was met or fell away). unit: 0 hours, 1 days, 2 working days, 3 months, 4 years. last_day: days since 1970-01-01.
CREATE TABLE term(id @INT PRIMARY KEY, subject @TEXT NOT NULL, kind @TEXT NOT NULL, ladder @TEXT NOT NULL, party @TEXT NOT NULL, unit @INT NOT NULL, number @INT NOT NULL, roll @BOOL NOT NULL, basis_zh @TEXT NOT NULL, basis_en @TEXT NOT NULL, start @INT NOT NULL, nominal @INT NOT NULL, last_day @INT NOT NULL, due @INT NOT NULL, provisional @BOOL NOT NULL, trace_zh @TEXT NOT NULL, trace_en @TEXT NOT NULL, calendar @TEXT NOT NULL, reason @TEXT NOT NULL, superseded @INT NOT NULL, settled @INT NOT NULL, made @INT NOT NULL)@PLAIN;
CREATE INDEX term_subject ON term(subject, id);
CREATE INDEX term_due ON term(settled, superseded, due);
