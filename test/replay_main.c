/* Runs a fuzz target over stored inputs (files and folders named as arguments) where no fuzzer is linked. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replayed;

static void replay_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *bytes = malloc(1 << 20);

	if (!f || !bytes) {
		perror(path);
		exit(1);
	}
	size_t n = fread(bytes, 1, 1 << 20, f);
	/* An exact allocation, so that a sanitizer sees a read past the end. */
	uint8_t *exact = malloc(n ? n : 1);

	if (!exact)
		exit(1);
	bytes_copy(exact, n, (str){bytes, n});
	LLVMFuzzerTestOneInput(exact, n);
	free(exact);
	free(bytes);
	fclose(f);
	replayed++;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		struct stat st;
		DIR *d = stat(argv[i], &st) == 0 && S_ISDIR(st.st_mode) ? opendir(argv[i]) : NULL;

		if (!d) {
			replay_file(argv[i]);
			continue;
		}
		for (struct dirent *e; (e = readdir(d));) {
			char path[4096];

			snprintf(path, sizeof(path), "%s/%s", argv[i], e->d_name);
			if (stat(path, &st) == 0 && S_ISREG(st.st_mode))
				replay_file(path);
		}
		closedir(d);
	}
	printf("replayed %d\n", replayed);
	return replayed ? 0 : 1;
}
