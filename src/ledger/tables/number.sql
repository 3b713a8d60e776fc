-- The register of numbers: without gaps for each prefix and year.
CREATE TABLE doc_number(prefix @TEXT NOT NULL, year @INT NOT NULL, n @INT NOT NULL, number @TEXT NOT NULL, subject @TEXT NOT NULL, at @INT NOT NULL, PRIMARY KEY (prefix, year, n))@PLAIN;
CREATE INDEX doc_number_subject ON doc_number(subject);
