-- Self-inspection: one row an answer as it was given; a changed answer is a new version, the last one holds. effective_at: day of the state
-- of affairs; received_at: when it came in.
CREATE TABLE self_answer(unit @TEXT NOT NULL, round @TEXT NOT NULL, question @TEXT NOT NULL, version @INT NOT NULL, value @INT NOT NULL, explanation @TEXT NOT NULL, effective_at @INT NOT NULL, received_at @INT NOT NULL, person @TEXT NOT NULL, actor @TEXT NOT NULL, questionnaire @TEXT NOT NULL, missing @TEXT NOT NULL, leaf @INT NOT NULL, PRIMARY KEY (unit, round, question, version))@CLUSTERED;
-- Which documents an answer names; one document may serve many.
CREATE TABLE self_evidence(unit @TEXT NOT NULL, round @TEXT NOT NULL, question @TEXT NOT NULL, version @INT NOT NULL, n @INT NOT NULL, sha256 @TEXT NOT NULL, name @TEXT NOT NULL, PRIMARY KEY (unit, round, question, version, n))@CLUSTERED;
-- What a person concluded from an answer and its evidence; never overwritten, the last one of a version holds.
CREATE TABLE self_conclusion(id @ID, unit @TEXT NOT NULL, round @TEXT NOT NULL, question @TEXT NOT NULL, version @INT NOT NULL, value @INT NOT NULL, reason @TEXT NOT NULL, cites @TEXT NOT NULL, actor @TEXT NOT NULL, at @INT NOT NULL, leaf @INT NOT NULL)@PLAIN;
CREATE INDEX self_conclusion_answer ON self_conclusion(unit, round, question, version);
-- How a document's text was read (status 'done', 'partial', 'failed', 'skipped'), by which reader and lists of passages.
CREATE TABLE self_reading(sha256 @TEXT PRIMARY KEY, kind @TEXT NOT NULL, status @TEXT NOT NULL, reason @TEXT NOT NULL, reader @TEXT NOT NULL, pages @INT NOT NULL, characters @INT NOT NULL, created @TEXT NOT NULL, modified @TEXT NOT NULL, signed_digitally @BOOL NOT NULL, hidden @BOOL NOT NULL, at @INT NOT NULL)@CLUSTERED;
-- Dates, places to sign and passages in it; day -9223372036854775808: none.
CREATE TABLE self_mark(sha256 @TEXT NOT NULL, n @INT NOT NULL, kind @TEXT NOT NULL, name @TEXT NOT NULL, page @INT NOT NULL, place @INT NOT NULL, day @INT NOT NULL, filled @BOOL NOT NULL, excerpt @TEXT NOT NULL, PRIMARY KEY (sha256, n))@CLUSTERED;
