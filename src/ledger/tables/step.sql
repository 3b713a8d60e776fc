-- Every event of every case, notice and extension, in order: what life.def allowed and who did it. Never altered. leaf: its act in the log.
CREATE TABLE step(subject @TEXT NOT NULL, n @INT NOT NULL, event @TEXT NOT NULL, was @TEXT NOT NULL, became @TEXT NOT NULL, actor @TEXT NOT NULL, role @TEXT NOT NULL, at @INT NOT NULL, reason @TEXT NOT NULL, basis @TEXT NOT NULL, evidence @TEXT NOT NULL, leaf @INT NOT NULL, PRIMARY KEY (subject, n))@CLUSTERED;
CREATE INDEX step_event ON step(event, at);
