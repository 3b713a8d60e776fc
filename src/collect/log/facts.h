/* facts: what was read of the files of a folder of logs, as facts. What is personal in their names is masked. */
#pragma once

#include "collect/log/family.h"
#include "model/scope.h"
#include "model/sink.h"

struct log_facts;
/* NULL: no memory. */
struct log_facts *log_facts_new(struct sink *sink, const struct scope_store *store, int64_t at);
void log_facts_free(struct log_facts *f);
/* An item of the part of this file that comes next. */
void log_facts_item(struct log_facts *f, struct family_file *file, const struct reader_item *item);
/* A file was read, or a part of it, which keeps the sum then (NULL: the file itself does). */
void log_facts_part(struct log_facts *f, struct family_file *file, struct family_file *part,
		    const struct reader_message *m);
/* Nothing or not all was read of it. */
void log_facts_unread(struct log_facts *f, struct family_file *file);
/* All files are read: the logs, and the gaps of the tables. cut: why not all files were read, "" else. True: partial. */
bool log_facts_end(struct log_facts *f, const struct family *family, const char *cut);
