#include "cmd/passphrase.h"

#include <openssl/evp.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "os/env.h"
#include "os/file.h"

#define PASSPHRASE_MOST 1000

int passphrase_get(const struct args *a, bool twice, arena *mem, str *ret, err *e)
{
	const char *file = args_value(a, "passphrase-file"), *set = os_env("YICHA_PASSPHRASE");
	char typed[PASSPHRASE_MOST + 1] = {0};
	str s = {0};

	if (file) {
		TRY(os_file_read(file, PASSPHRASE_MOST, mem, &s, e));
		s = str_cut(&s, '\n').head;
		s.n -= str_ends(s, STR("\r"));
	} else if (set) {
		s = str_c(set);
	} else if (os_is_terminal(STDIN_FILENO)) {
		if (EVP_read_pw_string_min(typed, 1, PASSPHRASE_MOST, _("passphrase of the key: "), twice) != 0)
			return err_set(e, E_USAGE, _("no passphrase was given"));
		s = arena_str(mem, str_c(typed));
		explicit_bzero(typed, sizeof(typed));
	}
	if (s.n == 0)
		return err_set(e, E_USAGE, _("the key's passphrase? --passphrase-file FILE, or YICHA_PASSPHRASE"));
	*ret = s;
	return 0;
}
