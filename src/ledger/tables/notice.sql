-- Papers that bind or inform one unit about its cases. state: key of life.def. facts: SHA-256 of the frozen facts (documents, kind notice-facts). docx, pdf: SHA-256 of what was issued, never changed after. count, count_unit: the time limit that runs from the day after service. Times UTC seconds, 0: not yet.
CREATE TABLE notices(id @TEXT PRIMARY KEY, n @INT NOT NULL UNIQUE, kind @TEXT NOT NULL, title @TEXT NOT NULL, uscc @TEXT NOT NULL, unit @TEXT NOT NULL, state @TEXT NOT NULL, number @TEXT NOT NULL, corrects @TEXT NOT NULL, facts @TEXT NOT NULL, count @INT NOT NULL, count_unit @TEXT NOT NULL, docx @TEXT NOT NULL, pdf @TEXT NOT NULL, drafted_at @INT NOT NULL, issued_at @INT NOT NULL, served_at @INT NOT NULL, ended_at @INT NOT NULL, due @INT NOT NULL)@PLAIN;
CREATE INDEX notices_state ON notices(state, n);
CREATE INDEX notices_number ON notices(number);
-- What a paper is about that is not about cases: about is the kind of subject (penalty, draw, notice …), subject its id.
CREATE TABLE notice_about(notice @TEXT PRIMARY KEY, about @TEXT NOT NULL, subject @TEXT NOT NULL)@PLAIN;
CREATE INDEX notice_about_subject ON notice_about(subject, notice);
CREATE TABLE notice_case(notice @TEXT NOT NULL, subject @TEXT NOT NULL, PRIMARY KEY (notice, subject))@CLUSTERED;
-- How it was served: direct, left, post, electronic, entrusted, public. proof: SHA-256 of the receipt.
CREATE TABLE notice_service(notice @TEXT NOT NULL, n @INT NOT NULL, way @TEXT NOT NULL, receiver @TEXT NOT NULL, at @INT NOT NULL, refused @BOOL NOT NULL, note @TEXT NOT NULL, proof @TEXT NOT NULL, PRIMARY KEY (notice, n))@CLUSTERED;
-- Words of the law or of a form that a legal reviewer confirmed, by the SHA-256 of the words.
CREATE TABLE confirmed_words(hash @TEXT PRIMARY KEY, what @TEXT NOT NULL, actor @TEXT NOT NULL, at @INT NOT NULL)@PLAIN;
