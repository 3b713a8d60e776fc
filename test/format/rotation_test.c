/* How long logs are kept, out of configurations as Debian has them, and others. */
#include "format/rotation.h"

#include "test/tap.h"

static void one(const char *words, const char *text, const char *folder, int64_t days)
{
	struct rotation_reader reader;
	struct rotation r, found = {.days = -99};

	rotation_begin(&reader, str_c(text));
	while (rotation_next(&reader, &r))
		if (rotation_covers(&r, str_c(folder)))
			found = r;
	is_int(found.days, days, "%s", words);
}

int main(void)
{
	one("nginx of Debian: fourteen old days and the present one",
	    "/var/log/nginx/*.log {\n\tdaily\n\tmissingok\n\trotate 14\n\tcompress\n\tprerotate\n\t\tif [ -d /etc ]; "
	    "then \\\n\t\t\trotate 999\n\t\tfi\n\tendscript\n}\n",
	    "/var/log/nginx", 15);
	one("several patterns in lines, the bracket behind",
	    "/var/log/syslog\n/var/log/mail.log\n\"/var/log/a b.log\"\n{\n\trotate 4\n\tweekly\n}\n", "/var/log", 35);
	one("what stands outside of blocks holds for those that follow",
	    "# see man\nweekly\nrotate 30\n/srv/x/*.log {\n compress\n}\n", "/srv/x", 217);
	one("and a block's own goes before", "weekly\nrotate 30\n/srv/x/*.log {\n monthly\n rotate 6 \n}\n", "/srv/x/",
	    217);
	one("files that are too old are removed", "/srv/x/a.log { \n daily\n rotate 400\n maxage 90\n}\n", "/srv/x",
	    90);
	one("size alone: time does not bound it", "/srv/x/a.log {\n rotate 5\n size 10M\n}\n", "/srv/x",
	    ROTATION_UNSAID);
	one("kept for ever", "/srv/x/a.log {\n daily\n rotate -1\n}\n", "/srv/x", ROTATION_UNSAID);
	one("not said", "/srv/x/a.log {\n missingok\n}\n", "/srv/x", ROTATION_UNSAID);
	one("hours", "/srv/x/a.log {\n hourly\n rotate 47\n}\n", "/srv/x", 2);
	one("another folder's", "/srv/xy/a.log {\n hourly\n rotate 47\n}\n", "/srv/x", -99);
	one("a folder below", "/srv/x/y/a.log {\n daily\n rotate 1\n}\n", "/srv/x", 2);
	one("journald", "[Journal]\n#Storage=auto\nSystemMaxUse=4G\nMaxRetentionSec=3month\n", "/var/log/journal", 92);
	one("journald in seconds", "[Journal]\nMaxRetentionSec=864000\n", "/var/log/journal/0123", 10);
	one("journald that says nothing", "[Journal]\n#MaxRetentionSec=0\n", "/var/log/journal", ROTATION_UNSAID);
	one("nor with zero", "[Journal]\nMaxRetentionSec=0\n", "/var/log/journal", ROTATION_UNSAID);

	struct rotation_reader reader;
	struct rotation r;

	rotation_begin(&reader, STR("/srv/x/a.log {\n daily\n postrotate\n"));
	ok(rotation_next(&reader, &r) && reader.cut, "a block that does not end is told");
	ok(!rotation_next(&reader, &r), "and is the last");
	return tap_done();
}
